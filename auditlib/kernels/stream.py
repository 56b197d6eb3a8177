"""What a forked kernel prints: ipykernel's own stream, asked for less."""

from ipykernel.iostream import OutStream


class Stream(OutStream):
    """ipykernel empties both its streams three times a cell, and waits for its sending thread; needed only after something was written."""

    written = False

    def write(self, string: str) -> int | None:
        length = super().write(string)
        self.written = True  # afterwards: a flush in another thread must not take the mark away before the text is there
        return length

    def flush(self) -> None:
        if self.written:
            self.written = False
            super().flush()
