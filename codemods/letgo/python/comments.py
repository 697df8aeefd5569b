"""Comments that speak to letgo: text of a file in, suppressions out. The tokenizer finds them, so never in strings.

Three forms: `# letgo: ignore[LG101] reason` at the end of a statement or on a line of its own before it,
`# letgo: file-ignore[LG1] reason` anywhere, and `# noqa: LG101` (or a bare `# noqa`) at the end of a statement. Codes
may be prefixes. A statement is what the tokenizer takes for one logical line: of a compound one, its header.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace

IGNORE, FILE, NOQA = "ignore", "file-ignore", "noqa"
_OURS = re.compile(r"#\s*letgo\s*:\s*(?P<verb>[\w-]*)[ \t]*(?P<rest>\[(?P<codes>[^\]\n]*)\])?", re.IGNORECASE)
_NOQA = re.compile(r"#\s*noqa(?P<colon>\s*:\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?)?(?![\w-])", re.IGNORECASE)
_CODE = re.compile(r"LG\d{0,3}\Z")
# A noqa counts if it is bare or names a code of letgo's; most name others' only, and need no tokenizer.
_QUICK = re.compile(r"#\s*(?:letgo\s*:|noqa(?:\s*:[^\n]*\bLG\d|(?!\s*:\s*[A-Z]+\d)))", re.IGNORECASE)
_CODED = re.compile(r"#\s*(?:letgo\s*:|noqa\s*:[^\n]*\bLG\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: its text, its row, and the 0-based character column it starts at.

    `codes` are upper-case, none for a bare noqa; `first` to `last` are the rows it stands for (0 if it has none; a
    file's stands for all of them). `problem` says why it can't be used, "" if it can. A `rough` one was told by its row
    alone, and might stand in a string.
    """

    verb: str
    codes: tuple[str, ...]
    text: str
    row: int
    start: int
    first: int
    last: int
    problem: str = ""
    rough: bool = False

    def covers(self, row: int, last: int, code: str) -> bool:
        """Whether it stands for a finding of that code in those rows."""
        inside = self.verb == FILE or (self.first <= last and row <= self.last)
        return inside and not self.problem and (self.bare or any(code.startswith(each) for each in self.codes))

    @property
    def bare(self) -> bool:
        """A noqa for every code of every tool."""
        return self.verb == NOQA and not self.codes


def speaks(text: str) -> bool:
    """Whether a text may have such comments. Quick; true now and then for one that has none."""
    return bool(_QUICK.search(text))


def names_codes(text: str) -> bool:
    """Whether a text may have such comments that name a code of letgo's. As quick."""
    return ("letgo" in text or "LG" in text) and bool(_CODED.search(text))


@dataclass(frozen=True, slots=True)
class Line:
    """A logical line: its first and last row, and the comments in and right before it with their rows and columns."""

    first: int
    last: int
    comments: tuple[tuple[int, int, str], ...] = ()
    before: tuple[tuple[int, int, str], ...] = ()


def logical_lines(text: str) -> list[Line]:
    """The logical lines of a text, in order. Comments after the last statement make a line of their own (rows 0).

    Raises `ValueError` if the text can't be tokenized.
    """
    lines: list[Line] = []
    first = 0
    inner: list[tuple[int, int, str]] = []
    before: list[tuple[int, int, str]] = []
    skip = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING)
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="\n").readline):
            if token.type == tokenize.COMMENT:
                (inner if first else before).append((*token.start, token.string))
            elif token.type == tokenize.NEWLINE and first:
                lines.append(Line(first, token.start[0], tuple(inner), tuple(before)))
                first, inner, before = 0, [], []
            elif token.type not in skip and not first and token.string.strip():
                first = token.start[0]
    except (tokenize.TokenError, SyntaxError) as error:
        raise ValueError(str(error)) from error
    return [*lines, Line(0, 0, (), tuple(before))] if before else lines


def read(text: str) -> list[Suppression]:
    """The suppressions of a text, in order. Where it can't be tokenized (Python 2, say), each row counts as a line."""
    try:
        return [found for line in logical_lines(text) for found in _of(line)]
    except ValueError:
        return [replace(found, rough=True) for line in _rows(text) for found in _of(line)]


def _rows(text: str) -> Iterator[Line]:
    """The rows of a text as if each that isn't a comment or blank were a logical line."""
    before: list[tuple[int, int, str]] = []
    for number, row in enumerate(text.split("\n"), 1):
        start = row.find("#")
        comment = ((number, start, row[start:].rstrip("\r")),) if start >= 0 else ()
        if row[:start].strip() if comment else row.strip():
            yield Line(number, number, comment, tuple(before))
            before = []
        else:
            before += comment
    yield Line(0, 0, (), tuple(before))


def _of(line: Line) -> Iterator[Suppression]:
    for row, column, comment in line.before:
        yield from _ours(row, column, comment, line)
    for row, column, comment in line.comments:
        yield from _ours(row, column, comment, line)
        match = _NOQA.search(comment)
        if match:
            codes = tuple(code.upper() for code in re.split(r"[,\s]+", match["codes"] or "") if code)
            if not match["colon"] or any(code.startswith("LG") for code in codes):
                text = _whole(comment, match)
                yield Suppression(NOQA, codes, text, row, column + match.start(), line.first, line.last)


def _ours(row: int, column: int, comment: str, line: Line) -> Iterator[Suppression]:
    for match in _OURS.finditer(comment):
        verb = match["verb"].lower()
        codes = tuple(code.strip().upper() for code in (match["codes"] or "").split(",") if code.strip())
        text, start = _whole(comment, match), column + match.start()
        yield Suppression(verb, codes, text, row, start, line.first, line.last, _problem(verb, codes))


def _whole(comment: str, match: re.Match[str]) -> str:
    """What was matched with the words behind it, up to the next `#`."""
    end = comment.find("#", match.end())
    return comment[match.start() : end if end >= 0 else len(comment)].rstrip()


def _problem(verb: str, codes: tuple[str, ...]) -> str:
    if verb not in (IGNORE, FILE):
        return f"letgo knows {IGNORE}[...] and {FILE}[...], not {verb!r}"
    if not codes:
        return f"it must name what it is for, as in {verb}[LG101]"
    return next((f"{code!r} is no rule code or prefix of one" for code in codes if not _CODE.match(code)), "")


def without(row: str, found: Suppression, codes: frozenset[str]) -> str | None:
    """The row of a suppression without those codes of it; None if nothing is left of the row."""
    before, after = row[: found.start], row[found.start + len(found.text) :]
    left = [code for code in found.codes if code not in codes]
    if left:
        opened, body, closed = _parts(found)
        return f"{before}{opened}{', '.join(left)}{closed}{after}" if body else row
    end = "\r" if after.endswith("\r") else ""
    rest = after.strip()
    if not before.strip() and not rest:
        return None
    return before.rstrip() + ("  " if before.strip() else before) * bool(rest) + rest + end


def with_codes(row: str, found: Suppression, codes: frozenset[str]) -> str:
    """The row of a suppression with those codes added to it."""
    opened, _, closed = _parts(found)
    every = ", ".join(sorted({*found.codes, *codes}))
    return f"{row[: found.start]}{opened}{every}{closed}{row[found.start + len(found.text) :]}"


def _parts(found: Suppression) -> tuple[str, str, str]:
    """What stands before the codes of a suppression, the codes, and what stands after them."""
    match = (_NOQA if found.verb == NOQA else _OURS).search(found.text)
    assert match
    start, end = match.span("codes")
    return found.text[:start], found.text[start:end], found.text[end:]
