"""The project's key: every id that stands for a person, or for anything else of a county, is made under it (DOMAIN §6.5).

An unkeyed digest gives nothing but trouble to who would guess: all identity numbers that a county can have are hashed in minutes. The key
is one line of any text, at least 32 characters, in ``parameters/project.key``: made on first use, readable by its owner only, in no
repository. Who has it can make the same ids again; who loses it cannot, so results made under one key are refused under another.
"""

import contextlib
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from auditlib.errors import AuditError, ParameterError
from auditlib.messages import _
from auditlib.private import write_whole

FILE = "project.key"
LEAST = 32
#: Characters of a fingerprint.
FINGERPRINT = 16
#: Below the folder of a run: the fingerprint of the key that its results were made under.
MARK = Path(".jobs") / "key.txt"
MANIFEST = "manifest.json"
#: What a manifest tells.
PARTS = {*"as_of cases data chosen key versions parameters notebooks counties all_counties outputs beside records".split()}


@dataclass(frozen=True)
class Key:
    """``text`` is the secret; it stands in no message and no repr."""

    text: str = field(repr=False)

    def digest(self, text: str, length: int) -> str:
        """The first ``length`` hexadecimal characters of HMAC-SHA-256."""
        return hmac.new(self.text.encode(), text.encode(), hashlib.sha256).hexdigest()[:length]

    @property
    def fingerprint(self) -> str:
        """What may be told of the key: enough to tell it from another."""
        return self.digest("auditlib project key", FINGERPRINT)


#: Of the demo and the tests, whose people do not exist.
PUBLISHED = Key("published-for-the-demo-and-tests: hides nobody")


def project_key(folder: Path) -> Key:
    """The key of the parameters in ``folder``, made when there is none. Raises ParameterError for one that is none, or can not be made."""
    path = folder / FILE
    try:
        if not path.exists():
            _make(path)
        with contextlib.suppress(OSError):  # somebody else's file
            path.chmod(0o600)
        text = path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        told = _("the project's key can not be read or made ({fault})", fault=error.strerror)
        raise ParameterError(told, path, None, _("a file that you may read and write")) from None
    except UnicodeDecodeError:
        raise ParameterError(_("the project's key is no text"), path, None, _ALLOWED) from None
    if len(text) < LEAST or len(text.splitlines()) != 1:
        told = _("the project's key has {lines} lines and {characters} characters", lines=len(text.splitlines()), characters=len(text))
        raise ParameterError(told, path, None, _ALLOWED)
    return Key(text)


_ALLOWED = _(
    "one line of at least {least} characters, any text; put back the key of the project, or remove the file for a new one",
    least=LEAST,
)


def _make(path: Path) -> None:
    """There as a whole or not at all, also when two processes make it at once: the first one's stays."""
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}.")  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(32) + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(part, path)
    os.unlink(part)


def made_under(outputs: Path) -> str | None:
    """The fingerprint of the key that the results in ``outputs`` were made under, also where the hidden folder was not copied with them.

    None where no run has begun, or where a mark was not written to its end: then each record still tells the key that it was made under.
    """
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if len(told := (outputs / MARK).read_text(encoding="ascii").strip()) == FINGERPRINT:
            return told
    try:
        return json.loads((outputs / MANIFEST).read_text(encoding="utf-8"))["key"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def run_manifest(outputs: Path) -> dict:
    """What the run that has ended in ``outputs`` says of itself. Raises AuditError when none has."""
    try:
        manifest = json.loads((outputs / MANIFEST).read_text(encoding="utf-8"))
        if not (isinstance(manifest, dict) and manifest.keys() >= PARTS):
            raise ValueError
        return manifest
    except FileNotFoundError:
        raise AuditError(
            "{outputs}: no {manifest}; no run has ended in this folder, or one is at work there now. Name the --outputs folder of a run",
            outputs=outputs,
            manifest=MANIFEST,
        ) from None
    except ValueError:
        raise AuditError(
            "{outputs}: {manifest} is damaged, or of an earlier version of auditlib; run again, into another folder",
            outputs=outputs,
            manifest=MANIFEST,
        ) from None


def bind(outputs: Path, key: Key) -> None:
    """Say under which key the results in ``outputs`` are made, before the first of them. Raises AuditError when they are another's."""
    refuse_another(outputs, key)
    mark = outputs / MARK
    mark.parent.mkdir(parents=True, exist_ok=True)
    write_whole(mark, key.fingerprint + "\n")


def refuse_another(outputs: Path, key: Key) -> None:
    """Raises AuditError when the results in ``outputs`` were made under another key, whose ids would not be ours."""
    before = made_under(outputs)
    if before == PUBLISHED.fingerprint != key.fingerprint:
        raise AuditError(
            "--outputs {outputs}: the results there are the demo's, made under its published key; choose another folder", outputs=outputs
        )
    if before not in (None, key.fingerprint):
        raise AuditError(
            "--outputs {outputs}: the results there were made under another project key (fingerprint {before}, yours "
            "{fingerprint}); put that key back as parameters/{file}, or choose another folder",
            outputs=outputs,
            before=before,
            fingerprint=key.fingerprint,
            file=FILE,
        )
