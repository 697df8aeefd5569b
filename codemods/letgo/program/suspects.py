"""Which functions may hold a lock, told by words: only those are lowered to look for lock scopes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from letgo.catalogue import Catalogue
from letgo.flow.facts import FunctionFacts
from letgo.program.atlas import Atlas
from letgo.program.kinds import PROPERTIES

LOCKISH = re.compile(
    r"(?:^|_)(?:r?lock|mutex|cond(?:ition)?|sem(?:aphore)?)s?\d*_*$|(?:Lock|Mutex|Cond|Condition|Semaphore)$"
)
HANDS = re.compile(r"^\s*@[\w.]*(?:property|contextmanager)\b", re.MULTILINE)
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_MADE = re.compile(r"(\w+)\s*(?::[^=\n]+)?$")
_CALLED = re.compile(r"=\s*(?:[\w.]+\.)?(\w+)\(")
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Suspects:
    """The names that locks seem to have in the project, and the functions that seem to take one.

    `taking` are the names of methods that take locks or let go of them, `is_context` tells whether a decorator makes a
    function a context manager.
    """

    atlas: Atlas
    catalogue: Catalogue
    taking: frozenset[str]
    is_context: Callable[[FunctionFacts], bool]
    _kept: dict[str, frozenset[str]] = field(default_factory=dict)  # by module, the names it keeps locks under
    _handed: dict[str, frozenset[str]] = field(default_factory=dict)  # the same, of what hands a lock to its caller
    _said: frozenset[str] = frozenset()
    _names: dict[str, frozenset[str]] = field(default_factory=dict)

    def names(self) -> Mapping[str, frozenset[str]]:
        """By module, the names in it that may mean a lock, or something that a lock is had by; none is left out."""
        if not self._names:
            sources = self.atlas.sources
            said = set[str]().union(*(source.names for source in sources.values()))
            lockish = frozenset(name for name in said if LOCKISH.search(name))
            self._kept = {module: self._keeps(module, source.names & lockish) for module, source in sources.items()}
            self._tell()
        return self._names

    def changed(self, module: str) -> set[str]:
        """The text of a module is another one now. Gives the modules of which something else is told than before."""
        before = dict(self.names())
        names = self.atlas.sources[module].names
        kept = self._keeps(module, {name for name in names if LOCKISH.search(name)})
        if kept == self._kept[module] and self._hands(module, names & self._said) == self._handed[module]:
            handed = frozenset[str]().union(*self._handed.values())
            self._names[module] = (names & self._said) | (names & handed)
        else:
            self._kept[module] = kept
            self._tell()
        return {each for each, names in self._names.items() if names != before[each]}

    def _tell(self) -> None:
        types = {row.rpartition(".")[2] for row in self.catalogue.locks}
        kept = frozenset[str]().union(*self._kept.values())
        self._said = said = frozenset(name for name in kept if name not in types or not name[:1].isupper())
        speaking = {module: source.names & said for module, source in self.atlas.sources.items()}
        self._handed = {module: self._hands(module, names) for module, names in speaking.items()}
        handed = frozenset[str]().union(*self._handed.values())
        self._names = {
            module: names | (self.atlas.sources[module].names & handed) for module, names in speaking.items()
        }

    def _keeps(self, module: str, lockish: Set[str]) -> frozenset[str]:
        source = self.atlas.sources[module]
        makers = frozenset(row.rpartition(".")[2] for row in self.catalogue.locks)
        marks = {name.rpartition(".")[2] for name, row in self.catalogue.locks.items() if row.decorates}
        lockish = lockish | (marks & source.names)
        return frozenset(lockish if makers.isdisjoint(source.names) else lockish | _made(source.text, makers))

    def _hands(self, module: str, names: frozenset[str]) -> frozenset[str]:
        """The names of properties and context managers that a lock is had by: whoever says one may hold it."""
        if not names:
            return names
        return self.atlas.answers.ask("hands", (module, names), lambda: frozenset(self._handing(module, names)))

    def _handing(self, module: str, names: frozenset[str]) -> Iterator[str]:
        self.atlas.answers.read(("text", module))
        facts = self.atlas.module(module) if HANDS.search(self.atlas.sources[module].text) else None
        for outline in facts.outlines() if facts else ():
            if not outline.decorators or outline.name in names or outline.name.startswith("__"):
                continue
            hands = self.is_context(outline) or any(d.rpartition(".")[2] in PROPERTIES for d in outline.decorators)
            if hands and not names.isdisjoint(IDENTIFIER.findall(self.atlas.text(outline))):
                yield outline.name

    def functions(self, module: str) -> Iterator[FunctionFacts]:
        """The functions of a module that may hold a lock, lowered."""
        names = self.names()[module]
        rows = _taking(self.atlas.sources[module].text, names, self.taking) if names else ()
        facts = self.atlas.module(module) if rows else None
        for outline in facts.outlines() if facts else ():
            if not any(outline.first <= row <= outline.last for row in rows):
                continue
            lowered = self.atlas.lowered(outline)
            if lowered is not None:
                yield lowered
                yield from self.atlas.inside(lowered)


def _made(text: str, makers: Set[str]) -> set[str]:
    """The names that are bound to what a maker gives: `name = maker(...)`, `name: type = some.maker(...)`."""
    found: set[str] = set()
    for call in _CALLED.finditer(text):
        if call.group(1) not in makers:
            continue
        start, end = text.rfind("\n", 0, call.start()) + 1, call.start()
        if name := _MADE.search(text, start, end):
            found.add(name.group(1))
    return found


def _taking(text: str, names: Set[str], taken: Set[str]) -> list[int]:
    """The rows of a text that may take one of the locks of these names, or that name one for another to take."""
    found: dict[int, bool] = {}  # by where a line begins
    for word in ("with", *names):
        at = text.find(word)
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = end if end >= 0 else len(text)
            if start not in found:
                found[start] = _takes(text[start:end].rstrip(), names, taken)
            at = text.find(word, end)
    return [text.count("\n", 0, start) + 1 for start, takes in sorted(found.items()) if takes]


def _takes(line: str, names: Set[str], taken: Set[str]) -> bool:
    """Whether a line calls a method that takes locks, enters one, decorates with one, or binds one to another name."""
    entered = named = False
    for word in _WORD.finditer(line):
        said = word.group()
        if said in names and line.lstrip()[:1] == "@":
            return True
        if named and said in taken and line[word.start() - 1] == ".":
            return True
        if said in names:
            if entered or (word.end() == len(line) and "=" in line[: word.start()]):
                return True
            named = True
        entered = entered or said == "with" or said in taken
    return entered and line[-1] == "("
