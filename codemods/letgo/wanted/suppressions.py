"""Which findings of a file its comments silence, and which comments silence nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from letgo.model import Edit, Finding, Fix, Position, Safety, Severity, Span
from letgo.python.comments import Suppression, names_codes, read, speaks, without

UNUSED, WRONG = "LG002", "LG003"


@dataclass(slots=True)
class Comments:
    """The suppressions of one file, and what was found of each of them to silence."""

    path: str
    text: str
    found: list[Suppression]
    used: dict[int, set[str]] = field(default_factory=dict)  # by number, the codes that silenced something

    def silence(self, finding: Finding) -> bool:
        """Whether a comment stands for the finding; that comment is used then."""
        row, last = finding.span.start.row, finding.span.end.row
        hits = [n for n, each in enumerate(self.found) if each.covers(row, last, finding.code)]
        for number in hits:
            codes = self.found[number].codes
            self.used.setdefault(number, set()).update(code for code in codes if finding.code.startswith(code))
        return bool(hits)

    def idle(self, judged: Callable[[str], bool], known: Sequence[str]) -> list[Finding]:
        """What is to be said about the comments: those that can't be used, and those that silence nothing.

        `judged` says whether the findings of a code were looked for in this file; only then is a comment told to be
        of no use, by a finding whose fix takes it out. `known` are the codes of all rules.
        """
        said = [each for n, found in enumerate(self.found) if (each := self._said(n, found, judged, known))]
        return [each for each in said if not any(_named(found, each) for found in self.found)]

    def _said(
        self, number: int, found: Suppression, judged: Callable[[str], bool], known: Sequence[str]
    ) -> Finding | None:
        if found.rough:
            return None
        codes = [code for code in found.codes if code.startswith("LG")]
        foreign = next((code for code in codes if not any(each.startswith(code) for each in known)), "")
        problem = found.problem or (f"no rule has a code like {foreign!r}" if foreign else "")
        if problem:
            return self._finding(found, WRONG, "wrong-suppression", f"{found.text!r} silences nothing: {problem}")
        idle = [code for code in codes if self._idle(number, code, judged, known)]
        if not idle:
            return None
        words = "this comment silences" if idle == list(found.codes) else f"{', '.join(idle)} in this comment silences"
        finding = self._finding(found, UNUSED, "unused-suppression", f"{words} nothing")
        return replace(finding, fix=self._removal(found, frozenset(idle)))

    def _idle(self, number: int, code: str, judged: Callable[[str], bool], known: Sequence[str]) -> bool:
        meant = [each for each in known if each.startswith(code) and not each.startswith("LG0")]
        return bool(meant) and code not in self.used.get(number, ()) and all(judged(each) for each in meant)

    def _removal(self, found: Suppression, codes: frozenset[str]) -> Fix:
        lines = self.text.split("\n")
        row = lines[found.row - 1]
        made = without(row, found, codes)
        if made is None and found.row == len(lines):
            made = ""  # the last line has no end that could go with it
        start = Position(found.row, 1)
        end = Position(found.row + 1, 1) if made is None else Position(found.row, len(row) + 1)
        identity = hashlib.blake2b(f"{UNUSED}:{self.path}:{found.row}:{row}".encode(), digest_size=6).hexdigest()
        title = "Remove the comment" if codes >= set(found.codes) else "Take the code out of the comment"
        return Fix(identity, Safety.SAFE, title, (Edit(Span(start, end), made or ""),))

    def _finding(self, found: Suppression, code: str, name: str, message: str) -> Finding:
        span = Span(Position(found.row, found.start + 1), Position(found.row, found.start + 1 + len(found.text)))
        return Finding(code, name, Severity.WARNING, message, self.path, span)


def _named(found: Suppression, finding: Finding) -> bool:
    """Whether a comment names the code of a finding about a comment of its own line or file."""
    row = finding.span.start.row
    if found.problem or not any(len(code) > len("LG") and finding.code.startswith(code) for code in found.codes):
        return False
    return found.covers(row, row, finding.code) or found.row == row


def comments_of(path: str, text: str, *, found_any: bool) -> Comments | None:
    """The comments of a file that count; None if there are none. A bare noqa matters only where something is found."""
    if not (speaks(text) if found_any else names_codes(text)):
        return None
    found = read(text)
    return Comments(path, text, found) if found else None


def listed(text: str) -> list[Suppression]:
    """The comments of a text that silence, or try to, in order."""
    return read(text) if speaks(text) else []


__all__ = ["UNUSED", "WRONG", "Comments", "comments_of", "listed"]
