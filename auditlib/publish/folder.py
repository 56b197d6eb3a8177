"""The folder of a site: made whole beside its place and then moved there; nothing is overwritten but a site of ours."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditlib.errors import AuditError
from auditlib.fingerprint import contents
from auditlib.messages import _
from auditlib.outside import readable
from auditlib.project_key import MANIFEST
from auditlib.scratch import Scratch

#: What tells a site of ours, in its manifest.
KIND = "auditlib site"


class Site:
    """A site in the making: what was written, and the SHA-256 of it, by path."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.files: dict[str, str] = {}

    def add(self, path: str, content: str | bytes) -> None:
        content = content.encode() if isinstance(content, str) else content
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        self.files[path] = hashlib.sha256(content).hexdigest()

    @property
    def digest(self) -> str:
        """Of every file, by path: what somebody approves."""
        return hashlib.sha256(json.dumps(sorted(self.files.items())).encode()).hexdigest()

    def close(self, about: dict) -> None:
        """Write the manifest: what the site is, and the SHA-256 of every other file."""
        told = {"kind": KIND} | about | {"digest": self.digest, "files": dict(sorted(self.files.items()))}
        (self.folder / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


@contextmanager
def made(to: Path) -> Iterator[Site]:
    """A site to be written; when the block ends it stands at ``to`` as a whole, in place of the one before; when it fails nothing changes.

    Raises AuditError when something else stands there.
    """
    refuse_another(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    with Scratch(str(to.parent)) as scratch:
        site = Site(scratch / "site")
        site.folder.mkdir()
        yield site
        if to.exists():
            to.rename(scratch / "before")
        try:
            site.folder.rename(to)
        except OSError:
            if (scratch / "before").exists():
                (scratch / "before").rename(to)
            raise


def manifest_of(folder: Path) -> dict:
    """What the manifest of a site of ours says; nothing where none stands."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return told if told["kind"] == KIND and isinstance(told["files"], dict) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def refuse_another(to: Path) -> None:
    """Raises AuditError where something stands that is no site of ours, or a site in which somebody has put or changed files."""
    shown = readable(str(to))
    if to.is_symlink() or (to.exists() and not to.is_dir()):
        raise AuditError("--to {place}: no folder; choose another place", place=shown)
    if not to.exists() or not any(to.iterdir()):
        return
    told = manifest_of(to)
    if not told:
        raise AuditError(
            "--to {place}: what stands there is no site made by auditlib publish, and is left alone; choose another folder", place=shown
        )
    there = {path: digest for path, digest in contents(to, hidden=True).items() if path != MANIFEST}
    if others := sorted(path for path in there if there[path] != told["files"].get(path)):
        what = _(
            "--to {place}: {path} is not as the site was made; keep it elsewhere, remove it here, or choose another folder",
            place=shown,
            path=readable(others[0]),
        )
        raise AuditError(what)
