"""What one event means for whoever holds a resource: does it end its life here, may it raise, who has it after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from letgo.catalogue.schema import ResourceType, WithDoes
from letgo.flow.conditions import Facts
from letgo.flow.effects import Effect, Rank, Result
from letgo.flow.graph import (
    Await,
    Bind,
    Build,
    Call,
    Enter,
    Event,
    Item,
    Iterate,
    Leave,
    Member,
    Next,
    Operand,
    Raise,
    Return,
    Yield,
    is_path,
    is_temporary,
    reads,
    writes,
)
from letgo.flow.ground import Ground

# Whoever writes `with` on a thing that has none by the catalogue knows better: it would fail at once.
LETS_GO = frozenset({WithDoes.CLOSES, WithDoes.RETURNS, WithDoes.COMMITS_CLOSES, WithDoes.OTHER, WithDoes.NONE})

Names = frozenset[Operand]


NOBODY: Names = frozenset()


class State(NamedTuple):
    """Who has it (`names` are the thing itself, `holders` need or contain it), what is known, how the path came."""

    names: Names
    holders: Names
    facts: Facts
    came: Rank = Rank.FLOW
    read: bool = False  # rows were read one at a time, and not to the end
    gone: bool = False  # it was released, and the walk goes on to see what follows
    handed: bool = False  # somebody else keeps it, and the walk goes on
    children: Names = NOBODY  # things that need it and have a life of their own: its cursors, their iterators


class Holding:
    """The questions the walk asks, for one resource of one function."""

    def __init__(self, ground: Ground, node: int, kind: ResourceType, boxed: int, parameter: str, strict: bool) -> None:
        found = ground.found
        self.ground = ground
        self.found = found
        self.context = ground.context
        self.conditions = ground.conditions
        self.kind = kind
        self.boxed = boxed  # the part of a tuple that it comes in, -1 if it comes by itself
        self.strict = strict
        self.methods: set[str] = set()  # what was called on it
        self.own = ground.graph.nodes[node].event
        self.family = found.family(parameter or str(node))
        self.parents = found.parents.get(str(node), NOBODY)
        self.stacks: set[str] = set()  # origins of the stacks it was entered on
        self._always: dict[int, bool] = {}
        self._ranks: dict[int, Rank] = {}

    def concerns(self, number: int, state: State) -> bool:
        """Whether a node may change who has it. If not, the node can only raise or teach a condition's outcome."""
        always = self._always.get(number)
        if always is None:
            event = self.ground.graph.nodes[number].event
            effect = self.found.effects.get(number) if self.parents and isinstance(event, Call) else None
            always = isinstance(event, Leave) or bool(effect and effect.releases)
            self._always[number] = always
        if always:
            return True
        near = self.ground.near(number)
        return not (near.isdisjoint(state.names) and near.isdisjoint(state.holders) and near.isdisjoint(state.children))

    def plain_rank(self, number: int) -> Rank:
        """Whether the event of a node may raise, and as what, where it doesn't touch the resource."""
        rank = self._ranks.get(number)
        if rank is None:
            rank = self._ranks[number] = self.rank(number, self.ground.graph.nodes[number].event, NOBODY)
        return rank

    def touched(self, event: Event | None, mine: Names) -> bool:
        """Whether an event behind the release still needs the resource."""
        if isinstance(event, Call):
            passed = any(argument.operand in mine for argument in event.arguments)
            return passed or (event.receiver in mine and event.method not in ("close", self.kind.release))
        if isinstance(event, Iterate | Next | Enter | Return):
            return any(operand in mine for operand in reads(event))
        return isinstance(event, Member) and event.base in mine and event.name not in self.context.plain

    def rank(self, number: int, event: Event | None, mine: Names) -> Rank:
        """Whether an event may raise, and as what."""
        if isinstance(event, Raise):
            return Rank.RAISE
        if isinstance(event, Call):
            effect = self.found.effects.get(number)
            rank = effect.raises if effect else Rank.UNKNOWN
            if rank is Rank.NEVER:
                return rank
            if event.receiver and self._belongs(number, event.receiver):
                return Rank.OPERATION
            return rank
        if isinstance(event, Iterate | Next):
            return Rank.OPERATION if event.src in mine or self._belongs(number, event.src) else Rank.NEVER
        if isinstance(event, Item):
            if event.unpacks and event.base in mine:
                return Rank.NEVER
            return Rank.OPERATION if self._belongs(number, event.base) else Rank.NEVER
        if isinstance(event, Await):
            own = isinstance(self.own, Call) and event.src == self.own.dst
            return Rank.NEVER if own else Rank.UNKNOWN
        if isinstance(event, Yield):
            return {"fixture": Rank.NEVER, "context": Rank.OPERATION}.get(self.context.yields, Rank.UNKNOWN)
        return Rank.NEVER

    def _belongs(self, number: int, operand: Operand) -> bool:
        return any(source in self.family for source, _ in self.found.values(number, operand))

    def fate(self, number: int, event: Event | None, state: State, mine: Names) -> str:
        """How an event ends the resource's life here, "" if it goes on."""
        mine = mine | state.children
        if isinstance(event, Return):
            return "returned" if event.src in mine else ""
        if isinstance(event, Yield):
            if event.src in mine and self.context.yields == "plain" and not event.delegates:
                return "yielded"
            return ""
        if isinstance(event, Bind):
            outside = event.dst.startswith("@") or is_path(event.dst)
            return "kept" if outside and event.src in mine else ""
        if isinstance(event, Leave):
            return self._left(number, event, state.names | state.holders)
        if isinstance(event, Call):
            return self._called(number, event, state, state.names | state.holders)
        if isinstance(event, Raise) and event.src in mine:
            return "kept"
        return ""

    def _called(self, number: int, event: Call, state: State, mine: Names) -> str:
        effect = self.found.effects.get(number)
        if event.receiver in state.names:
            self.methods.add(event.method)
        if effect is None:
            return ""
        if any(operand in mine for operand in effect.releases):
            return "released"
        if any(self._is_parent(number, operand) for operand in effect.releases) and self._covered(number, effect):
            return "covered"
        if self.strict and effect.result is Result.ALIAS and any(operand in mine for operand in effect.keeps):
            self.stacks.update(source for source, _ in self.found.values(number, event.receiver))
            return ""
        if any(operand in mine or operand in state.children for operand in effect.keeps):
            return "kept"
        return (
            "kept"
            if any(operand.rpartition(".")[0] in mine and self._lets_go(operand) for operand in self._passed(event))
            else ""
        )

    def _lets_go(self, operand: Operand) -> bool:
        name = operand.rpartition(".")[2]
        return name == self.kind.release or name in self.kind.releases or name in ("close", "aclose")

    @staticmethod
    def _passed(event: Call) -> Iterator[Operand]:
        for argument in event.arguments:
            yield argument.operand

    def _is_parent(self, number: int, operand: Operand) -> bool:
        return bool(self.parents) and any(source in self.parents for source, _ in self.found.values(number, operand))

    def _covered(self, number: int, effect: Effect) -> bool:
        for operand in effect.releases:
            for _, kind in self.found.values(number, operand):
                resource = self.context.resource(kind) if kind else None
                if resource is not None and not resource.closes_children:
                    return False
        return True

    def _left(self, number: int, event: Leave, mine: Names) -> str:
        if any(source in self.stacks for source, _ in self.found.values(number, event.manager)):
            return "released"
        for source, kind in self.found.values(number, event.manager):
            if kind.startswith("manager:") and source.isdigit():
                effect = self.found.effects.get(int(source))
                if effect and any(operand in mine for operand in effect.operands):
                    return "released"
                if effect and any(self._is_parent(number, operand) for operand in effect.operands):
                    return "covered"
            if kind.startswith("context:") and source in self.parents:
                return "covered"
            resource = self.context.resource(kind) if kind and ":" not in kind else None
            does = resource and (resource.async_with if event.awaited else resource.with_does)
            if event.manager in mine and (resource is None or does in LETS_GO):
                return "released"
            if source in self.parents and (resource is None or (does in LETS_GO and resource.closes_children)):
                return "covered"
        return ""

    def after(self, number: int, event: Event | None, state: State, effect: Effect | None) -> State:
        """Who has it after an event that didn't end its life."""
        names, holders, read = state.names, state.holders, state.read
        dst = writes(event)
        children = state.children
        mine = names | holders
        near = mine | children
        if dst not in near and not any(operand in near for operand in reads(event)):
            facts = self.conditions.after(number, state.facts)
            return state if facts == state.facts else state._replace(facts=facts)
        same, holds = self._passes(number, event, state, effect)
        peeked = ""
        if isinstance(event, Call) and effect:
            if event.receiver in names and event.method in self.kind.peeks:
                peeked = "false" if "clos" in event.method else "true"
            if any(operand in mine for operand in effect.reads_one):
                read = True
            if any(operand in mine for operand in effect.exhausts):
                read = False
        if dst:
            child = not same and not holds and self._child(event, effect, near, children)
            children = children | {dst} if child else children - {dst}
            names, holders = names - {dst}, holders - {dst}
            names = names | {dst} if same else names
            holders = holders | {dst} if holds else holders
        facts = self.conditions.after(number, state.facts)
        if same or (isinstance(event, Bind) and event.src.rpartition(".")[0] in names and self._lets_go(event.src)):
            facts = self.conditions.having(facts, dst, "true")  # `close = cur.close` is true, too
        if peeked:
            facts = self.conditions.having(facts, dst, peeked)
        looping = event.src if isinstance(event, Next) else ""
        dead = [
            name
            for name in names | holders | children
            if is_temporary(name) and name != looping and self._dead(name, number, dst)
        ]
        if dead:
            names, holders = names.difference(dead), holders.difference(dead)
            children = children.difference(dead)
        return State(names, holders, facts, state.came, read, state.gone, state.handed, children)

    def _passes(self, number: int, event: Event | None, state: State, effect: Effect | None) -> tuple[bool, bool]:
        """Whether what an event binds is the resource itself, and whether it holds it."""
        names, holders = state.names, state.holders
        mine = names | holders
        if isinstance(event, Bind | Await):
            return event.src in names, event.src in holders
        if isinstance(event, Enter):
            return self._entered(number, event, names, holders)
        if isinstance(event, Build):
            return False, any(operand in mine for operand in event.operands)
        if isinstance(event, Iterate):
            return False, event.src in mine
        if isinstance(event, Item):
            boxed = self.boxed
            same = event.base in holders and event.unpacks and event.index == boxed >= 0
            return same, event.base in holders and event.unpacks and not same and boxed < 0
        if not isinstance(event, Call) or effect is None:
            return False, False
        if effect.result is Result.ALIAS:
            kept = bool(effect.keeps) and any(operand in holders for operand in effect.keeps)
            same = kept or any(operand in names for operand in effect.operands)
            return same, not same and any(operand in holders for operand in effect.operands)
        wraps = effect.result in (Result.HOLDS, Result.MANAGER)
        return False, wraps and any(operand in mine for operand in effect.operands)

    def _child(self, event: Event | None, effect: Effect | None, near: Names, children: Names) -> bool:
        """Whether an event makes something that needs the resource: a cursor of it, an iterator over that."""
        if isinstance(event, Call):
            if effect is None:
                return False
            # What a nested function returns that captured it may need it.
            if event.callee in near and self.context.lazy(event.callee):
                return True
            tied = effect.result in (Result.FRESH, Result.CONTEXT, Result.HOLDS, Result.ALIAS, Result.MANAGER)
            if tied and any(operand in near for operand in effect.operands):
                return True
            plain = event.method in self.kind.exhausts | self.kind.reads_one
            return self.kind.project and event.receiver in near and effect.result is Result.DETACHED and not plain
        if isinstance(event, Member):
            return event.base in near and event.name not in self.context.plain
        if isinstance(event, Bind | Await | Iterate):
            base, _, name = event.src.rpartition(".")  # `run = conn.execute` is a bound method
            return event.src in children or (base in near and name not in self.context.plain)
        if isinstance(event, Enter):
            return event.manager in children
        return isinstance(event, Build) and any(operand in children for operand in event.operands)

    def _dead(self, name: Operand, number: int, dst: Operand) -> bool:
        last = self.found.last_read.get(name, -1)
        return last == number or (name == dst and last < 0)

    def _entered(self, number: int, event: Enter, names: Names, holders: Names) -> tuple[bool, bool]:
        for source, kind in self.found.values(number, event.manager):
            if kind.startswith("manager:") and source.isdigit():
                effect = self.found.effects.get(int(source))
                if event.manager in holders or (effect and any(operand in names for operand in effect.operands)):
                    return True, False
        if event.manager not in names:
            return False, False
        return self.kind.as_binds == "self", False
