"""Explore the paths from one acquisition on, breadth first: the path of a witness is the shortest one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from letgo.catalogue.schema import ResourceType
from letgo.flow.conditions import Facts, branches
from letgo.flow.effects import Context, Effect, Rank
from letgo.flow.graph import Bind, Call, Event, Graph, Leave, Next, Node, Operand, Return, Test, is_temporary, writes
from letgo.flow.holding import Holding, State
from letgo.flow.values import ValueMap

LIMIT = 6000  # states looked at for one acquisition; beyond it, facts about conditions are dropped


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


class Walk:
    """The exploration for one acquisition."""

    def __init__(
        self,
        graph: Graph,
        found: ValueMap,
        context: Context,
        acquisition: Acquisition,
        tested: frozenset[Operand],
        parameter: str = "",
        strict: bool = False,
    ) -> None:
        """`parameter` is followed instead of what the node binds; `strict` goes on behind a release."""
        self.graph = graph
        self.found = found
        self.acquisition = acquisition
        self.kind = acquisition.kind
        self.parameter = parameter
        self.strict = strict
        boxed = acquisition.effect.index
        self.asked = Holding(
            graph, found, context, acquisition.node, acquisition.kind, boxed, tested, parameter, strict
        )
        self.ends: dict[tuple[str, Rank, bool], Ending] = {}
        self.came_from: dict[tuple[int, State], tuple[int, State] | None] = {}

    def run(self, starts: set[Facts]) -> None:
        """Explore from the acquisition on, once for each set of known facts."""
        queue: deque[tuple[int, State]] = deque()
        begin = self.graph.nodes[self.acquisition.node]
        names = frozenset({self.parameter or writes(begin.event)})
        boxed = self.acquisition.effect.index >= 0
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
        self.acquisition.touched = self.asked.methods

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
        rank = self.asked.rank(number, event, mine)
        how = self.asked.fate(number, event, state, mine)
        if state.gone:
            again = how == "released" and (state.handed or not self.kind.release_twice)
            if again or (how != "released" and self.asked.touched(event, mine | state.children)):
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
        after = self.asked.after(number, event, state, effect)
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
