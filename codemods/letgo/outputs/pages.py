"""The pages of `letgo explain` and `letgo rules`. Rows of the catalogue and rules come in as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """One rule: code, name, and its page."""
    return f"{rule.code} {rule.name}{'' if rule.default else ' (off by default)'}\n\n{cleandoc(rule.page)}\n"


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
