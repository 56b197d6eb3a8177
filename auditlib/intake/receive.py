"""Which folder is which county, and what lies in it: every file with its SHA-256, and why some are not read."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from auditlib.errors import ParameterError
from auditlib.outside import readable
from auditlib.parameters import Parameters

IGNORED_NAMES = {".ds_store", "thumbs.db", "desktop.ini"}
IGNORED_PREFIXES = ("~$", "._", ".~lock.")
IGNORED_FOLDERS = {"__macosx"}
#: Indexes and memos of a .dbf, which says itself what of them is not read.
IGNORED_ENDINGS = (".cdx", ".fpt", ".dbt")

#: Told from names and links, before opening; everything else is judged by its first bytes (guard.py).
LITTER = "系统、临时文件，或随 DBF 附带的索引、备注文件，不读取"
OUTWARD = "这是指向文件夹之外的链接，未读取；请把原文件复制到本县文件夹内"
BROKEN = "链接指向的文件不存在；请补交原文件"
SPECIAL = "不是普通文件（设备、管道等），未读取；请删除或换成普通文件"


@dataclass(frozen=True)
class Received:
    """One file as received. `path` is relative to the county folder; `state` is read (that is, to be read), refused or ignored."""

    path: str
    location: Path
    sha256: str | None = None
    size: int | None = None
    state: str = "read"
    problem: str | None = None


def county_folders(data: Path, parameters: Parameters) -> tuple[dict[str, list[Path]], dict[str, ParameterError]]:
    """The folders in ``data`` by county id, each called by id, code, Chinese name or alias; those that name none, or several, and why."""
    found: dict[str, list[Path]] = {}
    unknown = {}
    for folder in sorted(p for p in data.iterdir() if p.is_dir() and not p.name.startswith(".")):
        name = readable(folder.name)
        try:
            found.setdefault(parameters.county(name).id, []).append(folder)
        except ParameterError as error:
            unknown[name] = error
    return found, unknown


def receive(folder: Path) -> list[Received]:
    """Every file under `folder`: those to read first by SHA-256 then path, so that a new file name changes nothing.

    Links that leave the folder are refused.
    """
    root = folder.resolve()
    closed: list[OSError] = []
    files = [_look(path, root) for path in _walk(folder, closed)]
    for error in closed:
        problem = f"文件夹打不开（{error.strerror}），其中的文件都未读取；请检查权限后重新运行"
        files.append(Received(_shown(Path(error.filename), root), Path(error.filename), state="refused", problem=problem))
    return sorted(files, key=lambda file: (file.sha256 or "", file.path))


def is_litter(path: PurePath) -> bool:
    """What systems and programs leave beside the files: no material."""
    name = path.name.lower()
    named = name in IGNORED_NAMES or name.startswith(IGNORED_PREFIXES) or name.endswith(IGNORED_ENDINGS)
    return named or any(part.lower() in IGNORED_FOLDERS for part in path.parts[:-1])


def _walk(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders.sort()
        # os.walk does not enter linked folders; they are named, so that nothing goes missing in silence.
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        for name in sorted([*names, *links]):
            yield Path(parent, name)


def _look(path: Path, root: Path) -> Received:
    shown = _shown(path, root)
    if is_litter(PurePosixPath(shown)):
        return Received(shown, path, state="ignored", problem=LITTER)
    try:
        target = path.resolve(strict=True)
        if not target.is_relative_to(root):
            return Received(shown, path, state="refused", problem=OUTWARD)
        if target.is_dir():
            return Received(shown, path, state="ignored", problem="文件夹链接，其内容按原位置读取")
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):
            return Received(shown, path, state="refused", problem=SPECIAL)
        with open(path, "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Received(shown, path, digest, status.st_size)
    except FileNotFoundError:
        return Received(shown, path, state="refused", problem=BROKEN)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "链接循环"
        return Received(shown, path, state="refused", problem=f"打不开（{reason}）；请检查文件权限后重新提交")


def _shown(path: Path, root: Path) -> str:
    """The path as messages show it: below the county's folder, and as text."""
    return readable(os.path.relpath(path, root if path.is_relative_to(root) else _root_of(path, root)))


def _root_of(path: Path, root: Path) -> Path:
    """The folder as it was handed in, when it was itself reached by a link: `root` is where it resolves to."""
    return next((parent for parent in path.parents if parent.resolve() == root), root)
