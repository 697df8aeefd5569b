"""Follow one acquisition along every path of its function and tell where it ends: released, handed on, or left open.

A state says who holds the resource, what is known about the names that conditions test, and by what kind of exception
the path came, if any. States are explored breadth first, so that the path of a witness is the shortest one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from letgo.catalogue.schema import ResourceType, WithDoes
from letgo.flow.conditions import Facts, approach, branches, learn, tested_operands, with_fact
from letgo.flow.effects import Context, Effect, Rank, Result
from letgo.flow.graph import (
    Await,
    Bind,
    Build,
    Call,
    Enter,
    Event,
    Graph,
    Item,
    Iterate,
    Leave,
    Member,
    Next,
    Node,
    Operand,
    Raise,
    Return,
    Test,
    Yield,
    is_path,
    is_temporary,
    reads,
    writes,
)
from letgo.flow.values import ValueMap

LIMIT = 6000  # states looked at for one acquisition; beyond it, facts about conditions are dropped
# Whoever writes `with` on a thing that has none by the catalogue knows better: it would fail at once.
LETS_GO = frozenset({WithDoes.CLOSES, WithDoes.RETURNS, WithDoes.COMMITS_CLOSES, WithDoes.OTHER, WithDoes.NONE})

Names = frozenset[Operand]


@dataclass(frozen=True, slots=True)
class State:
    """Who has it (`names` are the thing itself, `holders` need or contain it), what is known, how the path came."""

    names: Names
    holders: Names
    facts: Facts
    came: Rank = Rank.FLOW
    read: bool = False  # rows were read one at a time, and not to the end
    gone: bool = False  # it was released, and the walk goes on to see what follows
    handed: bool = False  # somebody else keeps it, and the walk goes on
    children: Names = frozenset()  # things that need it and have a life of their own: its cursors, their iterators


@dataclass(frozen=True, slots=True)
class Ending:
    """One way the resource's life in this function ends. `how`: left lost released covered returned yielded kept.

    `path` are the nodes from the acquisition to the end; `cause` is the node that raised, -1 if none did.
    """

    how: str
    came: Rank
    node: int
    path: tuple[int, ...]
    cause: int = -1
    read: bool = False


@dataclass(slots=True)
class Acquisition:
    """One acquiring call, its type, and all endings: the shortest path of each kind."""

    node: int
    kind: ResourceType
    effect: Effect
    endings: list[Ending] = field(default_factory=list)
    exact: bool = True
    names: set[Operand] = field(default_factory=set)
    holders: set[Operand] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)  # methods called on it

    def left(self) -> list[Ending]:
        """Endings that leave it open, loudest first."""
        return sorted((e for e in self.endings if e.how in ("left", "lost")), key=lambda e: (e.came, len(e.path)))


def acquisitions(graph: Graph, found: ValueMap, context: Context) -> list[Acquisition]:
    """All acquisitions of a function with their endings."""
    made = []
    starts: dict[int, set[Facts]] | None = None
    tested: frozenset[Operand] = frozenset()
    for number, effect in sorted(found.effects.items()):
        if effect.result is not Result.FRESH:
            continue
        kind = context.resource(effect.type)
        if kind is None:
            continue
        if starts is None:
            tested = tested_operands(graph)
            starts = approach(graph, tested)
        acquisition = Acquisition(number, kind, effect)
        _Walk(graph, found, context, acquisition, tested).run(starts.get(number, {frozenset()}))
        made.append(acquisition)
    return made


def parameter_endings(graph: Graph, found: ValueMap, context: Context, name: str, kind: ResourceType) -> Acquisition:
    """The same for a parameter: what becomes of the object the caller hands in."""
    acquisition = Acquisition(graph.entry, kind, Effect(Result.FRESH, kind.name))
    walk = _Walk(graph, found, context, acquisition, tested_operands(graph))
    walk.parameter = name
    walk.run({frozenset()})
    return acquisition


def misuses(graph: Graph, found: ValueMap, context: Context, node: int) -> list[Ending]:
    """For one acquisition: uses behind its release, releases of what is released, and paths that leave it open.

    The proof of a rewrite asks this of the new function: an empty list means exactly one release on every path.
    """
    effect = found.effects[node]
    kind = context.resource(effect.type)
    assert kind is not None
    acquisition = Acquisition(node, kind, effect)
    walk = _Walk(graph, found, context, acquisition, tested_operands(graph))
    walk.strict = True
    walk.run(approach(graph, tested_operands(graph)).get(node, {frozenset()}))
    return [ending for ending in acquisition.endings if ending.how == "misused"]


class _Walk:
    """The exploration for one acquisition."""

    def __init__(
        self, graph: Graph, found: ValueMap, context: Context, acquisition: Acquisition, tested: frozenset[Operand]
    ) -> None:
        self.graph = graph
        self.found = found
        self.context = context
        self.acquisition = acquisition
        self.kind = acquisition.kind
        self.tested = tested
        self.origin = str(acquisition.node)
        self.family = found.family(self.origin)
        self.parents = found.parents.get(self.origin, frozenset())
        self.parameter = ""
        self.stacks: set[str] = set()  # origins of the stacks it was entered on
        self.strict = False  # go on behind a release, and note what still touches the resource
        self.ends: dict[tuple[str, Rank, bool], Ending] = {}
        self.came_from: dict[tuple[int, State], tuple[int, State] | None] = {}

    def run(self, starts: set[Facts]) -> None:
        """Explore from the acquisition on, once for each set of known facts."""
        queue: deque[tuple[int, State]] = deque()
        begin = self.graph.nodes[self.acquisition.node]
        names = frozenset({self.parameter or writes(begin.event)})
        boxed = self.acquisition.effect.index >= 0
        if self.parameter:
            self.family = self.found.family(self.parameter)
        for facts in starts:
            state = State(frozenset(), names, facts) if boxed else State(names, frozenset(), facts)
            for end in begin.next:
                self._push(queue, (self.acquisition.node, state), end, state, first=True)
        while queue:
            number, state = queue.popleft()
            if len(self.came_from) > LIMIT and state.facts:
                self.acquisition.exact = False
                state = replace(state, facts=frozenset())
            if len(self.came_from) > 2 * LIMIT:
                self.acquisition.exact = False
                break
            for end, after in self._step(number, state):
                self._push(queue, (number, state), end, after)
        self.acquisition.endings = list(self.ends.values())

    def _push(
        self, queue: deque[tuple[int, State]], here: tuple[int, State], end: int, state: State, first: bool = False
    ) -> None:
        if end < 0 or (end, state) in self.came_from:
            return
        if first and here not in self.came_from:
            self.came_from[here] = None
        self.came_from[(end, state)] = here
        self.acquisition.names |= state.names
        self.acquisition.holders |= state.holders
        if end in (self.graph.exit, self.graph.failure):
            self._end("released" if state.gone else "left", (end, state))
            return
        queue.append((end, state))

    def _end(self, how: str, here: tuple[int, State]) -> None:
        key = (how, here[1].came, here[1].read)
        if key in self.ends:
            return
        path: list[int] = []
        cause = -1
        step: tuple[int, State] | None = here
        while step is not None:
            path.append(step[0])
            before = self.came_from.get(step)
            if before is not None and step[1].came is not Rank.FLOW and before[1].came is Rank.FLOW:
                cause = before[0]
            step = before
        self.ends[key] = Ending(how, here[1].came, here[0], tuple(reversed(path)), cause, here[1].read)

    def _step(self, number: int, state: State) -> Iterator[tuple[int, State]]:
        node = self.graph.nodes[number]
        event = node.event
        mine = state.names | state.holders
        rank = self._rank(number, event, mine)
        how = self._fate(number, event, state, mine)
        if state.gone:
            again = how == "released" and (state.handed or not self.kind.release_twice)
            if again or (how != "released" and self._touched(event, mine | state.children)):
                self._end("misused", (number, state))
                return
            how = ""
        if state.handed and how == "released":
            self._end("misused", (number, state))
            return
        if how == "kept" and self.strict:
            state, how = replace(state, handed=True), ""
        if how in ("released", "covered") and self.strict:  # what its parent released, nobody may release once more
            state, how = replace(state, gone=True, handed=state.handed or how == "covered"), ""
        if how:
            self._end(how, (number, state))
            if (
                how in ("released", "covered")
                or rank is Rank.NEVER
                or node.raises < 0
                or isinstance(event, Bind | Return)
            ):
                return
            if how == "kept" and rank >= Rank.KNOWN:
                return
        if node.raises >= 0 and rank is not Rank.NEVER:
            came = state.came if state.came is not Rank.FLOW else rank
            if not (isinstance(event, Leave) and event.failed):
                yield node.raises, replace(state, came=came)
        if how:
            return
        effect = self.found.effects.get(number)
        if effect and effect.stops:
            return
        if isinstance(event, Test):
            for slot, facts in self._branches(event, state):
                if node.next[slot] >= 0:
                    yield node.next[slot], replace(state, facts=facts)
            return
        after = self._after(number, event, state, effect)
        if not after.names and not after.holders:
            self._end("released" if state.gone else "lost", (number, state))
            return
        yield from self._onward(number, node, event, state, after)

    def _onward(
        self, number: int, node: Node, event: Event | None, state: State, after: State
    ) -> Iterator[tuple[int, State]]:
        if isinstance(event, Leave) and event.failed:
            yield node.next[0], after
            if self._swallows(node):
                yield node.next[1], after
            return
        if isinstance(event, Next) and len(node.next) == 2 and event.src in after.holders | after.names:
            yield node.next[0], replace(after, read=True)
            holders = after.holders - {event.src} if is_temporary(event.src) else after.holders
            done = replace(after, holders=holders, read=False)
            if done.names or done.holders:
                yield node.next[1], done
            elif node.next[1] >= 0:
                self.came_from.setdefault((node.next[1], done), (number, state))
                self._end("lost", (node.next[1], done))
            return
        for end in node.next:
            yield end, after

    def _touched(self, event: Event | None, mine: Names) -> bool:
        """Whether an event behind the release still needs the resource."""
        if isinstance(event, Call):
            passed = any(argument.operand in mine for argument in event.arguments)
            return passed or (event.receiver in mine and event.method not in ("close", self.kind.release))
        if isinstance(event, Iterate | Next | Enter | Return):
            return any(operand in mine for operand in reads(event))
        return isinstance(event, Member) and event.base in mine and event.name not in self.context.plain

    def _swallows(self, node: Node) -> bool:
        assert isinstance(node.event, Leave)
        for number in range(len(self.graph.nodes) - 1, -1, -1):
            event = self.graph.nodes[number].event
            if isinstance(event, Call) and event.dst == node.event.manager:
                effect = self.found.effects.get(number)
                return bool(effect and effect.swallows)
        return False

    def _branches(self, event: Test, state: State) -> Iterator[tuple[int, Facts]]:
        if event.operand in state.names:
            yield (1 if event.what == "none" else 0), state.facts
            return
        base, _, name = event.operand.rpartition(".")
        if base in state.names and name in self.kind.peeks:
            yield (1 if "clos" in name else 0), state.facts
            return
        yield from branches(event, state.facts)

    def _rank(self, number: int, event: Event | None, mine: Names) -> Rank:
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
            own = self.graph.nodes[self.acquisition.node].event
            return Rank.NEVER if isinstance(own, Call) and event.src == own.dst else Rank.UNKNOWN
        if isinstance(event, Yield):
            return {"fixture": Rank.NEVER, "context": Rank.OPERATION}.get(self.context.yields, Rank.UNKNOWN)
        return Rank.NEVER

    def _belongs(self, number: int, operand: Operand) -> bool:
        return any(source in self.family for source, _ in self.found.values(number, operand))

    def _fate(self, number: int, event: Event | None, state: State, mine: Names) -> str:
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
            self.acquisition.touched.add(event.method)
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

    def _after(self, number: int, event: Event | None, state: State, effect: Effect | None) -> State:
        """Who has it after an event that didn't end its life."""
        names, holders, read = state.names, state.holders, state.read
        dst = writes(event)
        children = state.children
        mine = names | holders
        near = mine | children
        if dst not in near and not any(operand in near for operand in reads(event)):
            facts = learn(event, state.facts, self.tested) if dst else state.facts
            return state if facts is state.facts else replace(state, facts=facts)
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
        facts = learn(event, state.facts, self.tested) if dst else state.facts
        if same and dst in self.tested:
            facts = with_fact(facts, dst, "true")
        if peeked:
            facts = with_fact(facts, dst, peeked)
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
            boxed = self.acquisition.effect.index
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
