"""What a user may meet when something can not be done.

Every message is complete in itself (`args[0]`): what is wrong, where, what is allowed, what to do.
No message ever holds a person's name, identity number, phone or account. All of them can be pickled,
because batches and intake run in child processes.
"""

import sys
from pathlib import Path

from auditlib.messages import _


class AuditError(Exception):
    """Base of everything a user may meet. The message is complete in `args[0]`.

    With ``values`` the text is one that has a translation (messages), and a literal, or the tests do not find it.
    """

    def __init__(self, text: str, /, **values: object):
        super().__init__(_(text, **values) if values else text)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the cell has failed all the same, for Papermill, too."""
        return [str(self.args[0])]


class ParameterError(AuditError):
    """Something under `parameters/` is not as it must be: `file:line: what; allowed: …`.

    `file`, `line`, `what`, `allowed` are kept as attributes. Only the message goes to `args`,
    so that the exception survives pickling without telling its parts apart again.
    """

    def __init__(self, what: str, file: Path | str | None = None, line: int | None = None, allowed: str | None = None):
        place = "" if file is None else f"{file}:{line}: " if line else f"{file}: "
        limits = _("; allowed: {allowed}", allowed=allowed) if allowed else ""
        super().__init__(_("{place}{what}{limits}", place=place, what=what, limits=limits))
        self.what, self.file, self.line, self.allowed = what, file, line, allowed


class Wrong(ValueError):
    """A value that can not stand, of a parameter or an argument. The text is one that has a translation."""

    def __init__(self, text: str, /, **values: object):
        super().__init__(_(text, **values))


class IntakeError(AuditError):
    """One file or sheet could not be read. The message says what to do with it."""


class NotRun(AuditError):
    """A rule can not be run. The message is the reason, in Chinese, as it is printed in the report."""


def fault(error: Exception) -> str:
    """An unforeseen error for those who mend it, without its message, which may quote a person: its kind and the last place in our code."""
    place, frame = "", error.__traceback__
    while frame:
        path = Path(frame.tb_frame.f_code.co_filename)
        if "auditlib" in path.parts:
            place = f" at {'/'.join(path.parts[len(path.parts) - path.parts[::-1].index('auditlib') - 1 :])}:{frame.tb_lineno}"
        frame = frame.tb_next
    return f"{type(error).__name__}{place}"


def demand_docstrings() -> None:
    """Raises AuditError under ``python -OO``, which throws away the docstrings that the pages of the rules are made of."""
    if sys.flags.optimize > 1:
        raise AuditError(
            _(
                "Python was started with -OO, which throws away the docstrings that the pages of the rules are made of: unset "
                "PYTHONOPTIMIZE, or set it to 1",
            )
        )
