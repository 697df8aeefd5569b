"""What kind of object an operand may be: by what is bound, stored, returned or annotated anywhere in the project.

A kind is a dotted name: of a project class or of a type of the catalogue. `&name` is the function or class itself,
`[]kind` a container of such objects. Flow does not count here, only what may be: the locks' half asks for it on
demand, for the few functions that a lock scope can reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from letgo.catalogue import Catalogue
from letgo.flow.facts import ClassFacts, FunctionFacts
from letgo.flow.graph import (
    Await,
    Bind,
    Build,
    Call,
    Enter,
    Event,
    Item,
    Iterate,
    Member,
    Next,
    Operand,
    Return,
    Yield,
)
from letgo.flow.moved import INSIDE
from letgo.program.atlas import Atlas
from letgo.program.containers import ADDS, BINDS, COPIES, PASSES_ON, PICKS, TAKES, fills, spoken, texts_of
from letgo.program.parameters import parameter_kinds

Kinds = frozenset[str]
NOTHING: Kinds = frozenset()
DEPTH = 24  # questions within questions before giving up
MANY = 24  # kinds of one operand beyond which nothing is said
PROPERTIES = frozenset({"cached_property", "property"})


@dataclass(slots=True)
class KindSolver:
    """Answers `of(function, operand)`; remembers everything."""

    atlas: Atlas
    catalogue: Catalogue
    _of: dict[tuple[str, Operand], Kinds] = field(default_factory=dict)
    _fields: dict[tuple[str, str], Kinds] = field(default_factory=dict)
    _returned: dict[str, Kinds] = field(default_factory=dict)
    _filling: dict[tuple[str, str], tuple[FunctionFacts, ...]] = field(default_factory=dict)
    _defs: dict[str, dict[Operand, list[Event]]] = field(default_factory=dict)
    _depth: int = 0

    def definitions(self, facts: FunctionFacts) -> dict[Operand, list[Event]]:
        """Operand -> the events of the function that bind it."""
        found = self._defs.get(facts.full)
        if found is None:
            found = {}
            for node in facts.graph.nodes if facts.graph else ():
                if node.writes and node.event is not None:
                    found.setdefault(node.writes, []).append(node.event)
            self._defs[facts.full] = found
        return found

    def of(self, facts: FunctionFacts, operand: Operand) -> Kinds:
        """The kinds an operand of a (lowered) function may have."""
        if not operand or operand[0] == "#":
            return NOTHING
        key = (facts.full, operand)
        known = self._of.get(key)
        if known is not None:
            return known
        if self._depth > DEPTH:
            return NOTHING
        self._of[key] = NOTHING  # what is asked while it is being answered adds nothing
        self._depth += 1
        try:
            found = self._find(facts, operand) or spoken(operand, self.catalogue)
        finally:
            self._depth -= 1
        self._of[key] = found = found if len(found) <= MANY else NOTHING
        return found

    def _find(self, facts: FunctionFacts, operand: Operand) -> Kinds:
        if operand[0] == "@":
            return self.named(operand[1:])
        if operand[0] != "%" and "." in operand:
            base, _, name = operand.rpartition(".")
            if base == "nonlocal":
                around = self.atlas.around(facts)
                return self.of(around, name) if around else NOTHING
            return self.attribute(self.of(facts, base), name)
        events = self.definitions(facts).get(operand, ())
        found = frozenset().union(*(self._made(facts, event) for event in events))
        if operand[0] == "%":
            return found
        found |= parameter_kinds(self, facts, operand)
        if not events and not any(each.name == operand for each in facts.parameters):
            around = self.atlas.around(facts)
            return self.of(around, operand) if around else found
        return found

    # -- names -----------------------------------------------------------------------------------------------------

    def owner(self, facts: FunctionFacts) -> str:
        """Full name of the class a function is a method of, "" if it is none."""
        return f"{facts.module}.{facts.owner}" if facts.owner else ""

    def annotated(self, dotted: str) -> Kinds:
        """What an annotation says."""
        name = self.atlas.project.canonical(dotted, True)
        known = self.atlas.project.clazz(name) is not None or self.is_library(name)
        return frozenset({name}) if known else NOTHING

    def is_library(self, name: str) -> bool:
        """Whether the catalogue has a type of that name."""
        return name in self.catalogue.objects or name in self.catalogue.locks or name in self.catalogue.types

    def named(self, dotted: str) -> Kinds:
        """What a global name stands for."""
        name = self.atlas.project.canonical(dotted, True)
        split = self.atlas.project.split(name, True)
        if split is None:
            return frozenset({f"&{name}"})
        module, rest = split
        if rest in module.functions or rest in module.classes:
            return frozenset({f"&{name}"})
        head, _, tail = rest.partition(".")
        if head in module.classes and tail:
            return self.field(f"{module.module}.{head}", tail)
        if head in module.made:
            made = self._made_as(module.made[head])
            for part in tail.split(".") if tail else ():
                made = self.attribute(made, part)
            return made
        return NOTHING

    def _made_as(self, made: str) -> Kinds:
        """What a body binds a name to: the result of a call, or with `=` another name."""
        if made[0] == "=":
            return self.named(made[1:])
        return self.called(frozenset({f"&{self.atlas.project.canonical(made, True)}"}))

    # -- events ----------------------------------------------------------------------------------------------------

    def _made(self, facts: FunctionFacts, event: Event) -> Kinds:
        match event:
            case Bind(_, src) | Await(_, src) | Iterate(_, src):
                return self.of(facts, src)
            case Item(_, base) | Next(_, base):
                kinds = self.of(facts, base)
                pair = isinstance(event, Item) and event.unpacks  # of `items()`: which part is which isn't told apart
                return self.elements(kinds) | (kinds if pair else NOTHING)
            case Member(_, base, name):
                return self.attribute(self.of(facts, base), name)
            case Build(_, operands, lazy):
                if lazy:
                    return self._closure(facts, event)
                return frozenset(f"[]{kind}" for each in operands for kind in self.of(facts, each) if kind[:2] != "[]")
            case Enter(_, manager):
                return self.entered(facts, manager)
            case Call():
                return self.result(facts, event)
            case _:
                return NOTHING

    def _closure(self, facts: FunctionFacts, event: Build) -> Kinds:
        """A nested function is bound under its name right after it is made."""
        for dst, events in self.definitions(facts).items():
            if any(isinstance(each, Bind) and each.src == event.dst for each in events):
                nested = self.atlas.nested(facts, dst)
                if nested is not None:
                    return frozenset({f"&{nested.full}"})
        return NOTHING

    def elements(self, kinds: Kinds) -> Kinds:
        """What is in a container."""
        found = frozenset(kind[2:] for kind in kinds if kind[:2] == "[]")
        for kind in kinds:
            if kind[0] in "[&":
                continue
            method = self.atlas.project.method(kind, "__getitem__")
            if method is not None:
                found |= self.returned(method)
            for base in self.bases(kind):
                found |= self._library_result(f"{base}.__getitem__", ())
        return found

    def attribute(self, kinds: Kinds, name: str) -> Kinds:
        """What `x.name` may be for an `x` of these kinds."""
        found: set[str] = set()
        for kind in kinds:
            if kind[:2] == "[]":
                continue
            bare = kind.removeprefix("&")
            if self.atlas.project.clazz(bare) is not None:
                found |= self.field(bare, name)
            if kind[0] == "&":
                continue
            for base in self.bases(bare):
                path = f"{base}.{name}"
                found.update(each.name for each in self.catalogue.makers.get(path, ()))
                if path in self.catalogue.makers or path in self.catalogue.waits:  # it may be a method, called later
                    found.add(f"&{path}")
        return frozenset(found)

    def field(self, owner: str, name: str) -> Kinds:
        """What the objects of a class keep under a name: as its body, its methods and its heirs' methods bind it."""
        key = (owner, name)
        if key not in self._fields:
            self._fields[key] = NOTHING
            self._fields[key] = self._field(owner, name)
        return self._fields[key]

    def _field(self, owner: str, name: str) -> Kinds:
        found: Kinds = NOTHING
        lineage = self.atlas.project.lineage(owner)
        for clazz in lineage:
            found |= self.stored(clazz, name)
            if name in clazz.made:
                found |= self._made_as(clazz.made[name])
            elif clazz.fields.get(name):
                found |= self.annotated(clazz.fields[name])
        if not found:
            for heir in self.atlas.below(owner):
                clazz_ = self.atlas.project.clazz(heir)
                found |= self.stored(clazz_, name) if clazz_ else NOTHING
        method = self.atlas.project.method(owner, name) if not found else None
        if method is not None and not any(self._binds(clazz, name) for clazz in lineage):
            is_property = any(each.rpartition(".")[2] in PROPERTIES for each in method.decorators)
            return self.returned(method) if is_property else frozenset({f"&{method.full}"})
        return found

    def _binds(self, clazz: ClassFacts, name: str) -> bool:
        """Whether some method of a class binds a field, to whatever it is."""
        return any(
            isinstance(event, Bind)
            for facts, path in self.methods(clazz, name)
            for event in self.definitions(facts).get(path, ())
        )

    def methods(self, clazz: ClassFacts, name: str) -> Iterator[tuple[FunctionFacts, Operand]]:
        """The methods of a class that may bind or fill a field, lowered, and the operand the field is there."""
        key = (clazz.full, name)
        if key not in self._filling:
            module = self.atlas.module(clazz.module)
            found = [module.functions.get(qualname) for qualname in clazz.methods.values()] if module else []
            self._filling[key] = tuple(
                each for each in found if each and each.parameters and fills(self.atlas.text(each), name)
            )
        for method in self._filling[key]:
            facts = self.atlas.lowered(method)
            if facts is not None and facts.graph is not None:
                yield facts, f"{facts.parameters[0].name}.{name}"

    def stored(self, clazz: ClassFacts, name: str) -> Kinds:
        """What the methods of a class bind to a field of it."""
        found: set[str] = set()
        for facts, path in self.methods(clazz, name):
            assert facts.graph is not None
            for event in self.definitions(facts).get(path, ()):
                if isinstance(event, Bind):
                    found |= self.of(facts, event.src)
            for event in self.definitions(facts).get(f"{path}.[]", ()):
                if isinstance(event, Bind):
                    found |= {f"[]{kind}" for kind in self.of(facts, event.src) if kind[:2] != "[]"}
            for node in facts.graph.nodes:
                if isinstance(node.event, Call) and node.event.receiver == path and node.event.method in ADDS:
                    for argument in node.event.arguments:
                        found |= {f"[]{kind}" for kind in self.of(facts, argument.operand) if kind[:2] != "[]"}
        return frozenset(found)

    # -- calls -----------------------------------------------------------------------------------------------------

    def result(self, facts: FunctionFacts, call: Call) -> Kinds:
        """What a call may give."""
        if not call.method:
            callee = self.of(facts, call.callee)
            arguments = texts_of(call)
            if "&" + call.name in callee and call.name in PASSES_ON | PICKS:
                given = frozenset().union(*(self.of(facts, argument.operand) for argument in call.arguments))
                return given if call.name in PASSES_ON else self.elements(given)
            if "&getattr" in callee and len(call.arguments) > 1:
                return self._looked_up(facts, call)
            if call.name == "defaultdict" and call.arguments:
                return frozenset(f"[]{kind}" for kind in self.called(self.of(facts, call.arguments[0].operand)))
            return self.called(callee, arguments)
        if call.name in BINDS and call.arguments:
            return self.of(facts, call.arguments[0].operand)
        if call.receiver == "super":
            owner = self.owner(facts)
            method = self.atlas.project.method(owner, call.method, beyond=owner) if owner else None
            return self.returned(method) if method else NOTHING
        if call.receiver.startswith("@"):
            target = self.named(call.target)
            if target and target != NOTHING:
                return self.called(target, texts_of(call))
        return self.method_result(self.of(facts, call.receiver), call)

    def _looked_up(self, facts: FunctionFacts, call: Call) -> Kinds:
        """`getattr(x, "name", default)`."""
        base, name, *default = call.arguments
        found = self.attribute(self.of(facts, base.operand), name.text.strip("'\""))
        return found.union(*(self.of(facts, each.operand) for each in default))

    def method_result(self, kinds: Kinds, call: Call) -> Kinds:
        """What a method gives, by the kinds of its receiver."""
        found: set[str] = set()
        arguments = texts_of(call)
        for kind in kinds:
            if kind[:2] == "[]":
                found |= {kind[2:]} if call.method in TAKES else {kind} if call.method in COPIES else set()
                continue
            if kind[0] == "&":
                found |= self.called(self.attribute(frozenset({kind}), call.method), arguments)
                continue
            method = self.atlas.project.method(kind, call.method)
            if method is not None:
                found |= self.returned(method)
                continue
            if self.atlas.project.clazz(kind) is not None:
                found |= self.called(self.field(kind, call.method), arguments)
            for base in self.bases(kind):
                found |= self._library_result(f"{base}.{call.method}", arguments)
        return frozenset(found)

    def bases(self, kind: str) -> list[str]:
        """The library types that a kind is or inherits from, nearest first."""
        todo = self.atlas.project.outside(kind) if self.atlas.project.clazz(kind) is not None else [kind]
        found: list[str] = []
        for name in todo:
            while name and name not in found:
                found.append(name)
                row = self.catalogue.objects.get(name)
                name = row.base if row else ""
        return found

    def _library_result(self, name: str, arguments: tuple[tuple[str, str], ...]) -> Kinds:
        made = self.catalogue.maker(name, arguments)
        if made:
            return frozenset({made})
        if name in self.catalogue.locks:
            return frozenset({self.catalogue.locks[name].name})
        row = self.catalogue.acquire(name, arguments)
        if row is not None and row.gives:
            return frozenset({row.gives})
        return frozenset({name}) if name in self.catalogue.types else NOTHING

    def called(self, callees: Iterable[str], arguments: tuple[tuple[str, str], ...] = ()) -> Kinds:
        """What calling these gives."""
        found: set[str] = set()
        for callee in callees:
            if callee[0] != "&":
                continue
            name = callee[1:]
            if self.atlas.project.clazz(name) is not None:
                found.add(name)
                continue
            function = self.function(name)
            if function is not None:
                found |= self.returned(function)
            else:
                found |= self._library_result(name, arguments)
        return frozenset(found)

    def function(self, full: str) -> FunctionFacts | None:
        """The function of that full name, nested ones too."""
        if INSIDE in full:
            head, _, name = full.rpartition(INSIDE)
            outer = self.function(head)
            lowered = self.atlas.lowered(outer) if outer else None
            return self.atlas.nested(lowered, name) if lowered else None
        return self.atlas.project.function(full, True)

    def returned(self, function: FunctionFacts) -> Kinds:
        """What a function returns: by annotation, else by its return statements; of a generator, what it yields."""
        full = function.full
        if full not in self._returned:
            self._returned[full] = NOTHING
            self._returned[full] = self._returns(function)
        return self._returned[full]

    def _returns(self, function: FunctionFacts) -> Kinds:
        facts = self.atlas.lowered(function)
        if facts is None or facts.graph is None:
            return NOTHING
        if facts.returns and not facts.generator:
            said = self.annotated(facts.returns)
            if said:
                return said
        found: set[str] = set()
        for node in facts.graph.nodes:
            if isinstance(node.event, Return) and not facts.generator:
                found |= self.of(facts, node.event.src)
            elif isinstance(node.event, Yield):
                found |= {f"[]{kind}" for kind in self.of(facts, node.event.src) if kind[:2] != "[]"}
        return frozenset(found)

    def is_context(self, function: FunctionFacts) -> bool:
        """Whether a decorator makes it a context manager."""
        rows = (self.catalogue.callee(self.atlas.project.canonical(each)) for each in function.decorators)
        return any(row is not None and row.does == "context" for row in rows)

    def entered(self, facts: FunctionFacts, manager: Operand) -> Kinds:
        """What entering a manager gives: itself, what its `__enter__` returns, or what its generator yields."""
        kinds = self.of(facts, manager)
        found = set(self.elements(frozenset(kind for kind in kinds if kind[:2] == "[]")))
        for kind in kinds:
            if kind[0] in "[&":
                continue
            method = self.atlas.project.method(kind, "__enter__") or self.atlas.project.method(kind, "__aenter__")
            found |= self.returned(method) if method else {kind}
        return frozenset(found)
