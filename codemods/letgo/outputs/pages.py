"""The pages of `letgo explain` and `letgo rules`. Rows of the catalogue and rules come in as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

_WITH = {
    "closes": "closes it",
    "returns": "gives it back to its pool",
    "commits": "commits or rolls back, and leaves it open",
    "commits-closes": "commits or rolls back, then closes it",
    "other": "does something else",
    "nothing": "leaves it open",
    "none": "is not possible",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page needs to know of a rule."""

    code: str
    name: str
    summary: str
    page: str
    default: bool = True


SKIPPED_FILE = Entry(
    "LG001",
    "skipped-file",
    "a file is left alone, with the reason",
    """
    What: a file can't be read byte for byte as Python text, or its fixes can't be written, so it is left alone.

    Why: a file that nobody looked at must not pass for clean. So it makes a run fail; `--ignore LG001` accepts it.

    Reasons: not readable, or no regular file; no longer there; changed while letgo worked; outside the project (a link
    that leads out); unknown or wrong encoding; NUL bytes; larger than 2 MB; not Python as this version reads it;
    read-only or generated, where a fix was to be written.
    """,
)


def overview(rules: Sequence[Any], libraries: Mapping[str, Any]) -> str:
    """What can be explained."""
    return f"Rules:\n{rule_table(rules)}\nLibraries:\n  {', '.join(sorted(libraries))}\n"


def find_rule(topic: str, rules: Sequence[Any]) -> Any:
    """The rule with that code or name, in any case, or None."""
    return next((rule for rule in rules if topic.lower() in (rule.code.lower(), rule.name.lower())), None)


def find_library(topic: str, libraries: Mapping[str, Any]) -> Any:
    """The library with that name, distribution or type, in any case, or None."""
    for library in libraries.values():
        names = (library.name, library.distribution, *(kind.name for kind in library.types))
        if topic.lower() in (name.lower() for name in names):
            return library
    return None


def rule_table(known: Sequence[Any]) -> str:
    """One line per rule: code, name, summary."""
    wide = max((len(rule.name) for rule in known), default=0)
    return "".join(
        f"  {rule.code}  {rule.name:<{wide}}  {rule.summary}{'' if rule.default else ' (off by default)'}\n"
        for rule in known
    )


def rule_page(rule: Any) -> str:
    """One rule: its page below its code and name."""
    title, text = f"{rule.code} {rule.name}", cleandoc(rule.page)
    head = "" if text.startswith(title) else title + "\n\n"
    note = "" if rule.default else f"\n\nOff by default: --extend-select {rule.code} turns it on."
    return f"{head}{text}{note}\n"


def library_page(library: Any) -> str:
    """One library: its notes, and per type what `with` does, how it is opened and released, and how a leak shows."""
    lines = [library.name + (f" (pip install {library.distribution})" if library.distribution else ""), ""]
    lines += [*library.notes.splitlines(), ""] if library.notes else []
    for kind in library.types:
        since = f" since {kind.with_since}" if kind.with_since else ""
        lines += [
            kind.name,
            f"  is            a {kind.kind}; a leak costs: {kind.cost.value}",
            f"  `with`        {_WITH[kind.with_does.value]}{since}",
        ]
        lines += [f"  `async with`  {_WITH[kind.async_with.value]}"] if kind.async_with.value != "none" else []
        release = f"{'await ' if kind.release_awaited else ''}{kind.release}()" if kind.release else "its parent"
        lines += [f"  released by   {release}"]
        lines += [f"  dies with it  {kind.loses}"] if kind.loses else []
        lines += [f"  a leak shows  {kind.leak}"] if kind.leak else []
        opened = [row.call for row in library.acquires if row.gives == kind.name]
        lines += [f"  opened by     {', '.join(opened)}", ""] if opened else [""]
    return "\n".join([*lines, f"source: {library.source}", ""])
