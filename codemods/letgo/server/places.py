"""Places in a text as a client counts them: 0-based lines and columns in the unit that was agreed on.

letgo counts rows and columns from 1, columns in characters (code points); a client counts from 0, columns in UTF-16
code units unless it agreed on bytes or code points. Rows end at LF: letgo leaves files with a lone CR alone.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from lsprotocol import types

from letgo.model import Position, Span

UTF8, UTF16, UTF32 = "utf-8", "utf-16", "utf-32"


def units(text: str, encoding: str) -> int:
    """How many units of an encoding a piece of text takes."""
    if encoding == UTF32 or text.isascii():
        return len(text)
    if encoding == UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(frozen=True)
class Places:
    """One text and the unit of its client's columns."""

    text: str
    encoding: str = UTF16
    mark: str = ""  # a byte order mark that the client has before the text
    rows: list[str] = field(init=False, repr=False)
    starts: list[int] = field(init=False, repr=False)  # offsets of the rows

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", self.text.split("\n"))
        starts = [0]
        for row in self.rows:
            starts.append(starts[-1] + len(row) + 1)
        object.__setattr__(self, "starts", starts[:-1])

    def offset(self, place: Position) -> int:
        """The offset in characters of a place; the end of the text for what lies behind it."""
        if place.row > len(self.rows):
            return len(self.text)
        return min(self.starts[place.row - 1] + place.column - 1, len(self.text))

    def at(self, offset: int) -> types.Position:
        """An offset in characters as the client's position."""
        row = bisect_right(self.starts, offset) - 1
        return self._units(row, self.text[self.starts[row] : offset])

    def position(self, place: Position) -> types.Position:
        """A place as the client's position; never behind the end of its row."""
        if place.row > len(self.rows):
            return self.at(len(self.text))
        row = self.rows[place.row - 1].removesuffix("\r")
        return self._units(place.row - 1, row[: place.column - 1])

    def _units(self, row: int, before: str) -> types.Position:
        return types.Position(row, units(before if row else self.mark + before, self.encoding))

    def range(self, span: Span) -> types.Range:
        """A span as the client's range."""
        return types.Range(self.position(span.start), self.position(span.end))

    def behind(self, start: int, end: int) -> types.Range:
        """The client's range from one offset up to another."""
        return types.Range(self.at(start), self.at(end))


def touches(span: Span, asked: types.Range) -> bool:
    """Whether a span shares a row with a range of the client's."""
    return span.start.row - 1 <= asked.end.line and asked.start.line <= span.end.row - 1
