"""What a review's comment says, as Markdown. Every text that comes from the analysed code is escaped or fenced."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from letgo.model import Finding, Report, Safety
from letgo.outputs import lines
from letgo.outputs.suggestion import Suggestion, fence, inside, suggested
from letgo.outputs.view import View, applicable, identity, ordered, path_of, texts, waits

LONGEST = 65_000  # characters; GitHub takes 65,536
_MARK = re.compile(r"<!-- letgo: ([0-9a-f,]+) -->\s*\Z")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


@dataclass(frozen=True, slots=True)
class Remark:
    """What one comment is about: a finding, with those that the same fix settles; the rows; and its suggestion.

    `placed` says that the rows lie inside of the pull request's diff.
    """

    findings: tuple[Finding, ...]
    first: int
    last: int
    suggestion: Suggestion | None
    placed: bool

    @property
    def path(self) -> str:
        """The file it is about."""
        return self.findings[0].path

    @property
    def marks(self) -> frozenset[str]:
        """What its findings are known by."""
        return frozenset(map(identity, self.findings))


def remarks(report: Report, view: View) -> list[Remark]:
    """One remark per fix, or per finding without one; the dearest first."""
    found = ordered(report, view)
    by_fix: dict[object, list[tuple[Finding, Suggestion | None]]] = {}
    for one, offer in zip(found, suggested(found, report, view), strict=True):
        by_fix.setdefault((one.path, one.fix.id) if one.fix else id(one), []).append((one, offer))
    return [_remark(group, view) for group in by_fix.values()]


def _remark(group: list[tuple[Finding, Suggestion | None]], view: View) -> Remark:
    offer = next((offer for _, offer in group if offer), None)
    findings = tuple(found for found, _ in group)
    row = findings[0].span.start.row
    first, last = (offer.first, offer.last) if offer else (row, row)
    return Remark(findings, first, last, offer, inside(findings[0].path, first, last, view))


def body(remark: Remark, report: Report, view: View, patch: str = "") -> str:
    """The comment's text. It ends with a mark that no reader sees, by which a later run knows it again.

    `patch` is Markdown that says where a patch with the fix is to be had.
    """
    parts = [_head(found) for found in remark.findings]
    help_ = "\n".join(_help(remark, report, view, patch))
    path = "".join(_path(found) for found in remark.findings)
    mark = f"<!-- letgo: {','.join(sorted(remark.marks))} -->\n"
    text = "\n".join([*parts, help_, path, mark])
    return text if len(text) <= LONGEST else "\n".join([parts[0][: LONGEST // 4], help_[: LONGEST // 2], mark])


def marks_of(text: str) -> frozenset[str]:
    """What a comment of letgo's is about, by its mark; nothing if it bears none at its end."""
    match = _MARK.search(text)
    return frozenset(match[1].split(",")) if match else frozenset()


def unmarked(text: str) -> str:
    """A comment without its mark: letgo's no more."""
    return _MARK.sub("", text)


def _head(found: Finding) -> str:
    chain = f" {plain(waits(found).replace('it', 'It', 1))}." if waits(found) else ""
    title = f"**{found.code} [{found.name}]({found.url})** ({found.severity.value})"
    return f"{title}: {plain(found.message)}.{chain}\n"


def _help(remark: Remark, report: Report, view: View, patch: str) -> Iterator[str]:
    """The suggestion, or how to come to the fix without one, or why there is no fix."""
    found = remark.findings[0]
    fix = found.fix
    if fix is None:
        yield f"Not fixed: {plain(found.refusal.reason)}.\n" if found.refusal else ""
        return
    shown = remark.suggestion.fix if remark.suggestion else fix
    reasons = "; ".join(plain(reason.rstrip(".")) for reason in shown.reasons)
    yield f"{plain(shown.title)}." + (f" Look at it before you accept it: {reasons}." if reasons else "") + "\n"
    if remark.suggestion:
        yield remark.suggestion.fenced()
        return
    if fix.safety is not Safety.DISPLAY:
        flag, why = "", "It needs more than a suggestion here can change"
        if fix.safety is Safety.UNSAFE:
            flag = "--unsafe-fixes "
            why = why if applicable(found, view) else "It is not offered as a suggestion, since it is unsafe"
        yield f"{why}: run {code(f'letgo fix {flag}{shlex.quote(found.path)}')}{patch}.\n"
    yield from _sketch(found, report, view)


def _sketch(found: Finding, report: Report, view: View) -> Iterator[str]:
    """The fix as a diff to look at, folded."""
    text = texts(report, view).get(found.path, "")
    try:
        after = lines.apply(text, found.fix.edits if found.fix else ())
    except ValueError:
        return
    hunks = ("\n".join(sign + row for _, sign, row in hunk) for hunk in lines.hunks(text, after))
    diff = "\n".join(_shown(hunk) for hunk in hunks)
    if diff and len(diff) < LONGEST // 2:
        marks = fence(diff)
        yield f"<details><summary>The fix as a diff</summary>\n\n{marks}diff\n{diff}\n{marks}\n\n</details>\n"


def _shown(hunk: str) -> str:
    return "\n".join(lines.printable(row) for row in hunk.split("\n"))


def _path(found: Finding) -> str:
    steps = path_of(found)
    if not steps:
        return ""
    listed = (
        f"{n}. {code(f'{step.path}:{step.span.start.row}')} {plain(step.message)}" for n, step in enumerate(steps, 1)
    )
    return "<details><summary>The path</summary>\n\n" + "\n".join(listed) + "\n\n</details>\n"


def plain(text: str) -> str:
    """A text that Markdown leaves as it is: nothing is formatted, linked or notified."""
    text = _SPECIAL.sub(r"\\\1", lines.printable(text.replace("\n", " ")))
    return text.replace("@", "@\u200b").replace("://", ":\u200b//")


def code(text: str) -> str:
    """A text as inline code; its delimiters are longer than any in it."""
    text = lines.printable(text.replace("\n", " "))
    marks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{pad}{text}{pad}{marks}"
