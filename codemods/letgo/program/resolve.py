"""What a dotted name stands for in the whole project: a function, a class, a value, or something outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from letgo.flow.facts import ClassFacts, FileFacts, FunctionFacts
from letgo.program.answers import Answers

# Names of modules of tests.
TESTS = re.compile(r"(^|\.)(tests?|testing|conftest|test_\w+|\w+_tests?)(\.|$)")
HOPS = 12  # re-exports followed before giving up


@dataclass(slots=True)
class Project:
    """The files that are known.

    `load(module, force)` reads a module of the project on demand: None if it has no such module, or if nothing in it
    matters and it isn't forced. Where `forced`, every module that is asked for is read.
    """

    load: Callable[[str, bool], FileFacts | None]
    exists: Callable[[str], bool]
    modules: dict[str, FileFacts | None] = field(default_factory=dict)
    settled: frozenset[str] | None = None  # the modules that whoever forces nothing sees, None: all that are read
    forced: bool = False
    answers: Answers = field(default_factory=Answers)

    def forget(self) -> None:
        """Files were read anew: look classes up again."""
        self.answers.forget_all("class")

    def whole(self) -> Project:
        """The same project for those who may see all of it, whatever anybody has asked for before."""
        return Project(self.load, self.exists, self.modules, forced=True)

    def module(self, name: str, force: bool = False) -> FileFacts | None:
        """The facts of a module of the project."""
        force = force or self.forced
        if self.answers.reading is not None:
            self.answers.reading.add(("face", name))
        if self.settled is not None and not force and name not in self.settled:
            return None
        found = self.modules.get(name)
        if found is None and self.exists(name) and (force or name not in self.modules):
            found = self.modules[name] = self.load(name, force)
        return found

    def split(self, dotted: str, force: bool = False) -> tuple[FileFacts, str] | None:
        """`pkg.mod.Class.method` -> the longest module prefix that is a file, and the rest."""
        head = dotted
        rest = ""
        while head:
            if self.exists(head):
                facts = self.module(head, force)
                return (facts, rest) if facts is not None else None
            head, _, last = head.rpartition(".")
            rest = f"{last}.{rest}" if rest else last
        return None

    def canonical(self, dotted: str, force: bool = False) -> str:
        """Follow imports and re-exports to where a name is defined (or to the name outside the project)."""
        for _ in range(HOPS):
            found = self.split(dotted, force)
            if found is None or not found[1]:
                return dotted
            facts, rest = found
            head, _, tail = rest.partition(".")
            target = facts.names.get(head)
            if target is None:
                target = self._starred(facts, head)
            if target is None or target == f"{facts.module}.{head}":
                return f"{facts.module}.{rest}"
            dotted = f"{target}.{tail}" if tail else target
        return dotted

    def _starred(self, facts: FileFacts, name: str) -> str | None:
        for star in facts.stars:
            other = self.module(star)
            if other is not None and name in other.names:
                return f"{star}.{name}"
        return None

    def function(self, dotted: str, force: bool = False) -> FunctionFacts | None:
        """The function of that dotted name."""
        found = self.split(self.canonical(dotted, force), force)
        return found[0].functions.get(found[1]) if found else None

    def clazz(self, dotted: str) -> ClassFacts | None:
        """The class of that dotted name."""
        return self.answers.ask("class", dotted, lambda: self._clazz(dotted))

    def _clazz(self, dotted: str) -> ClassFacts | None:
        found = self.split(self.canonical(dotted, True), True)
        return found[0].classes.get(found[1]) if found else None

    def lineage(self, dotted: str) -> list[ClassFacts]:
        """A class and its bases inside the project, depth first (close enough to the MRO)."""
        found: list[ClassFacts] = []
        todo = [dotted]
        while todo:
            facts = self.clazz(todo.pop(0))
            if facts is not None and facts not in found:
                found.append(facts)
                todo = [*facts.bases, *todo]
        return found

    def outside(self, dotted: str) -> list[str]:
        """Bases of a class that are not in the project."""
        names = [base for facts in self.lineage(dotted) for base in facts.bases]
        return [self.canonical(name) for name in names if self.clazz(name) is None]

    def method(self, dotted: str, name: str, beyond: str = "") -> FunctionFacts | None:
        """The method of a class, its own or inherited; with `beyond`, from after that class (as `super()` does)."""
        lineage = self.lineage(dotted)
        if beyond:
            full = [facts.full for facts in lineage]
            lineage = lineage[full.index(beyond) + 1 :] if beyond in full else []
        for facts in lineage:
            qualname = facts.methods.get(name)
            if qualname:
                module = self.module(facts.module, True)
                return module.functions.get(qualname) if module else None
        return None
