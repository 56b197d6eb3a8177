"""What a notebook was given: its declared parameters checked, the audit date, and folders as an auditor writes them."""

from __future__ import annotations

import ast
import datetime as dt
import difflib
from collections.abc import Mapping
from pathlib import Path

from auditlib.errors import ParameterError
from auditlib.parameters import Parameters, home, load_parameters


def notebook_parameters(namespace: Mapping, declared: dict[str, type]) -> dict:
    """The declared parameters as the notebook holds them, checked; also what Papermill injected that nobody declared."""
    for cell in namespace.get("In", []):
        if cell.startswith("# Parameters"):
            for name in _assigned(cell):
                if name not in declared:
                    near = difflib.get_close_matches(name, declared, 1)
                    raise ParameterError(f"未知参数 {name}；可用：{', '.join(declared)}" + (f"；是否想写 {near[0]}？" if near else ""))
    for name, kind in declared.items():
        if name not in namespace:
            raise ParameterError(f"缺少参数 {name}；请在带 parameters 标签的单元格中给出")
        if not isinstance(namespace[name], kind):
            raise ParameterError(
                f"参数 {name} 应为文本，现为 {type(namespace[name]).__name__}；用 papermill 时请写 -r {name} 值，或在值两边加引号"
            )
    return {name: namespace[name] for name in declared}


def _assigned(source: str) -> list[str]:
    targets = [t for node in ast.parse(source).body if isinstance(node, ast.Assign) for t in node.targets]
    return [t.id for t in targets if isinstance(t, ast.Name)]


def parameters_at(as_of: str) -> Parameters:
    """The parameters with the audit date that a notebook was given."""
    try:
        day = dt.date.fromisoformat(as_of)
    except ValueError:
        raise ParameterError(f"参数 as_of 为“{as_of}”，应为存在的日期，写作 YYYY-MM-DD，如 2019-12-31") from None
    return load_parameters().at(day)


def folder_of(text: str) -> Path:
    """A folder as given, from the working folder or from the folder that holds parameters/ and notebooks/."""
    path = Path(text).expanduser()
    return path if path.is_absolute() or path.exists() else home() / path
