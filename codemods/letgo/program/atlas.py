"""Find definitions by name in files that nobody has parsed yet, and lower single functions on demand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from letgo.flow.facts import MAIN, MODULE, ClassFacts, FileFacts, FunctionFacts
from letgo.flow.language import ReadError
from letgo.flow.moved import INSIDE, move
from letgo.model import SourceFile
from letgo.program.answers import Answers, Fact
from letgo.program.resolve import Project

ReadOne = Callable[[SourceFile, Sequence[str], FunctionFacts, Mapping[str, str]], dict[str, FunctionFacts]]
# Bare names that a text seems to define: functions, classes, what classes build on, decorators.
Define = Callable[[str], tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]]
_CALL = re.compile(r"(\w+)\(")
_SET = re.compile(r"\.(\w+)[ \t]*=(?!=)")
SPLIT = 64  # texts that are kept as lines
SAID = 16  # other files that call something of a name, for all of them to be looked at
FAMILY = 40  # classes below one class that are looked at


@dataclass(slots=True)
class Atlas:
    """Functions by full name, lowered when asked for; classes by base; functions by bare name and by decorator.

    `define` tells what a text defines, `read_one` lowers one function: both are the language's. What is lowered here
    stays here: the facts of `project` are not changed. Who looks into a function has read its `body`; who looks for a
    name has read what is defined (`def`), built on (`base`) or used as a decorator (`mark`) by that name.
    """

    project: Project
    sources: Mapping[str, SourceFile]
    define: Define
    read_one: ReadOne
    _lowered: dict[str, dict[str, FunctionFacts | None]] = field(default_factory=dict)  # by module, qualified name
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _texts: dict[str, dict[int, str]] = field(default_factory=dict)  # by module and first row
    _functions: dict[str, list[str]] | None = None
    _bases: dict[str, list[str]] = field(default_factory=dict)
    _decorators: dict[str, list[str]] = field(default_factory=dict)
    _classes_in: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def answers(self) -> Answers:
        """What is known of the project, with what it depends on."""
        return self.project.answers

    def looked_into(self, facts: FunctionFacts) -> None:
        """Whoever asks depends on what is in a function."""
        answers = self.project.answers
        if answers.reading is not None:  # asked so often that the fact is made only for those who want it
            answers.read(("body", facts.module, facts.qualname.partition(INSIDE)[0]))

    def lowered(self, facts: FunctionFacts) -> FunctionFacts | None:
        """The function with its graph; None if it can't be read by itself."""
        self.looked_into(facts)
        if facts.graph is not None:
            return facts
        known = self._lowered.get(facts.module)
        if known is None or facts.qualname not in known:
            known = self._lower(facts)
        return known.get(facts.qualname)

    def _lower(self, facts: FunctionFacts) -> dict[str, FunctionFacts | None]:
        module = self.project.module(facts.module, True)
        known = self._lowered.setdefault(facts.module, {})
        known[facts.qualname] = None
        if module is None or facts.parent:
            return known
        try:
            made = self.read_one(self.sources[facts.module], self.lines(facts.module), facts, module.names)
        except ReadError:
            return known  # the file as a whole parses; a function that doesn't by itself is not looked into
        known.update((each.qualname, each) for each in made.values())
        return known

    def nested(self, facts: FunctionFacts, name: str) -> FunctionFacts | None:
        """The function of that name inside another."""
        qualname = f"{facts.qualname}{INSIDE}{name}"
        module = self.project.module(facts.module, True)
        found = module.functions.get(qualname) if module else None
        if found is not None and found.graph is not None:
            return found
        return self._lowered.get(facts.module, {}).get(qualname)

    def inside(self, facts: FunctionFacts) -> Iterator[FunctionFacts]:
        """The functions nested in a lowered one, at any depth."""
        prefix = f"{facts.qualname}{INSIDE}"
        module = self.project.module(facts.module, True)
        known = module.functions if module else {}
        found = {name: each for name, each in known.items() if name.startswith(prefix) and each.graph is not None}
        more = self._lowered.get(facts.module, {})
        found |= {name: each for name, each in more.items() if name.startswith(prefix) and each is not None}
        yield from found.values()

    def around(self, facts: FunctionFacts) -> FunctionFacts | None:
        """The function that a function is nested in."""
        if not facts.parent:
            return None
        known = self._lowered.get(facts.module, {})
        if facts.parent in known:
            return known[facts.parent]
        module = self.project.module(facts.module, True)
        found = module.functions.get(facts.parent) if module else None
        return self.lowered(found) if found is not None else None

    def lines(self, module: str) -> list[str]:
        """The lines of a module's text, split at LF only."""
        found = self._lines.get(module)
        if found is None:
            if len(self._lines) >= SPLIT:
                oldest = next(iter(self._lines))
                del self._lines[oldest]
                self._texts.pop(oldest, None)
            found = self._lines[module] = self.sources[module].text.split("\n")
        return found

    def text(self, facts: FunctionFacts) -> str:
        """The source of one function with its decorators."""
        self.looked_into(facts)
        lines = self.lines(facts.module)
        known = self._texts.setdefault(facts.module, {})
        found = known.get(facts.first)
        if found is None:
            found = known[facts.first] = "\n".join(lines[facts.first - 1 : facts.last])
        return found

    def calling(self, facts: FileFacts, called: str) -> list[FunctionFacts]:
        """The functions of a file, nested ones left out, that seem to call something of that bare name."""
        self.answers.read(("call", facts.module, called))
        call = f"{called}("
        if call not in self.sources[facts.module].text:
            return []
        lines = self.lines(facts.module)
        return [each for each in facts.outlines() if any(call in line for line in lines[each.first - 1 : each.last])]

    def callers_of(self, facts: FunctionFacts, called: str) -> list[FileFacts]:
        """The files that may call a function by that bare name: its own first, no others if a great many do."""
        saying = self.answers.ask("callers", called, lambda: self._saying(called))
        others = [each for each in saying if each != facts.module]
        names = [facts.module, *(others if len(others) <= SAID else ())]
        return [found for each in names if (found := self.module(each)) is not None]

    def _saying(self, called: str) -> tuple[str, ...]:
        self.answers.read(("called", called))
        call = re.compile(rf"\b{called}\(")
        saying = ((each, source.text) for each, source in self.sources.items() if called in source.names)
        found = (each for each, text in saying if f"{called}(" in text and call.search(text))
        return tuple(islice(found, SAID + 2))  # with its own, too many are known to be so

    def setting(self, name: str) -> list[FunctionFacts]:
        """The functions, nested ones left out, that seem to set a field of that name; none if a great many files do."""
        found: list[FunctionFacts] = []
        sets = _sets(name)
        modules = self.answers.ask("setting", name, lambda: self._setting(name))
        for module in modules if len(modules) <= SAID else ():
            facts, lines = self.module(module), self.lines(module)
            rows = [row for row, line in enumerate(lines, 1) if sets.search(line)]
            outlines = facts.outlines() if facts else ()
            found += [each for each in outlines if any(each.first <= row <= each.last for row in rows)]
        return found

    def _setting(self, name: str) -> tuple[str, ...]:
        self.answers.read(("set", name))
        sets = _sets(name)
        saying = ((each, source.text) for each, source in self.sources.items() if name in source.names)
        return tuple(islice((each for each, text in saying if sets.search(text)), SAID + 1))

    def changed(self, module: str, before: str, moved: Mapping[str, int]) -> set[Fact]:
        """A module has another text than `before` now; `moved` are the functions that stay, by how many rows they move.

        Those that the facts of the file hold are moved already. Gives what has changed for whoever has read it.
        """
        self._lines.pop(module, None)
        self._texts.pop(module, None)
        self.answers.forget_all("decorated")
        facts = self.project.modules.get(module)
        functions = facts.functions if facts else {}
        known = self._lowered.get(module, {})
        for name, each in list(known.items()):
            top = name.partition(INSIDE)[0]
            if each is None or top not in moved:
                del known[name]
            elif functions.get(name) is not each:
                move(each, moved[top])
        bodies: set[Fact] = {("body", module, name) for name in functions if INSIDE not in name and name not in moved}
        # Who calls something no more has another body; so has who does now, and then it is called more often.
        old, new = (Counter(_CALL.findall(text)) for text in (before, self.sources[module].text))
        names = [name for name in old.keys() | new.keys() if old[name] != new[name]]
        first, then = (Counter(_SET.findall(text)) for text in (before, self.sources[module].text))
        fields: set[Fact] = {("set", name) for name in first.keys() | then.keys() if first[name] != then[name]}
        calls: set[Fact] = {("call", module, name) for name in names} | {("called", name) for name in names}
        return bodies | calls | fields | self._redefined(module, before) | {("text", module)}

    def _redefined(self, module: str, before: str) -> set[Fact]:
        """The names that a module defines, builds on or decorates by now and didn't before, or the other way round."""
        if self._functions is None:
            return set()
        old, new = self.define(before), self.define(self.sources[module].text)
        self._classes_in[module] = new[1]
        changed: set[Fact] = {("def", name) for name in (new[0] if old[1] != new[1] else ())}
        order = {each: number for number, each in enumerate(self.sources)} if old != new else {}
        for how, part, where in (("def", 0, self._functions), ("base", 2, self._bases), ("mark", 3, self._decorators)):
            for name in old[part] ^ new[part]:
                found = {each for each in where.get(name, ()) if each != module} | (
                    {module} if name in new[part] else set()
                )
                where[name] = sorted(found, key=order.__getitem__)
                changed.add((how, name))
        return changed

    def follow(self, project: Project) -> set[str]:
        """Other facts of the same texts take the place of those that were known; what is lowered stays known.

        Gives the modules of which something is lowered, or isn't, that nobody lowers on demand.
        """
        mine, other = self.project.modules, project.modules
        felt: set[str] = set()
        for module, old in mine.items():
            new = other.get(module)
            if old is None or new is None:
                other[module] = old  # it was read for nobody but those who see all of the project
                continue
            for name, each in old.functions.items():
                if each.graph is not None and new.functions.get(name) is not each and name not in (MODULE, MAIN):
                    self._lowered.setdefault(module, {})[name] = each
            alike = all((name in old.functions) == (name in new.functions) for name in (MODULE, MAIN))
            if not alike or old.classes.keys() != new.classes.keys():
                felt.add(module)
        self.project.modules, self.project.load = other, project.load
        return felt

    # -- by name ---------------------------------------------------------------------------------------------------

    def _scan(self) -> dict[str, list[str]]:
        if self._functions is None:
            self._functions = {}
            for module, source in self.sources.items():
                functions, self._classes_in[module], bases, decorators = self.define(source.text)
                for names, where in (
                    (functions, self._functions),
                    (bases, self._bases),
                    (decorators, self._decorators),
                ):
                    for name in names:
                        where.setdefault(name, []).append(module)
        return self._functions

    def methods(self, name: str, fits: Callable[[str], bool]) -> list[FunctionFacts]:
        """All methods of that name in the project, of classes whose bare name fits."""
        found: list[FunctionFacts] = []
        self.answers.read(("def", name))
        for module in self._scan().get(name, ()):
            if not any(map(fits, self._classes_in[module])):
                continue
            facts = self.project.module(module, True)
            for clazz in facts.classes.values() if facts else ():
                qualname = clazz.methods.get(name)
                method = facts.functions.get(qualname) if facts and qualname else None
                if method is not None and qualname == f"{clazz.qualname}.{name}":
                    found.append(method)
        return [each for each in found if fits(each.owner.rpartition(".")[2])]

    def below(self, owner: str) -> tuple[str, ...]:
        """Full names of the classes that inherit from a class, near ones first; at most `FAMILY`."""
        return self.answers.ask("below", owner, lambda: self._below(owner))

    def _below(self, owner: str) -> tuple[str, ...]:
        self._scan()
        found: list[str] = []
        todo = [owner]
        while todo and len(found) < FAMILY:
            for child in self._children(todo.pop(0)):
                if child not in found and child != owner:
                    found.append(child)
                    todo.append(child)
        return tuple(found)

    def _children(self, owner: str) -> list[str]:
        bare = owner.rpartition(".")[2]
        return [
            clazz.full
            for module in self._named("base", bare)
            for clazz in self._classes(module)
            if any(
                base.rpartition(".")[2] == bare and self.project.canonical(base, True) == owner for base in clazz.bases
            )
        ]

    def made_by(self, metaclass: str) -> list[str]:
        """Full names of the classes with that metaclass."""
        self._scan()
        bare = metaclass.rpartition(".")[2]
        return [
            clazz.full
            for module in self._named("base", bare)
            for clazz in self._classes(module)
            if clazz.metaclass and self.project.canonical(clazz.metaclass, True) == metaclass
        ]

    def _named(self, how: str, bare: str) -> list[str]:
        """The modules that build on such a name (`base`), or decorate by it (`mark`)."""
        self.answers.read((how, bare))
        return (self._bases if how == "base" else self._decorators).get(bare, [])

    def _classes(self, module: str) -> list[ClassFacts]:
        facts = self.project.module(module, True)
        return list(facts.classes.values()) if facts else []

    def decorated(self, decorator: str) -> tuple[FunctionFacts, ...]:
        """The functions with that decorator (its full dotted name)."""
        return self.answers.ask("decorated", decorator, lambda: self._decorated(decorator))

    def _decorated(self, decorator: str) -> tuple[FunctionFacts, ...]:
        self._scan()
        bare = decorator.rpartition(".")[2]
        found: list[FunctionFacts] = []
        for module in self._named("mark", bare):
            facts = self.project.module(module, True)
            found += [
                function
                for function in (facts.outlines() if facts else ())
                for each in function.decorators
                if each.rpartition(".")[2] == bare and self.project.canonical(each, True) == decorator
            ]
        return tuple(found)

    def module(self, name: str) -> FileFacts | None:
        """The facts of a module of the project, parsed if need be."""
        return self.project.module(name, True)


def _sets(name: str) -> re.Pattern[str]:
    """What sets a field of that name."""
    return re.compile(rf"\.{name}[ \t]*=(?!=)")


WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in any case style, lowered: `_jobStore_lock` -> job, store, lock."""
    return tuple(word.lower() for word in WORDS.findall(name))
