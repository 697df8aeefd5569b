"""Answer the flow's questions for one function: what a call does, what a name's type is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from letgo.catalogue import Acquire, Catalogue, ResourceType
from letgo.flow.effects import Effect, Rank, Result, Summary
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Call, Operand
from letgo.program.generators import yielded
from letgo.program.resolve import Project

if TYPE_CHECKING:
    from letgo.program.types import Types

RELEASES = frozenset(
    {"aclose", "cleanup", "close", "disconnect", "dispose", "quit", "release", "remove", "shutdown", "terminate"}
)
# What is called on a resource, or on its kin, by whoever uses it (PEP 249): evidence for a guess.
USED = {
    "cursor": frozenset(
        {"execute", "executemany", "executescript", "fetchone", "fetchall", "fetchmany", "callproc", "nextset",
         "copy_expert", "copy_from", "copy_to", "mogrify", "execute_async", "fetch_arrow_table", "fetch_pandas_all"}
    ),
    "connection": frozenset({"cursor", "commit", "rollback"}),
}  # fmt: skip
CONNECTION = re.compile(
    r"(^|[._])(my)?(sql|pg|db|odbc)?_?(con|conn|cnx|cxn|dbh|connection|connect|database|db|engine)s?\d*$", re.IGNORECASE
)
ENTERS = frozenset({"__aenter__", "__enter__"})  # called by hand by who calls `__exit__` by hand, some day
HELPERS = ("close", "release", "cleanup", "dispose")


class World(Protocol):
    """What a function's context needs of the program."""

    catalogue: Catalogue
    project: Project
    types: Types

    def summary(self, facts: FunctionFacts, user: str = ...) -> Summary:
        """What a function does to its caller; `user` is told of changes."""
        ...

    def hand(self, facts: FunctionFacts, names: frozenset[str]) -> None:
        """A caller hands resources in by these parameters."""
        ...

    def handed(self, facts: FunctionFacts) -> frozenset[str]:
        """The parameters by which some caller hands a resource in."""
        ...

    def namesakes(self, name: str) -> FunctionFacts | None:
        """The project's only method of that name that gives a resource."""
        ...

    def given_elsewhere(self, name: str) -> bool:
        """Whether the project itself defines methods of that name, outside of tests, and none of them gives one."""
        ...

    def overrides(self, facts: FunctionFacts) -> list[FunctionFacts]:
        """The methods of heirs that stand in for a method and give a resource."""
        ...

    def defined(self, name: str) -> int:
        """How many functions and methods of that name the project has."""
        ...


