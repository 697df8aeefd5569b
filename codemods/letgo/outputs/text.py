"""The `text` format, in Ruff's frame: message, source lines with carets, the path, the fix as a small diff, notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from letgo.model import Finding, Fix, Position, Report, Safety, Severity, Span, Step
from letgo.outputs import lines
from letgo.outputs.view import View, applicable, ordered, shown, summary, texts

CONTEXT = 2  # source lines shown before and after a finding
CLIP = 160  # characters of a source line that are shown
_STYLES = {"error": "1;31", "warning": "1;33", "info": "1;36", "frame": "1;34", "-": "31", "+": "32", "note": "1;36"}


@dataclass(slots=True)
class _Page:
    """The report, how to show it, and the rows of its files; `settled` are the fixes that are shown already."""

    report: Report
    view: View
    texts: dict[str, str]
    rows: dict[str, list[str]] = field(default_factory=dict)
    settled: dict[tuple[str, str], int] = field(default_factory=dict)

    def rows_of(self, path: str) -> list[str]:
        if path not in self.rows:
            self.rows[path] = lines.rows(self.texts.get(path, ""))
        return self.rows[path]

    def place(self, path: str, at: Position) -> str:
        return f"{lines.printable(shown(path, self.report, self.view))}:{at.row}:{at.column}"

    def paint(self, style: str, text: str) -> str:
        code = _STYLES.get(style)
        return f"\033[{code}m{text}\033[0m" if self.view.color and code and text else text


def render(report: Report, view: View) -> str:
    """One frame per finding, then the summary."""
    page = _Page(report, view, texts(report, view))
    blocks = ["".join(line.rstrip() + "\n" for line in _finding(found, page)) for found in ordered(report, view)]
    return "".join(block + "\n" for block in blocks) + summary(report, view)


def frame(found: Finding, report: Report, view: View) -> str:
    """The frame of one finding: where it is, its path, its fix as a diff, and why that is not safe."""
    return "".join(line.rstrip() + "\n" for line in _finding(found, _Page(report, view, texts(report, view))))


def _finding(found: Finding, page: _Page) -> Iterator[str]:
    star = "[*] " if applicable(found, page.view) else ""
    yield f"{page.paint(found.severity, found.code)} {star}{lines.printable(found.message)}"
    numbers = _numbers(page.rows_of(found.path), found.span, CONTEXT)
    arrow = page.paint("frame", "-->")
    yield f"{' ' * _digits(numbers)}{arrow} {page.place(found.path, found.span.start)}"
    yield from _frame(page.rows_of(found.path), found.span, numbers, page)
    for step in found.related:
        yield from _related(step, page)
    yield from _trace(found.trace, page)
    if found.fix:
        yield from _fix(found, found.fix, page)
    if found.refusal:
        yield f"{page.paint('note', 'note:')} not fixed: {lines.printable(found.refusal.reason)}"
    if found.severity is Severity.INFO:
        yield f"{page.paint('note', 'note:')} for information only; it never makes a run fail"


def _related(step: Step, page: _Page) -> Iterator[str]:
    yield f"{page.paint('note', 'note:')} {lines.printable(step.message)} ({page.place(step.path, step.span.start)})"
    yield from _step_source(step, page)


def _trace(steps: Sequence[Step], page: _Page) -> Iterator[str]:
    """The steps of the path, one line each."""
    if steps:
        yield page.paint("note", "trace:")
    places = [page.place(step.path, step.span.start) for step in steps]
    for place, step in zip(places, steps, strict=True):
        yield f"  {place.ljust(max(map(len, places)))}  {lines.printable(step.message)}"
        yield from _step_source(step, page)


def _step_source(step: Step, page: _Page) -> Iterator[str]:
    """With `--show-trace`, a step's source line; files that the report doesn't hold have none to show."""
    if page.view.show_trace and page.rows_of(step.path):
        rows = page.rows_of(step.path)
        yield from ("    " + line for line in _frame(rows, step.span, _numbers(rows, step.span, 0), page))


def _numbers(rows: Sequence[str], span: Span, context: int) -> range:
    """The numbers of the rows to show for a span; none if the text has no such row."""
    if span.start.row > len(rows):
        return range(0)
    return range(max(1, span.start.row - context), min(len(rows), _last_row(span) + context) + 1)


def _digits(numbers: Sequence[int]) -> int:
    return len(str(numbers[-1])) if numbers else 1


def _frame(rows: Sequence[str], span: Span, numbers: range, page: _Page) -> Iterator[str]:
    """The source rows of those numbers with carets under the span."""
    digits, bar = _digits(numbers), page.paint("frame", "|")
    if numbers:
        yield f"{' ' * digits} {bar}"
    for number in numbers:
        row = lines.bare(rows[number - 1])
        offset = _offset(row, span) if number == span.start.row else 0
        yield f"{page.paint('frame', str(number).rjust(digits))} {bar} {_clipped(row, offset)}"
        if span.start.row <= number <= _last_row(span) and (carets := _carets(row, number, span, offset)):
            yield f"{' ' * digits} {bar} {page.paint('error', carets)}"
    if numbers:
        yield f"{' ' * digits} {bar}"


def _last_row(span: Span) -> int:
    """The last row of the span to mark: an end at column 1 touches only the row before, and long spans are cut."""
    last = span.end.row - 1 if span.end.column == 1 else span.end.row
    return min(max(last, span.start.row), span.start.row + 2 * CONTEXT)


def _offset(row: str, span: Span) -> int:
    """How many characters of a long row to leave out, so that the span's start is in view."""
    return max(0, span.start.column - 1 - CLIP // 2) if len(row) > CLIP else 0


def _clipped(row: str, offset: int) -> str:
    part = lines.printable(row[offset : offset + CLIP])
    return ("…" if offset else "") + part + ("…" if len(row) > offset + CLIP else "")


def _carets(row: str, number: int, span: Span, offset: int) -> str:
    """Spaces and carets below the part of the row that the span covers."""
    start = span.start.column - 1 if number == span.start.row else len(row) - len(row.lstrip())
    end = span.end.column - 1 if number == span.end.row else len(row.rstrip())
    start, end = (min(max(place, offset), offset + CLIP, len(row)) for place in (start, end))
    before, under = lines.printable(row[offset:start]), lines.printable(row[start:end])
    carets = max(lines.width(under), 1 if number == span.start.row else 0)
    return " " * (lines.width(before) + bool(offset)) + "^" * carets if carets else ""


def _fix(found: Finding, fix: Fix, page: _Page) -> Iterator[str]:
    title = lines.printable(fix.title)
    key = (found.path, fix.id)
    if key in page.settled:
        yield f"{page.paint('note', 'help:')} {title} (the same fix as for row {page.settled[key]})"
        return
    page.settled[key] = found.span.start.row
    yield f"{page.paint('note', 'help:')} {title}"
    try:
        after = lines.apply(page.texts.get(found.path, ""), fix.edits)
    except ValueError:
        after = page.texts.get(found.path, "")
    yield from _diff(list(lines.hunks(page.texts.get(found.path, ""), after)), page)
    if fix.safety is Safety.UNSAFE:
        yield from _notes("this fix is unsafe, look at it before you apply it", fix.reasons, page)
    elif fix.safety is Safety.DISPLAY:
        yield from _notes("this is a sketch, letgo never applies it", fix.reasons, page)


def _diff(groups: Sequence[Sequence[tuple[int | None, str, str]]], page: _Page) -> Iterator[str]:
    gutter = max((len(str(number)) for group in groups for number, _, _ in group if number), default=1)
    bar = page.paint("frame", "|")
    for place, group in enumerate(groups):
        yield f"{' ' * gutter} {bar}" if place == 0 else f"{'.' * 3}"
        for number, sign, text in group:
            shown_number = str(number or "").rjust(gutter)
            middle = bar if sign == " " else page.paint(sign, sign)
            yield f"{page.paint('frame', shown_number)} {middle} {page.paint(sign, _clipped(text, 0))}"
    if groups:
        yield f"{' ' * gutter} {bar}"


def _notes(head: str, reasons: Iterable[str], page: _Page) -> Iterator[str]:
    reasons = [lines.printable(reason.rstrip(".")) for reason in reasons]
    yield f"{page.paint('note', 'note:')} {head}" + (f": {'; '.join(reasons)}" if reasons else "")
