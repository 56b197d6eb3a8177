"""What the command says, in the language of its reader: English is in the code, Chinese in locale/zh_CN/LC_MESSAGES/auditlib.po.

Records, logs, JSON, exceptions hold the English, so that nothing that is written depends on who ran it; only what goes to a terminal is
put into another language, by `local`. Sentences that are Chinese in the code (what a county's pages say too) stay so everywhere.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from numbers import Number
from pathlib import Path

DOMAIN = "auditlib"
FOLDER = Path(__file__).with_name("locale")
#: Where gettext looks for the language, the first that says something.
ENVIRONMENT = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class Message(str):
    """A sentence in English that can still be said in another language: its ``text`` with {names}, and their ``values``."""

    def __new__(cls, text: str, values: dict[str, object]):
        self = super().__new__(cls, text.format(**values))
        self.text, self.values = text, values
        return self

    @classmethod
    def joined(cls, by: str, messages: Iterable[str]) -> Message:
        """Several messages as one."""
        values = {f"part{place}": message for place, message in enumerate(messages)}
        return cls(by.join(f"{{{name}}}" for name in values), values)

    def through(self, mask: Callable[[str], str]) -> str:
        """The message with its values masked; where that is not enough, the English as a whole, as plain text."""
        values = {name: value if isinstance(value, Number) else masked(value, mask) for name, value in self.values.items()}
        made = Message(self.text, values)
        return made if mask(made) == made else mask(made)

    def __reduce__(self):
        return Message, (self.text, self.values)


def _(text: str, /, **values: object) -> Message:
    """A message with a translation: ``text`` is a literal, or the tests do not find it."""
    return Message(text, values)


def local(told: str) -> str:
    """A message in the language of the terminal; other text as it is."""
    if not isinstance(told, Message):
        return told
    values = {name: local(value) if isinstance(value, str) else value for name, value in told.values.items()}
    return translation().gettext(told.text).format(**values)


def masked(told: object, mask: Callable[[str], str]) -> str:
    """A message, or other text, as ``mask`` leaves it."""
    return told.through(mask) if isinstance(told, Message) else mask(str(told))


def translation() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, FOLDER, fallback=True)


def speak() -> None:
    """Texts of click come from our catalogue, too; on Windows, where the environment names no language, it is that of the desktop."""
    if os.name == "nt" and not any(os.environ.get(name) for name in ENVIRONMENT):
        import ctypes

        os.environ["LANGUAGE"] = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "C")
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)


@contextmanager
def language(name: str) -> Iterator[None]:
    """Within it ``name`` (C: English) is the language of the terminal."""
    before = os.environ.get("LANGUAGE", "")
    os.environ["LANGUAGE"] = name
    speak()
    try:
        yield
    finally:
        os.environ["LANGUAGE"] = before


def meant(text: str, names: Iterable[str], shown: Callable[[str], str] = str) -> str:
    """Which may be meant by a name that does not exist: the nearest of ``names``, as ``shown``; nothing when none is near."""
    from rapidfuzz.distance import OSA

    wanted = text.strip().casefold()
    far = {name: OSA.distance(wanted, name.casefold()) for name in names}
    near = [name for name in far if far[name] <= max(1, len(wanted) // 4) < len(wanted) or (len(wanted) > 3 and wanted in name.casefold())]
    near = [*dict.fromkeys(shown(name) for name in sorted(near, key=lambda name: (far[name], name)))]
    return _(" (did you mean {names}?)", names=", ".join(near[:3])) if near else ""
