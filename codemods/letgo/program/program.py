"""Know the whole project: which files and functions matter, what each function does to its caller."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from letgo.catalogue import Catalogue
from letgo.flow.effects import Summary
from letgo.flow.facts import MODULE, ClassFacts, FileFacts, FunctionFacts
from letgo.flow.moved import INSIDE
from letgo.flow.ownership import Acquisition, Ground, acquisitions
from letgo.flow.values import ValueMap, trace_values
from letgo.model import SourceFile
from letgo.program.answers import nothing
from letgo.program.context import FunctionContext
from letgo.program.packages import Packages, package_of
from letgo.program.resolve import TESTS, Project
from letgo.program.stores import mentions
from letgo.program.summarise import summarise
from letgo.program.types import Types

Read = Callable[[SourceFile, frozenset[str]], FileFacts | None]
ReadMore = Callable[[SourceFile, FileFacts, frozenset[str]], list[FunctionFacts]]
Failed = Callable[[str, Exception], None]  # told of a module and of what went wrong while it was looked at
Ahead = Callable[[Sequence[tuple[SourceFile, frozenset[str]]]], None]  # told of many files that will be read now
SPEAKING = re.compile(r"con|cur|cnx|db|sess|trans", re.IGNORECASE)  # method names that say what they give
PASSES = 12  # times one function is looked at before its summary is taken as it is


@dataclass(slots=True)
class Analysis:
    """What is known of one function after the program has settled."""

    facts: FunctionFacts
    context: FunctionContext
    values: ValueMap
    acquisitions: list[Acquisition]
    summary: Summary
    ground: Ground


@dataclass(slots=True)
class Program:
    """Sources by module name in, analyses by function out. `read` and `read_more` are the language's reader."""

    catalogue: Catalogue
    sources: Mapping[str, SourceFile]
    read: Read
    read_more: ReadMore
    parse_all: bool = False
    ahead: Ahead | None = None
    packages: Packages | None = None
    failed: Failed | None = None
    between: Callable[[], None] = nothing  # done between two steps; it may raise, and then nothing here is of use
    settled: bool = False
    analyses: dict[str, Analysis] = field(default_factory=dict)
    project: Project = field(init=False)
    types: Types = field(init=False)
    parsed: int = 0
    words: frozenset[str] = frozenset()  # of the catalogue: who mentions one of them may have to do with a resource
    seeds: frozenset[str] = frozenset()  # those of them that make a file worth reading: nothing else must come first
    _own: set[str] = field(default_factory=set)  # full names of the project that make a file worth reading, too
    _seen: dict[str, frozenset[str]] = field(default_factory=dict)  # by package, the words of those that it sees
    _roots: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _summaries: dict[str, Summary] = field(default_factory=dict)
    _handed: dict[str, frozenset[str]] = field(default_factory=dict)
    _forced: dict[str, set[str]] = field(default_factory=dict)
    _givers: dict[str, dict[str, FunctionFacts]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)  # by "def name(", how often it is there, as far as asked for
    _renew: set[str] = field(default_factory=set)
    users: dict[str, set[str]] = field(default_factory=dict)  # who has asked what a function does to its caller
    _by_word: dict[str, set[str]] = field(default_factory=dict)
    _reading: dict[str, frozenset[str]] = field(default_factory=dict)
    asked: set[Hashable] | None = None  # what is asked of others while somebody listens

    def __post_init__(self) -> None:
        self.project = Project(self._load, self.sources.__contains__)
        self.types = Types(self)

    # -- reading ---------------------------------------------------------------------------------------------------

    def _load(self, module: str, force: bool) -> FileFacts | None:
        source = self.sources[module]
        if not (force or source.name.endswith("__init__.py") or self._concerned(source)):
            return None
        wanted = self._wanted(module)
        self._reading[module] = wanted
        self.parsed += 1
        return self.read(source, wanted)

    def _concerned(self, source: SourceFile) -> bool:
        if not self.seeds.isdisjoint(source.names) or not source.imports.isdisjoint(self._roots):
            return True
        return not self._words_in(source.module).isdisjoint(source.names)

    def _words_in(self, module: str) -> frozenset[str]:
        """The words of the project that matter in a module."""
        package = package_of(module)
        found = self._seen.get(package)
        if found is None:
            found = self._seen[package] = self._words_of(self._own, package)
        return found

    def _words_of(self, full: Iterable[str], package: str) -> frozenset[str]:
        """The last words of those full names that a package sees."""
        packages = self.packages
        seen = packages.seen(package) if packages is not None and packages.several else None
        return frozenset(
            name.rpartition(".")[2] for name in full
            if seen is None or package_of(name) in seen or packages is None or package_of(name) not in packages
        )  # fmt: skip

    def _wanted(self, module: str) -> frozenset[str]:
        """Words that make a function of that module worth lowering.

        The methods of a library's types count only where something may be of such a type: in a module that imports the
        library, or mentions what the project makes of it.
        """
        if not self._concerned(self.sources[module]):
            return self.seeds.union(self._words_in(module), self._forced.get(module, ()))
        here = [self._roots[root] for root in self._roots.keys() & self.sources[module].imports]
        return self.words.union(*here, self._words_in(module), self._forced.get(module, ()))

    def solve(self) -> None:
        """Read what matters, apply summaries until they settle; the set of names that matter grows meanwhile."""
        roots = self.catalogue.roots()
        mentioned = frozenset().union(*(source.imports & roots.keys() for source in self.sources.values()))
        self._roots = {root: names for root, names in roots.items() if root in mentioned}
        self.seeds = self.catalogue.bare()
        self.words = self.seeds | self.catalogue.methods(mentioned)
        todo = {module for module, source in self.sources.items() if self.parse_all or self._concerned(source)}
        fresh: frozenset[str] = frozenset()
        while todo:
            self._settle(self._read(todo), fresh)
            fresh, todo = self._grown()

    def _grown(self) -> tuple[frozenset[str], set[str]]:
        """The words that matter now, too, and the modules that are worth reading because of that."""
        found = self._interesting() - self._own
        self._own |= found
        self._seen.clear()
        return frozenset(name.rpartition(".")[2] for name in found), self._mentioning(found) | self._demanded()

    def settle(self) -> None:
        """From now on no question changes an answer."""
        self.settled = True
        self.project.settled = frozenset(module for module, facts in self.project.modules.items() if facts is not None)

    def _mentioning(self, full: frozenset[str]) -> set[str]:
        """The modules that mention one of those names of the project, and see it."""
        words = {package: self._words_of(full, package) for package in {package_of(each) for each in self.sources}}
        return {
            module for module, source in self.sources.items() if not words[package_of(module)].isdisjoint(source.names)
        }

    def _read(self, modules: Iterable[str]) -> list[FunctionFacts]:
        changed: list[FunctionFacts] = []
        modules = sorted(modules)
        if self.ahead is not None:
            new = [module for module in modules if self.project.modules.get(module) is None]
            self.ahead([(self.sources[module], self._wanted(module)) for module in new])
        for module in modules:
            self.between()
            wanted = self._wanted(module)
            before = self.project.modules.get(module)
            words = self.words | self._words_in(module)
            if before is None or (not words.isdisjoint(before.loose) and MODULE not in before.functions):
                self.project.modules[module] = facts = self._load(module, True)
                if before is not None and facts is not None:
                    facts.functions.update({name: old for name, old in before.functions.items() if old.graph})
                before = facts
            elif self._reading.get(module) != wanted:
                self._reading[module] = wanted
                self.read_more(self.sources[module], before, wanted)
            if before is not None:
                changed += [each for each in before.functions.values() if each.graph and each.full not in self.analyses]
        self.project.forget()
        return changed

    def _demanded(self) -> set[str]:
        return {module for module, names in self._forced.items() if not names <= self._reading.get(module, frozenset())}

    def hand(self, facts: FunctionFacts, names: frozenset[str]) -> None:
        """A resource is handed to a function: look into it."""
        if self.asked is not None:
            self.asked.add(("hand", facts.full, names))
        have = self._handed.get(facts.full, frozenset())
        if self.settled or names <= have:
            return
        self._handed[facts.full] = have | names
        if facts.graph is None:
            self.force(facts)
        else:
            self._renew.add(facts.full)

    def force(self, facts: FunctionFacts) -> None:
        """Look into a function even if it mentions nothing that matters."""
        self._forced.setdefault(facts.module, set()).add(facts.name)

    def handed(self, facts: FunctionFacts) -> frozenset[str]:
        """Parameters by which some caller hands in a resource."""
        return self._handed.get(facts.full, frozenset())

    def _interesting(self) -> frozenset[str]:
        """Full names whose mention makes a file worth reading: factories, fields, classes that deal with resources."""
        found: set[str] = set()
        owners: set[str] = set()
        for full, summary in self._summaries.items():
            if summary.gives:
                owner = self.analyses[full].context.owner
                if owner:
                    owners.add(owner)
                if INSIDE not in full:  # nobody else can name a nested function
                    found.add(full if not owner or not self._speaks(full) else f".{full}")
                    found.update(f"{each.full}.{self.analyses[full].facts.name}" for each in self._above(owner))
        found |= self.types.join(owners)
        words = {name: name.rpartition(".")[2] for name in found}
        return frozenset(
            name for name, word in words.items()
            if word not in self.words and not word.startswith("__") and word not in ("<module>", "[]")
        )  # fmt: skip

    def _above(self, owner: str) -> list[ClassFacts]:
        """The bases of a class in the project: what its methods give, calls of theirs may give."""
        return self.project.lineage(owner)[1:] if owner else []

    def _speaks(self, full: str) -> bool:
        """Whether a method may be meant by its bare name, by whoever has no other word of what it is called on."""
        name = full.rpartition(".")[2]
        several = self.packages is not None and self.packages.several
        return several and bool(SPEAKING.search(name)) and self.defined(name) == 1

    # -- of a text that has changed --------------------------------------------------------------------------------

    def concerns(self, module: str) -> bool:
        """Whether the functions of a module are analysed, its text being as it is now."""
        return self.parse_all or module in self._forced or self._concerned(self.sources[module])

    def wanted(self, module: str) -> tuple[frozenset[str], frozenset[str]]:
        """The words by which a module was read, and those by which it would be now."""
        return self._reading.get(module, frozenset()), self._wanted(module)

    def cites(self, full: str) -> bool:
        """Whether what a function does to its caller may depend on itself."""
        todo, seen = [full], {full}
        while todo:
            users = self.users.get(todo.pop(), set())
            if full in users:
                return True
            todo += users - seen
            seen |= users
        return False

    def adopt(self, gone: Iterable[str], come: Iterable[Analysis]) -> None:
        """Analyses of functions that are no longer there go, and these come."""
        for full in gone:
            self.analyses.pop(full, None)
            self._summaries.pop(full, None)
        for analysis in come:
            self._mention(analysis.facts)
            self.analyses[analysis.facts.full] = analysis
            self._summaries[analysis.facts.full] = analysis.summary
            if analysis.summary.gives and analysis.facts.owner:
                self._givers.setdefault(analysis.facts.name, {})[analysis.facts.full] = analysis.facts

    def take(self, facts: FileFacts) -> None:
        """A module has been read by somebody else, by the words by which it would be now."""
        self._reading[facts.module] = self._wanted(facts.module)
        self.project.modules[facts.module] = facts
        self.project.forget()

    def adapt(self, module: str, gone: Iterable[str], changed: list[FunctionFacts]) -> None:
        """These functions of a module are new, those are gone: analyse them, and those of the module that feel that.

        All other modules stay as they were, whatever comes of it: what is known then is not what would be found anew.
        """
        self.adopt(gone, ())
        self.project.settled = (self.project.settled or frozenset()) | {module}
        self.settled, fresh = False, frozenset[str]()
        for _ in range(PASSES):
            self._settle(changed, fresh, module)
            fresh, todo = self._grown()
            if module not in todo:
                break
            changed = self._read([module])
        self.settled = True

    def drop(self) -> None:
        """Nobody needs it any more: nothing is left that holds on to itself."""
        self.analyses.clear()
        del self.project, self.types

    # -- solving ---------------------------------------------------------------------------------------------------

    def _mention(self, facts: FunctionFacts) -> None:
        for word in mentions(facts):
            self._by_word.setdefault(word, set()).add(facts.full)

    def _settle(self, changed: list[FunctionFacts], fresh: frozenset[str], within: str = "") -> None:
        """Analyse what was read, and what mentions a name that matters now, until no summary changes.

        `within` a module, nothing else is looked at.
        """
        for facts in changed:
            self._mention(facts)
        functions = {facts.full: facts for facts in changed}
        for full, analysis in self.analyses.items():
            if not within or analysis.facts.module == within:
                functions.setdefault(full, analysis.facts)
        queue = deque(facts.full for facts in changed)
        waiting = set(queue)
        again = {user for word in fresh for user in self._by_word.get(word, ())} | (self._renew & functions.keys())
        again &= functions.keys()
        queue.extend(sorted(again - waiting))
        waiting |= again
        passes: dict[str, int] = {}
        while queue:
            full = queue.popleft()
            waiting.discard(full)
            self.between()
            if passes.get(full, 0) >= PASSES:
                continue
            passes[full] = passes.get(full, 0) + 1
            words = self._analyse(functions[full])
            for name in self._renew & functions.keys():
                if name not in waiting:
                    waiting.add(name)
                    queue.append(name)
            self._renew.clear()
            for word in sorted(words):
                for user in sorted(self._by_word.get(word, ())):
                    if user not in waiting and user in functions:
                        waiting.add(user)
                        queue.append(user)

    def _analyse(self, facts: FunctionFacts) -> set[str]:
        """Look at one function; returns the names whose meaning changed by it."""
        try:
            analysis = self.look(facts)
        except Exception as error:
            if self.failed is None:
                raise
            self.failed(facts.module, error)
            return set()
        self.analyses[facts.full] = analysis
        changed: set[str] = set()
        if analysis.summary.gives and facts.owner:
            self._givers.setdefault(facts.name, {})[facts.full] = facts
        before = self._summaries.get(facts.full)
        plain = Summary(known=True, awaited=analysis.summary.awaited)
        self._summaries[facts.full] = analysis.summary
        if (before is None and facts.name == "__init__") or (before or plain) != analysis.summary:
            self._renew |= self.users.get(facts.full, set())
            if (before or plain).gives != analysis.summary.gives:
                changed.add(facts.name)
        changed |= self.types.learn(analysis)
        if not analysis.acquisitions:  # nobody will ask how it goes on; what it does to others is summed up
            analysis.values = ValueMap()
            analysis.ground = Ground(analysis.ground.graph, analysis.values, analysis.context)
        return changed

    def look(self, facts: FunctionFacts) -> Analysis:
        """Analyse one function against what is known now, and change nothing."""
        context = self.context(facts)
        assert facts.graph is not None
        values = trace_values(facts.graph, context)
        ground = Ground(facts.graph, values, context)
        found = acquisitions(ground)
        return Analysis(facts, context, values, found, summarise(facts, ground, found, context), ground)

    def context(self, facts: FunctionFacts) -> FunctionContext:
        """The world as that function sees it."""
        owner = f"{facts.module}.{facts.owner}" if facts.owner else ""
        yields = "plain"
        for decorator in facts.decorators:
            callee = self.catalogue.callee(self.project.canonical(decorator))
            if callee is not None and callee.does in ("context", "fixture"):
                yields = callee.does
        return FunctionContext(self, facts, owner, yields)

    # -- answers ---------------------------------------------------------------------------------------------------

    def summary(self, facts: FunctionFacts, user: str = "") -> Summary:
        """What a function does to its caller, as far as is known; `user` asks and is told of changes."""
        if user:
            self.users.setdefault(facts.full, set()).add(user)
        return self._summaries.get(facts.full, Summary())

    def namesakes(self, name: str) -> FunctionFacts | None:
        """The project's only method of that name, if it gives a resource: unknown receivers are taken to mean it."""
        found = list(self._givers.get(name, {}).values())
        if len(found) != 1 or not SPEAKING.search(name):
            return None
        return found[0] if self.defined(name) == 1 else None

    def given_elsewhere(self, name: str) -> bool:
        """Whether the project itself defines methods of that name, outside of tests, and none of them gives one."""
        return self.defined(name, True) > 0 and not self._givers.get(name)

    def overrides(self, facts: FunctionFacts) -> list[FunctionFacts]:
        """The methods of heirs that stand in for a method and give a resource."""
        owner = f"{facts.module}.{facts.owner}"
        others = [each for each in self._givers.get(facts.name, {}).values() if each.full != facts.full]
        heirs = [(each, self.project.lineage(f"{each.module}.{each.owner}")) for each in others]
        return [each for each, lineage in heirs if any(clazz.full == owner for clazz in lineage)]

    def defined(self, name: str, method: bool = False) -> int:
        """How many functions and methods of that name the project has; or methods only, and none of its tests."""
        key = f"def {name}({'self' if method else ''}"
        if key not in self.counted:
            here = (each.text for module, each in self.sources.items() if not (method and TESTS.search(module)))
            self.counted[key] = sum(text.count(key) for text in here)
        return self.counted[key]
