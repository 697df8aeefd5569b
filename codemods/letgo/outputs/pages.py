"""The pages of `letgo explain` and `letgo rules`. Rows of the catalogue and rules come in as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import cleandoc
from textwrap import wrap
from typing import Any

WITH = {
    "closes": "closes it",
    "returns": "gives it back to its pool",
    "commits": "commits or rolls back, and leaves it open",
    "commits-closes": "commits or rolls back, then closes it",
    "other": "does something else",
    "nothing": "leaves it open",
    "none": "is not possible",
}
_KEPT_OUT = {
    "thread": "threads",
    "process": "processes",
    "file": "processes, by a file",
    "remote": "machines, by a server",
    "async": "tasks of the loop",
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
UNUSED_SUPPRESSION = Entry(
    "LG002",
    "unused-suppression",
    "a comment silences nothing",
    """
    What: a comment `# letgo: ignore[...]`, `# letgo: file-ignore[...]` or `# noqa: LG...` names a code, and no finding
    of that code is there to be silenced. Codes that the run doesn't look for are not judged.

    Why: such a comment would silence the next fault on its line, which nobody has looked at.

    Fix safety: safe. The comment goes away, or the code out of it; other tools' codes and comments stay.
    """,
)
WRONG_SUPPRESSION = Entry(
    "LG003",
    "wrong-suppression",
    "a comment for letgo can't be used",
    """
    What: a comment begins with `# letgo:` and is none that letgo knows, names no code, or one that no rule has.

    Why: whoever wrote it believes that it silences something.

    Good:
        cursor = connection.cursor()  # letgo: ignore[LG101] closed by the caller
        # letgo: ignore[LG1] on a line of its own, for the statement below
        # letgo: file-ignore[LG101, LG103] for the whole file
    """,
)
OWN = (SKIPPED_FILE, UNUSED_SUPPRESSION, WRONG_SUPPRESSION)  # what is found about files and comments, by no rule


def overview(rules: Sequence[Any], libraries: Mapping[str, Any]) -> str:
    """What can be explained."""
    return f"Rules:\n{rule_table(rules)}\nLibraries:\n  {', '.join(sorted(libraries))}\n"


def find_rule(topic: str, rules: Sequence[Any]) -> Any:
    """The rule with that code or name, in any case, or None."""
    return next((rule for rule in rules if topic.lower() in (rule.code.lower(), rule.name.lower())), None)


def find_library(topic: str, libraries: Mapping[str, Any]) -> Any:
    """The library with that name, distribution or type (of resource, lock or object), in any case, or None."""
    for library in libraries.values():
        rows = (*library.types, *library.objects, *library.locks)
        names = (library.name, library.distribution, *(row.name for row in rows))
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
    """One library: its notes, what to know of each type of resource, its locks, and which calls wait."""
    lines = [library.name + (f" (pip install {library.distribution})" if library.distribution else ""), ""]
    lines += [*library.notes.splitlines(), ""] if library.notes else []
    for kind in library.types:
        since = f" since {kind.with_since}" if kind.with_since else ""
        lines += [
            kind.name,
            f"  is            a {kind.kind}; a leak costs: {kind.cost.value}",
            f"  `with`        {WITH[kind.with_does.value]}{since}",
        ]
        lines += [f"  `async with`  {WITH[kind.async_with.value]}"] if kind.async_with.value != "none" else []
        release = f"{'await ' if kind.release_awaited else ''}{kind.release}()" if kind.release else "its parent"
        lines += [f"  released by   {release}"]
        lines += [f"  dies with it  {kind.loses}"] if kind.loses else []
        lines += [f"  a leak shows  {kind.leak}"] if kind.leak else []
        opened = [row.call for row in library.acquires if row.gives == kind.name]
        lines += [f"  opened by     {', '.join(opened)}", ""] if opened else [""]
    lines += [*_lock_lines(library.locks), *_wait_lines(library.waits)]
    return "\n".join([*lines, f"source: {library.source}", ""])


def _lock_lines(locks: Sequence[Any]) -> list[str]:
    said = {
        row.name: _traits(
            f"keeps out other {_KEPT_OUT[row.family.value]}",
            row.reentrant and "its holder may take it again",
            row.counts and "lets several in",
            row.single and f"but only one if {_conditions(row.single)}",
            row.shares and f"takes the lock that it is given ({row.shares.partition('@')[0]})",
            row.unless and f"unless {_conditions(row.unless)}",
        )
        for row in locks
    }
    return _section("locks, and when taking one waits", said)


def _wait_lines(waits: Sequence[Any]) -> list[str]:
    said = {
        row.call: _traits(
            row.kind.value,
            row.timeout and f"no longer than its {row.timeout.partition('@')[0]}",
            row.bounded and "bounded by itself",
            row.unless and f"unless {_conditions(row.unless)}",
            row.awaited and "where it is awaited",
            row.iterated and "where its result is iterated",
            row.decorates and "where what it decorates is called",
            row.frees and "lets go of its own lock meanwhile",
            row.but and f"all but {', '.join(row.but)}",
        )
        for row in waits
    }
    return _section("calls that wait, and for what", said)


def _traits(*traits: Any) -> str:
    return "; ".join(trait for trait in traits if trait)


def _section(title: str, said: Mapping[str, str]) -> list[str]:
    """What is said of each name, with those together of which the same is said."""
    lines = [f"{title}:"] if said else []
    for text in dict.fromkeys(said.values()):
        names = ", ".join(name for name, each in said.items() if each == text)
        lines += [f"  {text}", *wrap(names, 118, initial_indent="    ", subsequent_indent="    ")]
    return [*lines, ""] if said else []


def _conditions(conditions: Sequence[str]) -> str:
    """`("block@0=False", "!host@0", "%LOCK_NB")` -> `block=False, no host, ...LOCK_NB...`."""
    return ", ".join(
        f"...{text[1:]}..." if text[0] == "%" else f"...{text[1:]}" if text[0] == "~" else _named(text)
        for text in conditions
    )


def _named(condition: str) -> str:
    plain = re.sub(r"@\d+", "", condition)
    return f"no {plain[1:]}" if plain.startswith("!") else plain


def key_table(keys: Sequence[Any]) -> str:
    """One line per key of a settings file: its name and its default."""
    wide = max(len(key.name) for key in keys)
    lines = [f"  {key.name:<{wide}}  {key.default}\n" for key in keys]
    return "".join(["Keys of [tool.letgo], of letgo.toml and of .letgo.toml, each with its default:\n\n", *lines])


def key_page(key: Any) -> str:
    """One key of a settings file."""
    from textwrap import fill

    head = f"{key.name}: {key.kind.value}\n\n{fill(key.meaning, 100)}\n\nDefault: {key.default}\n\nExample:\n"
    return head + "".join(f"    {line}\n" for line in key.example.splitlines())
