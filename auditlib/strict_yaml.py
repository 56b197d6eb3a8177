"""YAML read strictly into a typed model, every refusal with file and line.

Untyped loading loses codes (051234 becomes 51234), turns NO into False and 1e5 into a float, and lets a
misspelt key pass. So scalars are resolved here, from their text: integers, numbers with a point (as
Decimal, never through float), true, false, null, text. Anything that other readers take for something
else is refused, with what to write instead. Dates stay text until a field of type `Day` parses them.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, RootModel, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError
from yaml import MappingNode, MarkedYAMLError, Node, ScalarNode, SequenceNode, YAMLError

from auditlib.errors import ParameterError, Wrong
from auditlib.messages import Message, _, meant

Model = TypeVar("Model", bound=BaseModel)

_INTEGER = re.compile(r"-?(0|[1-9]\d*)\Z", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+\Z", re.ASCII)
# What some YAML reader or other takes for a number: leading zeros, exponents, hex, octal, underscores, .5, .inf.
_ODD_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?[\d_]*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|0[xob][\da-fA-F_]+|\.inf|\.nan)\Z", re.ASCII | re.I)
_WORDS = {"yes", "no", "on", "off", "y", "n", "true", "false", "null"}
_DECORATED = _("anchors, aliases and tags are not used here")
# libyaml, where the wheel has it, parses ten times faster; which scalars mean what is decided below, not by the loader.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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
                raise PydanticCustomError(
                    "unknown_key", "unknown key {key}; allowed: {allowed}", {"key": key, "allowed": ", ".join(allowed)}
                )
        return raw


def as_day(value: Any) -> Any:
    """A calendar day from its text. Raises ValueError for a day that does not exist."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.match(value):
        raise Wrong("not a date; allowed: YYYY-MM-DD, as 2019-12-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Wrong("this date does not exist in the calendar; allowed: YYYY-MM-DD, as 2019-12-31") from None


def _number(value: Any) -> Any:
    """An exact number: integers become Decimal, text and booleans do not."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise Wrong("not a number; allowed: digits with at most one point, without quotes, as 50000 or 4.35")
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
        raise ParameterError(_("not UTF-8 text"), path, line, _("UTF-8, with or without BOM")) from None
    except OSError as error:
        raise ParameterError(_("can not be read ({fault})", fault=error.strerror), path) from None
    return _validated(text, _Place(path), model, json.dumps(context))


class Faults(list[ParameterError]):
    """What is wrong in files that are read together, so that an auditor mends all of them at once."""

    def add(self, what: str, path: Path | str, line: int | None = None, allowed: str | None = None) -> None:
        self.append(ParameterError(what, path, line, allowed))

    def load(self, path: Path, model: type[Model], context: dict[str, Any] | None = None) -> Model | None:
        """As `load`; None for a file with a fault, which is kept."""
        try:
            return load(path, model, context)
        except ParameterError as error:
            self.append(error)
            return None

    def entries(self, paths: Iterable[Path], model: type[RootModel]) -> dict[str, Any]:
        """The entries of several files (``model``: id → entry, see `with_ids`) by their ids, each of which stands in one file only."""
        found: dict[str, Any] = {}
        for path in sorted(paths):
            file = self.load(path, model, {"file": f"parameters/{path.parent.name}/{path.name}"})
            for id, entry in (file.root if file else {}).items():
                if id in found:
                    self.add(_("{id} stands in {file} too", id=id, file=found[id].file), path, None, _("each id in one file"))
                found[id] = entry
        return found

    @property
    def together(self) -> ParameterError:
        """One error for all. One alone stays itself."""
        return self[0] if len(self) == 1 else ParameterError(Message.joined("\n", (error.args[0] for error in self)))

    def tell(self) -> None:
        """Raises ParameterError with all of them, if there is any."""
        if self:
            raise self.together


@dataclass(frozen=True)
class _Place:
    """Where a text lies, which a fault of it names: the model is the same wherever that is."""

    path: Path = field(compare=False)


@lru_cache(maxsize=4096)
def _validated(text: str, place: _Place, model: type[Model], context: str) -> Model:
    """The model of a text. Models cannot be changed, so one serves all who load the same text: a kernel of the batch finds it made."""
    path = place.path
    try:
        root = _composed(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ParameterError(
            _("not valid YAML: {problem}", problem=error.problem), path, line, _("key: value, indented by spaces")
        ) from None
    except YAMLError as error:
        # Raised before parsing starts, for control characters: it carries no line of its own.
        raise ParameterError(_("not valid YAML: {problem}", problem=str(error).splitlines()[0]), path) from None
    if root is None:
        raise ParameterError(_("empty file"), path, 1, ", ".join(model.model_fields))
    value = _plain(root, path)
    try:
        return model.model_validate(value, context=json.loads(context))
    except ValidationError as error:
        raise Faults(_explained(problem, root, path) for problem in error.errors()).together from None


def line_of(path: Path, *keys: str | int) -> int:
    """Line of the entry that `keys` lead to in a file that was loaded before, or of its nearest parent that is there."""
    return _found(_composed(path.read_text(encoding="utf-8-sig")), keys)[1]


@lru_cache(maxsize=4096)
def _composed(text: str) -> Node:
    """The nodes of a file, which are only read. Parsing is the slow part of loading, and tests and notebooks load often.

    Raises MarkedYAMLError for an anchor or alias: composed nodes no longer show them.
    """
    for event in yaml.parse(text, Loader=_LOADER):
        if getattr(event, "anchor", None) is not None:
            raise MarkedYAMLError(problem=_DECORATED, problem_mark=event.start_mark)
    return yaml.compose(text, Loader=_LOADER)


def _plain(node: Node, path: Path) -> Any:
    """The Python value of a node, refusing what is not plain."""
    if not node.tag.startswith("tag:yaml.org,2002:"):
        raise ParameterError(_DECORATED, path, _line(node), _("the value written out"))
    if isinstance(node, ScalarNode):
        return _scalar(node, path)
    if isinstance(node, SequenceNode):
        return [_plain(item, path) for item in node.value]
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = _scalar(key_node, path) if isinstance(key_node, ScalarNode) else None
        if not isinstance(key, str):
            raise ParameterError(_("a key must be text"), path, _line(key_node), _('a word, or in quotes: "370724"'))
        if key in values:
            raise ParameterError(_("key {key!r} stands twice", key=key), path, _line(key_node), _("each key once"))
        values[key] = _plain(value_node, path)
    return values


def _scalar(node: ScalarNode, path: Path) -> Any:
    """One value from its text, by the strict subset described above."""
    text = node.value
    if text != text.strip() and node.style not in ("|", ">"):
        told, allowed = _("{text!r} begins or ends with a space", text=text), repr(text.strip())
    elif any(unicodedata.decimal(c, None) is not None and not c.isascii() for c in text):
        told, allowed = _("{text!r} holds full-width digits", text=text), unicodedata.normalize("NFKC", text)
    elif node.style and node.tag == "tag:yaml.org,2002:str":
        return text
    elif text in ("", "~", "null"):
        return None
    elif text in ("true", "false"):
        return text == "true"
    elif text.lower() in _WORDS:
        told = _("{text} is read differently by different programs", text=text)
        allowed = _('true, false, null, or text in quotes: "{text}"', text=text)
    elif node.tag == "tag:yaml.org,2002:str" and (_INTEGER.match(text) or _DECIMAL.match(text)) or node.style:
        told, allowed = _DECORATED, _("the value written out")
    elif _INTEGER.match(text):
        return int(text)
    elif _DECIMAL.match(text):
        return Decimal(text)
    elif _ODD_NUMBER.match(text):
        told = _("{text} is not a plain number", text=text)
        allowed = _('digits with at most one point, or a code in quotes: "{text}"', text=text)
    else:
        return text
    raise ParameterError(told, path, _line(node), allowed)


def _explained(problem: dict[str, Any], root: Node, path: Path) -> ParameterError:
    """A pydantic problem as a ParameterError at the line of the deepest entry that its place names."""
    node, line, keys = _found(root, problem["loc"])
    kind, label, allowed = problem["type"], f"{'.'.join(keys)}: " if keys else "", None
    if kind == "unknown_key":
        key, allowed = problem["ctx"]["key"], problem["ctx"]["allowed"]
        told = _("{label}unknown key {key}{hint}", label=label, key=key, hint=meant(key, allowed.split(", ")))
        line = _found(node, [key])[1] or line
    elif kind == "missing":
        key = problem["loc"][-1]
        told, allowed = _("{label}{key} is missing", label=label, key=key), f"{key}: …"
    elif kind == "string_type" and isinstance(node, ScalarNode) and _INTEGER.match(node.value):
        told = _("{label}{value} is a number, text is needed", label=label, value=node.value)
        allowed = _('put it in quotes: "{value}"', value=node.value)
    elif kind == "string_type":
        told, allowed = _("{label}text is needed", label=label), _("text")
    elif kind == "bool_type":
        told, allowed = _("{label}not a truth value", label=label), "true, false"
    else:
        said = problem["ctx"]["error"].args[0] if kind == "value_error" else problem["msg"]
        told = _("{label}{told}", label=label, told=said)
    return ParameterError(told, path, line, allowed)


def _found(node: Node, keys: Iterable[str | int]) -> tuple[Node, int, list[str]]:
    """The deepest node that `keys` lead to, the line of its entry, and the keys that were there.

    Steps that are not in the file are passed over: a missing key, an included block, the branch of a union.
    """
    line, passed = _line(node), []
    for key in keys:
        if isinstance(node, MappingNode):
            entry = next(((name, value) for name, value in node.value if name.value == key), None)
        elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
            entry = (node.value[key], node.value[key])
        else:
            entry = None
        if entry is not None:
            line, node = _line(entry[0]), entry[1]
            passed.append(str(key))
    return node, line, passed


def _line(node: Node) -> int:
    return node.start_mark.line + 1


def with_ids(raw: Any, info: ValidationInfo) -> Any:
    """Entries of a file by id (id → entry), each with its ``id`` and ``file``: for the validator before that of such a file's model."""
    if not isinstance(raw, dict):
        return raw
    file = (info.context or {}).get("file", "")
    for id, value in raw.items():
        if isinstance(value, dict) and {"id", "file"} & value.keys():
            raise Wrong("{id}: the id is the key; allowed: no key 'id' or 'file' inside", id=id)
    return {id: {**value, "id": id, "file": file} if isinstance(value, dict) else value for id, value in raw.items()}
