"""YAML 1.2 read strictly into a typed model, every refusal with file and line.

Untyped loading loses codes (051234 becomes 51234), turns NO into False and 1e5 into a float, and lets a
misspelt key pass. So scalars are resolved here, from their text: integers, numbers with a point (as
Decimal, never through float), true, false, null, text. Anything that other readers take for something
else is refused, with what to write instead. Dates stay text until a field of type `Day` parses them.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from auditlib.errors import ParameterError

Model = TypeVar("Model", bound=BaseModel)

_INTEGER = re.compile(r"-?(0|[1-9]\d*)\Z", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+\Z", re.ASCII)
# What some YAML reader or other takes for a number: leading zeros, exponents, hex, octal, underscores, .5, .inf.
_ODD_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?[\d_]*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|0[xob][\da-fA-F_]+|\.inf|\.nan)\Z", re.ASCII | re.I)
_WORDS = {"yes", "no", "on", "off", "y", "n", "true", "false", "null"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)


class Strict(BaseModel):
    """Base of everything read from `parameters/`: no unknown key, no silent conversion, no change afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, raw: Any) -> Any:
        """Refuse an unknown key here rather than by pydantic, to name the keys that are allowed."""
        allowed = [field.alias or name for name, field in cls.model_fields.items()]
        for key in raw if isinstance(raw, dict) else ():
            if key not in allowed:
                raise PydanticCustomError("unknown_key", "unknown key {key}; allowed: {allowed}", {"key": key, "allowed": ", ".join(allowed)})
        return raw


def as_day(value: Any) -> Any:
    """A calendar day from its text. Raises ValueError for a day that does not exist."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.match(value):
        raise ValueError("not a date; allowed: YYYY-MM-DD, as 2019-12-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("this date does not exist in the calendar; allowed: YYYY-MM-DD, as 2019-12-31") from None


def _number(value: Any) -> Any:
    """An exact number: integers become Decimal, text and booleans do not."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError("not a number; allowed: digits with at most one point, without quotes, as 50000 or 4.35")
    return Decimal(value)


Day = Annotated[date, BeforeValidator(as_day)]
Number = Annotated[Decimal, BeforeValidator(_number)]


def load(path: Path, model: type[Model], context: dict[str, Any] | None = None) -> Model:
    """The YAML file `path` as a `model`.

    `context` is handed to the model's validators. Raises ParameterError with file, line, what is wrong and
    what is allowed; several faults of one file come together.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ParameterError("not UTF-8 text", path, line, "UTF-8, with or without BOM") from None
    except OSError as error:
        raise ParameterError(f"can not be read ({error.strerror})", path) from None
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ParameterError(f"not valid YAML: {error.problem}", path, line, "key: value, indented by spaces") from None
    except YAMLError as error:
        # Raised before parsing starts, for control characters: it carries no line of its own.
        raise ParameterError(f"not valid YAML: {str(error).splitlines()[0]}", path) from None
    if root is None:
        raise ParameterError("empty file", path, 1, ", ".join(model.model_fields))
    value = _plain(root, path)
    try:
        return model.model_validate(value, context=context)
    except ValidationError as error:
        raise ParameterError.joined(_explained(problem, root, path) for problem in error.errors()) from None


def line_of(path: Path, *keys: str | int) -> int | None:
    """Line of the entry that `keys` lead to in a file that was loaded before, or of its nearest parent that is there."""
    node = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8-sig"))
    line = None
    for key in keys:
        child = _child(node, key)
        if child is None:
            break
        line = _key_line(node, key) if isinstance(node, MappingNode) else _line(child)
        node = child
    return line


def _plain(node: Node, path: Path) -> Any:
    """The Python value of a node, refusing what is not plain."""
    if node.anchor is not None or not node.tag.startswith("tag:yaml.org,2002:"):
        raise ParameterError("anchors, aliases and tags are not used here", path, _line(node), "the value written out")
    if isinstance(node, ScalarNode):
        return _scalar(node, path)
    if isinstance(node, SequenceNode):
        return [_plain(item, path) for item in node.value]
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = _scalar(key_node, path) if isinstance(key_node, ScalarNode) else None
        if not isinstance(key, str):
            raise ParameterError("a key must be text", path, _line(key_node), 'a word, or in quotes: "370724"')
        if key in values:
            raise ParameterError(f"key {key!r} stands twice", path, _line(key_node), "each key once")
        values[key] = _plain(value_node, path)
    return values


def _scalar(node: ScalarNode, path: Path) -> Any:
    """One value from its text, by the strict subset described above."""
    text = node.value
    if text != text.strip() and node.style not in ("|", ">"):
        raise ParameterError(f"{text!r} begins or ends with a space", path, _line(node), repr(text.strip()))
    if any(unicodedata.decimal(c, None) is not None and not c.isascii() for c in text):
        raise ParameterError(f"{text!r} holds full-width digits", path, _line(node), unicodedata.normalize("NFKC", text))
    if node.style is not None:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if text.lower() in _WORDS:
        raise ParameterError(f"{text} is read differently by different programs", path, _line(node), f'true, false, null, or text in quotes: "{text}"')
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return Decimal(text)
    if _ODD_NUMBER.match(text):
        raise ParameterError(f"{text} is not a plain number", path, _line(node), f'digits with at most one point, or a code in quotes: "{text}"')
    return text


def _explained(problem: dict[str, Any], root: Node, path: Path) -> ParameterError:
    """A pydantic problem as a ParameterError at the line of the deepest node that its place names."""
    node, keys = root, []
    for step in problem["loc"]:
        child = _child(node, step)
        if child is None:
            continue  # the name of a union's branch, or a missing key
        node = child
        keys.append(str(step))
    field, kind = ".".join(keys), problem["type"]
    label = f"{field}: " if field else ""
    if kind == "unknown_key":
        key, allowed = problem["ctx"]["key"], problem["ctx"]["allowed"]
        return ParameterError(f"{label}unknown key {key}", path, _key_line(node, key), allowed)
    if kind == "missing":
        key = problem["loc"][-1]
        return ParameterError(f"{label}{key} is missing", path, _line(node), f"{key}: …")
    if kind == "string_type":
        if isinstance(node, ScalarNode) and _INTEGER.match(node.value):
            return ParameterError(f"{label}{node.value} is a number, text is needed", path, _line(node), f'put it in quotes: "{node.value}"')
        return ParameterError(f"{label}text is needed", path, _line(node), "text")
    if kind == "bool_type":
        return ParameterError(f"{label}not a truth value", path, _line(node), "true, false")
    what, _, allowed = problem["msg"].removeprefix("Value error, ").partition("; allowed: ")
    return ParameterError(f"{label}{what}", path, _line(node), allowed or None)


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None


def _key_line(node: Node, key: str | int) -> int:
    """Line of a key of a mapping; the mapping's own when the key came from elsewhere (an included block)."""
    keys = [name for name, _ in node.value if name.value == key] if isinstance(node, MappingNode) else []
    return _line(keys[0] if keys else node)


def _line(node: Node) -> int:
    return node.start_mark.line + 1