@dataclass(slots=True)
class FunctionContext:
    """Implements `flow.effects.Context` for one function."""

    world: World
    facts: FunctionFacts
    owner: str  # full name of the class the function is a method of
    yields: str
    _called: frozenset[str] | None = None

    def resource(self, name: str) -> ResourceType | None:
        """From the catalogue, or made of a project class that wraps a resource."""
        return self.world.types.resource(name)

    def proxy(self, name: str, inner: ResourceType) -> ResourceType | None:
        """The type that a project class amounts to which was built around a resource and can close it."""
        return self.world.types.proxy(name, inner)

    def type_of(self, operand: Operand) -> str:
        """Parameters by annotation, `self`, fields by what the class stores in them, globals."""
        if operand.startswith("@"):
            return self.world.types.global_type(operand[1:])
        head, _, rest = operand.partition(".")
        kind = self._parameter(head)
        for name in rest.split(".") if rest else ():
            if not kind:
                return ""
            kind = self.world.types.field_type(kind, name)
        return kind

    def _parameter(self, name: str) -> str:
        parameters = self.facts.parameters
        if self.owner and parameters and name == parameters[0].name and "staticmethod" not in self.facts.decorators:
            return self.owner
        for parameter in parameters:
            if parameter.name == name and parameter.annotation:
                return self._known(parameter.annotation)
        return ""

    def _known(self, dotted: str) -> str:
        name = self.world.project.canonical(dotted)
        found = self.world.catalogue.type(name)
        return found.name if found else name if self.world.types.matters(name) else ""

    def item_type(self, kind: str) -> str:
        """The type of `x[...]` for an `x` of that type, by the catalogue's `__getitem__` rows."""
        row = self.world.catalogue.acquire(f"{kind}.__getitem__")
        return row.gives if row is not None else ""

    def next_type(self, kind: str) -> str:
        """The type of `next(x)` for an `x` of that type."""
        return yielded(kind)

    def lazy(self, name: str) -> bool:
        """Whether a nested function of that name is a generator."""
        module = self.world.project.module(self.facts.module)
        nested = module.functions.get(f"{self.facts.qualname}.<locals>.{name}") if module else None
        return nested is not None and nested.generator

    @property
    def plain(self) -> frozenset[str]:
        """Members of any resource type that are plain values."""
        return self.world.catalogue.plain

    def carries(self, operand: Operand) -> bool:
        """Whether a caller hands a resource in by that parameter."""
        return operand in self.world.handed(self.facts)

    def effect(self, call: Call, types: Sequence[str], carried: frozenset[Operand]) -> Effect:
        """What a call does: by its receiver's type, by its full name, and only then by its bare name."""
        if call.receiver == "super":
            method = self.world.project.method(self.owner, call.method, beyond=self.owner) if self.owner else None
            return self._summarised(call, method, Operand("self"), carried) if method else self._by_name(call)
        if call.method in ENTERS:
            return Effect(Result.ALIAS, "", (call.receiver,), keeps=(call.receiver,))
        for kind in types:
            found = self._of_type(call, kind, carried)
            if found is not None:
                return found
        target = self.world.project.canonical(call.target, bool(carried)) if call.target else ""
        if target:
            found = self._of_target(call, target, carried)
            if found is not None:
                return found
        return self._by_name(call)

    def _of_type(self, call: Call, kind: str, carried: frozenset[Operand]) -> Effect | None:
        if kind.startswith(("context:", "manager:")):
            return None
        method = call.method or "__call__"
        resource = self.world.catalogue.type(kind)
        if resource is not None:
            return self._of_resource(call, method, resource)
        facts = self.world.project.method(kind, method)
        if facts is not None:
            effect = self._summarised(call, facts, call.receiver or call.callee, carried)
            wrapper = self.world.types.resource(kind)
            if wrapper is not None and method == wrapper.release:
                return Effect(releases=(call.receiver,), callee=facts.full)
            return effect
        for base in self.world.project.outside(kind) if self.world.project.clazz(kind) else ():
            resource = self.world.catalogue.type(base)
            if resource is not None:
                return self._of_resource(call, method, resource)
        return None

    def _of_resource(self, call: Call, method: str, kind: ResourceType) -> Effect:
        me = call.receiver or call.callee
        if method == kind.release or method in kind.releases:
            return Effect(releases=(me,), raises=Rank.UNKNOWN)
        row = self.world.catalogue.acquire(f"{kind.name}.{method}", _texts(call))
        if row is not None:
            return self._acquired(row, (me,))
        if method in kind.fluent:
            calm = self.world.catalogue.callee(f"?.{method}")
            return Effect(Result.ALIAS, "", (me,), raises=Rank.NEVER if calm and calm.calm else Rank.UNKNOWN)
        if method in kind.tied:
            return Effect(Result.HOLDS, "", (me,))
        if self._takes(call):
            return Effect(releases=tuple(argument.operand for argument in call.arguments))
        callee = self.world.catalogue.callee(f"?.{method}")
        if callee is not None and callee.does in ("enters", "keeps", "releases") and call.arguments:
            return _done(callee.does, call, tuple(argument.operand for argument in call.arguments))
        exhausts = (me,) if method in kind.exhausts else ()
        return Effect(exhausts=exhausts, reads_one=(me,) if method in kind.reads_one else ())

    def _takes(self, call: Call) -> bool:
        """Whether a pool takes a resource back: by a word that only pools use, or by the word that it is one."""
        if call.method not in self.world.catalogue.takers or not call.arguments:
            return False
        return call.method.startswith(("put", "release")) or "pool" in call.receiver.lower()

    def _acquired(self, row: Acquire, operands: tuple[Operand, ...]) -> Effect:
        if row.with_only:
            return Effect(Result.CONTEXT, row.gives, operands, row=row)
        if row.owned:
            return Effect(Result.CACHED, row.gives, operands, row=row)
        return Effect(Result.FRESH, row.gives, operands, row=row)

    def _of_target(self, call: Call, target: str, carried: frozenset[Operand]) -> Effect | None:
        project, catalogue = self.world.project, self.world.catalogue
        facts = project.function(target, bool(carried))
        if facts is not None:
            return self._summarised(
                call, facts, "", carried, bool(facts.owner) and "classmethod" not in facts.decorators
            )
        if self.world.types.matters(target) or (carried and project.clazz(target) is not None):
            return self._constructed(call, target, carried)
        row = catalogue.acquire(target, _texts(call))
        if row is not None:
            return self._acquired(row, ())
        return None

    def _constructed(self, call: Call, name: str, carried: frozenset[Operand]) -> Effect:
        made = self.world.project.method(name, "__init__")
        raises = Rank.KNOWN if made is not None and self.world.summary(made, self.facts.full).raises else Rank.UNKNOWN
        if self.world.types.wrapper(name) is not None:
            return Effect(Result.FRESH, name, raises=raises, callee=name)
        operands = tuple(argument.operand for argument in call.arguments)
        keeps = operands
        if made is not None:
            bound = _bound(call, made, 1)
            self.world.hand(made, frozenset(parameter for operand, parameter in bound if operand in carried))
            summary = self.world.summary(made, self.facts.full)
            if summary.known:
                keeps = tuple(
                    operand for operand, parameter in bound if parameter in summary.keeps or parameter[:1] == "*"
                )
        return Effect(Result.HOLDS, name if self.world.types.matters(name) else "", keeps, raises=raises, callee=name)

    def _summarised(
        self, call: Call, facts: FunctionFacts, me: Operand, carried: frozenset[Operand], unbound: bool = False
    ) -> Effect:
        """By the summary of a project function. `unbound`: `Class.method(self, ...)`, the object is an argument."""
        method = bool(facts.owner) and "staticmethod" not in facts.decorators and not unbound
        bound = _bound(call, facts, 1 if method else 0)
        if carried:
            self.world.hand(facts, frozenset(name for operand, name in bound if operand in carried))
        summary = self.world.summary(facts, self.facts.full)
        if method and me and facts.parameters:
            bound.append((me, facts.parameters[0].name))
        releases = tuple(operand for operand, name in bound if name in summary.releases)
        keeps = tuple(operand for operand, name in bound if name in summary.keeps)
        returned = tuple(operand for operand, name in bound if name in summary.returns)
        result, kind, operands = Result.DETACHED, summary.gives, returned
        if summary.context:
            result = Result.CONTEXT
        elif summary.fresh:
            tied = (operand for operand, name in bound if name in summary.tied)
            result, operands = Result.FRESH, tuple(dict.fromkeys(operand for operand in (me, *tied) if operand))
        elif returned:
            result, kind = Result.ALIAS, ""
        elif kind:
            result = Result.CACHED
        elif not summary.known and not facts.graph and facts.generator:
            result = Result.HOLDS
        also = set(summary.also)
        if result is Result.FRESH and method:
            also |= {self.world.summary(each, self.facts.full).gives for each in self.world.overrides(facts)}
        row = self.world.catalogue.acquire(summary.via) if summary.via else None
        raises = Rank.KNOWN if summary.raises or facts.raises else Rank.UNKNOWN
        return Effect(
            result, kind, operands, releases, keeps, raises, row,
            callee=facts.full, index=summary.index, mixed=summary.mixed, also=tuple(sorted(also - {kind})),
            blurs=tuple(operand for operand, name in bound if name in summary.blurs),
        )  # fmt: skip

    def _plausible(self, call: Call, row: Acquire) -> bool:
        """Whether a call that is known by its bare name only stands among calls that databases have."""
        if self._called is None:
            assert self.facts.graph is not None
            self._called = frozenset(
                node.event.method for node in self.facts.graph.nodes if isinstance(node.event, Call)
            )
        kind = self.world.catalogue.type(row.gives)
        name = call.receiver.lower()
        if kind is None or "mock" in name or row.on not in name.rpartition(".")[2]:
            return False
        if row.on and self.world.defined(call.method):
            return False  # it may well be a pool of the project's own, which keeps what it gives
        if self.facts.name != call.method and self.world.given_elsewhere(call.method):
            return False
        spoken = kind.kind == "cursor" and bool(CONNECTION.search(call.receiver.lstrip("@")))
        return spoken or bool(self._called & USED.get(kind.kind, frozenset()))

    def _by_name(self, call: Call) -> Effect:
        target = self.world.project.canonical(call.target) if call.target else ""
        operands = tuple(argument.operand for argument in call.arguments)
        callee = self.world.catalogue.callee(target or f"?.{call.method}" if call.method else target or "?")
        if callee is not None:
            return _done(callee.does, call, operands)
        if self._takes(call):
            return Effect(releases=operands)
        if call.method in RELEASES and call.receiver:
            return Effect(releases=(call.receiver,))
        twin = self.world.namesakes(call.method) if call.method and not target else None
        if twin is not None:
            return replace(self._summarised(call, twin, call.receiver, frozenset()), releases=(), guess=True)
        row = self.world.catalogue.acquire(f"*.{call.method}", _texts(call)) if call.method else None
        if row is not None and self._plausible(call, row):
            parents = (operand for operand in operands if CONNECTION.search(operand.lstrip("@")))
            return Effect(Result.FRESH, row.gives, (call.receiver, *parents), row=row, guess=True)
        name = call.name.lower()
        if operands and any(word in name for word in HELPERS) and not call.name[:1].isupper():
            return Effect(releases=operands)
        if call.name[:1].isupper() or call.name in ("cls", "partial"):
            return Effect(Result.HOLDS, "", operands)
        if call.method == "__init__":
            return Effect(keeps=operands)  # an unknown class keeps what makes it, also as the base of another
        return Effect()


