"""What a notebook declares: its typed parameters cell, checked before any kernel starts.

Papermill only warns about a parameter that the notebook does not know, and then audits the notebook's default county.
"""

import ast
import difflib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from auditlib.errors import AuditError, ParameterError
from auditlib.messages import _, meant

#: Everything that the batch hands over. A notebook over all counties declares neither ``county`` nor ``data``.
PER_COUNTY = ("county", "data", "outputs", "as_of")
OVER_ALL = ("outputs", "as_of")
#: Names of pages and of jobs that are no notebook's.
TAKEN = {"index", "intake", "stage", "city"}
TYPES = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}


@dataclass(frozen=True)
class Notebook:
    """A notebook to run: ``digest`` is its SHA-256 as it was read, ``declared`` its parameters with their types, by name."""

    name: str
    path: Path
    digest: str
    declared: dict[str, type]

    @property
    def per_county(self) -> bool:
        return "county" in self.declared or "data" in self.declared

    @property
    def expected(self) -> tuple[str, ...]:
        return PER_COUNTY if self.per_county else OVER_ALL


def read_notebook(path: Path) -> Notebook:
    """Read a notebook's parameters cell. Raises AuditError when there is none, or when it is not plain typed assignments."""
    text = path.read_bytes()
    try:
        cells = json.loads(text)["cells"]
        tagged = [cell for cell in cells if cell["cell_type"] == "code" and "parameters" in cell["metadata"].get("tags", [])]
    except (ValueError, KeyError, TypeError) as error:
        raise AuditError(
            "{name}: not a notebook of format 4 ({fault}); save it again in JupyterLab", name=path.name, fault=type(error).__name__
        ) from None
    if len(tagged) != 1:
        raise AuditError(
            "{name}: {count} cells carry the tag `parameters`; allowed: exactly one code cell", name=path.name, count=len(tagged)
        )
    return Notebook(path.stem, path, hashlib.sha256(text).hexdigest(), _declared("".join(tagged[0]["source"]), path.name))


def _declared(source: str, file: str) -> dict[str, type]:
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(_("the parameters cell is not Python"), file, error.lineno, _("lines like county: str = 'weicheng'")) from None
    declared = {}
    for statement in statements:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id=kind)) if kind in TYPES:
                declared[name] = TYPES[kind]
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)) if value is not None:
                declared[name] = type(value)
            case ast.Expr(value=ast.Constant()):
                pass
            case _:
                told = _("parameters cell, line {lineno}: not a typed parameter", lineno=statement.lineno)
                raise ParameterError(told, file, None, _("name: type = value, type one of {types}", types=", ".join(TYPES)))
    return declared


def check_parameters(notebook: Notebook, values: dict[str, object]) -> None:
    """Refuse values that the notebook does not declare, or declares with another type, and names that look misspelt.

    Raises ParameterError, which names the notebook, the parameter and what is allowed.
    """
    for name, value in values.items():
        kind = notebook.declared.get(name)
        if kind is None:
            told, allowed = (
                _("it has no parameter {name}{hint}", name=name, hint=meant(name, notebook.declared)),
                ", ".join(notebook.declared),
            )
        elif type(value) is not kind:
            types = {"kind": kind.__name__, "given": type(value).__name__}
            told, allowed = _("parameter {name} is declared {kind}, the value is {given}", name=name, **types), kind.__name__
        else:
            continue
        raise ParameterError(told, notebook.path.name, None, allowed or _("none"))
    for name in notebook.declared:
        close = difflib.get_close_matches(name, PER_COUNTY, 1, cutoff=0.75)
        if name not in PER_COUNTY and close:
            told = _("its parameter {name} looks like {known} misspelt", name=name, known=close[0])
            raise ParameterError(told, notebook.path.name, None, ", ".join(PER_COUNTY))


#: What gives a notebook more than an audit tells of by itself.
BEYOND = {"ledgers", "results", "parameters", "contracts", "outputs", "reveal"}


def only_asks(notebook: NotebookNode) -> bool:
    """Whether all that a notebook reads is told by what it asks of its `Audit` or `City`: it imports nothing else, and reaches into
    nothing.
    """
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    try:
        nodes = [*ast.walk(ast.parse(code))]
    except SyntaxError:  # a magic
        return False
    given = {node.target.id for node in nodes if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
    opened = {"audit", "city", "globals", "str", "open_audit", "open_city"}
    return all(
        node.id in opened | given
        if isinstance(node, ast.Name)
        else not node.attr.startswith("_") and node.attr not in BEYOND
        if isinstance(node, ast.Attribute)
        else node.module == "auditlib.notebook"
        if isinstance(node, ast.ImportFrom)
        else not isinstance(node, (ast.Import, ast.FunctionDef, ast.Lambda, ast.ClassDef))
        for node in nodes
    )


def workplace(notebooks: Path) -> Path:
    """``work/`` beside ``notebooks/``, where an auditor works; where these came with the installed package, in the working folder."""
    return (Path.cwd() if notebooks.parent.name == "_shipped" else notebooks.parent) / "work"


def source_of(folder: Path, name: str) -> Path:
    """The file of a notebook: that of ``folder``, else an auditor's own in ``work/``."""
    own = workplace(folder) / f"{name}.ipynb"
    return own if own.exists() and not (folder / own.name).exists() else folder / own.name


def find_notebooks(folder: Path, names: list[str]) -> list[Notebook]:
    """The named notebooks of a folder or of the auditor's own, read and checked.

    Raises AuditError for a name that is not there, or that is taken.
    """
    there = sorted({path.stem for place in (folder, workplace(folder)) for path in place.glob("*.ipynb")})
    missing = [name for name in names if name not in there]
    if missing:
        raise AuditError(
            "no notebook {missing} in {folder}{hint}; allowed: {there}",
            missing=", ".join(missing),
            hint=meant(missing[0], there),
            folder=folder,
            there=", ".join(there) or _("none, the folder is empty"),
        )
    if taken := TAKEN & set(names):
        raise AuditError(
            "a notebook may not be called {taken}: auditlib has a page or a job of that name; give it another",
            taken=", ".join(sorted(taken)),
        )
    notebooks = [read_notebook(source_of(folder, name)) for name in dict.fromkeys(names)]
    for notebook in notebooks:
        check_parameters(notebook, dict.fromkeys(notebook.expected, ""))
    return notebooks
