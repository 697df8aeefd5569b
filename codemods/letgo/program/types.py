"""What the fields, globals and classes of the project are: what functions store there, and what classes amount to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from letgo.catalogue import ResourceType
from letgo.flow.facts import ClassFacts
from letgo.program.generators import generator_type, yielded
from letgo.program.kinds import PROPERTIES
from letgo.program.stores import stored
from letgo.program.wrappers import proxy_type, wrapper_type

if TYPE_CHECKING:
    from letgo.program.program import Analysis, Program


@dataclass(slots=True)
class Types:
    """Grows while the program settles: each function that is analysed tells what it stores."""

    program: Program
    _fields: dict[tuple[str, str], str] = field(default_factory=dict)
    _globals: dict[str, str] = field(default_factory=dict)
    _wrappers: dict[str, ResourceType | None] = field(default_factory=dict)
    _proxies: dict[str, ResourceType] = field(default_factory=dict)
    _classes: set[str] = field(default_factory=set)
    _stored: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    # -- learning ------------------------------------------------------------------------------------------------------

    def join(self, owners: set[str]) -> set[str]:
        """Take in classes whose methods give resources. Returns the full names that matter by now."""
        # A field that holds an object of such a class makes its owner no such class: that would take in everything.
        held = {key for key, kind in self._fields.items() if kind and self.resource(kind) is not None}
        self._classes |= owners | {owner for owner, _ in held}
        self._classes |= {name for name, kind in self._wrappers.items() if kind} | set(self._proxies)
        return {f"{owner}.{name}" for owner, name in held} | self._globals.keys() | self._classes

    def learn(self, analysis: Analysis) -> set[str]:
        """What a function stores in fields and globals, and the wrapper class it initialises."""
        changed: set[str] = set()
        owner = analysis.context.owner
        found: dict[tuple[str, str], set[str]] = {}
        for where, name, kind in stored(analysis):
            found.setdefault((where, name), set()).add(kind)
        for (where, name), here in found.items():
            kinds = self._stored.setdefault((where, name), {})
            kinds[analysis.facts.full] = min(here) if len(here) == 1 else ""
            kind = min(kinds.values()) if len(set(kinds.values())) == 1 else ""  # two kinds in one field: it is neither
            if where and self._fields.get((where, name), "") != kind:
                self._fields[where, name] = kind
                changed.add(name)
            elif not where and self._globals.get(name) != kind:
                self._globals[name] = kind
                changed.add(name.rpartition(".")[2])
        if analysis.facts.name in ("__enter__", "__aenter__") and owner and analysis.acquisitions:
            leaving = self.program.project.method(owner, analysis.facts.name.replace("enter", "exit"))
            if leaving is not None and leaving.graph is None:
                self.program.force(leaving)
        if analysis.facts.name == "__init__" and owner:
            made = wrapper_type(owner, analysis, self.program)
            if self._wrappers.get(owner) != made:
                self._wrappers[owner] = made
                changed.add(owner.rpartition(".")[2])
        return changed

    # -- answers -------------------------------------------------------------------------------------------------------

    def matters(self, name: str) -> bool:
        """Whether a project class gives, holds or is a resource."""
        return name in self._classes

    def proxy(self, name: str, inner: ResourceType) -> ResourceType | None:
        """The type of a class that is built around a resource it doesn't acquire itself (`IterableCursor(cursor)`)."""
        if name not in self._proxies:
            made = proxy_type(name, inner, self.program)
            if self.program.asked is not None:
                self.program.asked.add(("proxy", name, made is not None))
            if made is None or self.program.settled:
                return made
            self._proxies[name] = made
        return self._proxies[name]

    def resource(self, name: str) -> ResourceType | None:
        """The resource type of that name: of the catalogue, or what a project class amounts to."""
        inner = yielded(name)
        if inner:
            held = self.resource(inner)
            return generator_type(name, held) if held else None
        return self.program.catalogue.type(name) or (self._proxies.get(name) or self.wrapper(name) if name else None)

    def wrapper(self, name: str) -> ResourceType | None:
        """The resource type that a project class amounts to: it, or a base of it, holds a resource of its own."""
        if ":" in name:
            return None
        for facts in self.program.project.lineage(name):
            found = self._wrappers.get(facts.full)
            if found is not None:
                return found
            if "__init__" in facts.methods:
                return None
        return None

    def field_type(self, owner: str, name: str) -> str:
        """The type of a field of a class, by what its methods (or those of its bases) store there."""
        for facts in self.program.project.lineage(owner):
            found = self._fields.get((facts.full, name))
            if found:
                return found
            annotation = facts.fields.get(name)
            if annotation:
                return self.known_type(annotation)
            method = facts.methods.get(name)
            if method:
                return self._property(facts, method)
        return ""

    def _property(self, facts: ClassFacts, method: str) -> str:
        module = self.program.project.module(facts.module)
        function = module.functions.get(method) if module else None
        if function is None or not any(name.rpartition(".")[2] in PROPERTIES for name in function.decorators):
            return ""
        return self.program.summary(function).gives

    def known_type(self, dotted: str) -> str:
        """A name of the catalogue or of a project class, "" for any other."""
        name = self.program.project.canonical(dotted)
        kind = self.program.catalogue.type(name)
        return kind.name if kind else name if name in self._classes else ""

    def global_type(self, dotted: str) -> str:
        """The type of a module-level name."""
        found = self._globals.get(dotted)
        if found is None and "." in dotted:
            name = self.program.project.canonical(dotted)
            found = self._globals.get(name)
            if found is None:
                kind = self.program.catalogue.type(f"{name}")
                found = kind.name if kind and name in self.program.catalogue.shared else ""
                head, _, rest = name.rpartition(".")
                if not found and head and head in self._globals:
                    found = self.field_type(self._globals[head], rest)
        return found or ""