def _done(does: str, call: Call, operands: tuple[Operand, ...]) -> Effect:
    if does == "keeps":
        return Effect(keeps=operands, raises=Rank.NEVER)
    if does == "casts":
        return Effect(Result.ALIAS, "", operands[1:2], raises=Rank.NEVER)
    if does == "wraps":
        return Effect(Result.HOLDS, "", operands)
    if does == "releases":
        return Effect(releases=operands)
    if does == "closing":
        return Effect(Result.MANAGER, "", operands[:1], raises=Rank.NEVER)
    if does == "enters":
        return Effect(Result.ALIAS, "", operands[:1], keeps=operands[:1])
    if does in ("calm", "clock"):
        return Effect(raises=Rank.NEVER)
    if does == "stops":
        return Effect(stops=True)
    if does == "suppresses":
        whole = any(argument.text in ("Exception", "BaseException") for argument in call.arguments)
        return Effect(swallows=True, swallows_all=whole, raises=Rank.NEVER)
    if does == "exhausts" and any(
        argument.keyword not in ("", "default", "key", "reverse") for argument in call.arguments
    ):
        return Effect(Result.HOLDS, "", operands)
    if does == "exhausts":
        return Effect(exhausts=operands)
    if does == "reads_one":
        return Effect(reads_one=operands[:1])
    return Effect()


def _texts(call: Call) -> tuple[tuple[str, str], ...]:
    return tuple((argument.keyword, argument.text) for argument in call.arguments)


def _bound(call: Call, facts: FunctionFacts, skip: int) -> list[tuple[Operand, str]]:
    """Arguments by the parameter that receives them."""
    names = [parameter.name for parameter in facts.parameters if not parameter.spread][skip:]
    spread = next((parameter.name for parameter in facts.parameters if parameter.spread == "*"), "")
    found: list[tuple[Operand, str]] = []
    position = 0
    for argument in call.arguments:
        if argument.keyword in ("*", "**"):
            found.append((argument.operand, spread or "*"))
        elif argument.keyword:
            found.append((argument.operand, argument.keyword))
        else:
            found.append((argument.operand, names[position] if position < len(names) else spread or "*"))
            position += 1
    return found
