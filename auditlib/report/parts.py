"""The small things that a cell of a notebook shows, alike there and on a page: a line of text, a heading, several things together."""

from html import escape


class Note:
    """One line of text."""

    tag = "p"

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<{self.tag}>{escape(self.text)}</{self.tag}>"


class Heading(Note):
    """A heading of level 3."""

    tag = "h3"


class Together:
    """Tables, notes, findings one after the other."""

    def __init__(self, *parts: object):
        self.parts = parts

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.parts))

    def _repr_html_(self) -> str:
        return "".join(part._repr_html_() for part in self.parts)
