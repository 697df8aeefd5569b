"""Explore the paths from one acquisition on, breadth first: the path of a witness is the shortest one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from letgo.catalogue.schema import ResourceType
from letgo.flow.conditions import NOTHING, Facts
from letgo.flow.effects import Effect, Rank
from letgo.flow.graph import Bind, Event, Leave, Next, Node, Operand, Return, Test, is_temporary, writes
from letgo.flow.ground import Ground
from letgo.flow.holding import NOBODY, Holding, Names, State

Step = tuple[int, State]
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

    def __init__(self, ground: Ground, acquisition: Acquisition, parameter: str = "", strict: bool = False) -> None:
        """`parameter` is followed instead of what the node binds; `strict` goes on behind a release."""
        self.ground = ground
        self.nodes = ground.graph.nodes
        self.ends_at = (ground.graph.exit, ground.graph.failure)
        self.live = ground.conditions.live
        self.acquisition = acquisition
        self.kind = acquisition.kind
        self.parameter = parameter
        self.strict = strict
        boxed = acquisition.effect.index
        self.asked = Holding(ground, acquisition.node, acquisition.kind, boxed, parameter, strict)
        self.ends: dict[tuple[str, Rank, bool], Ending] = {}
        self.came_from: dict[Step, Step | None] = {}
        self.queue: deque[Step] = deque()
        self.owners: set[tuple[Names, Names]] = set()  # all names and holders that states had

    def run(self, starts: Iterable[Facts]) -> None:
        """Explore from the acquisition on, once for each set of known facts."""
        begin = self.nodes[self.acquisition.node]
        names = frozenset({self.parameter or writes(begin.event)})
        boxed = self.acquisition.effect.index >= 0
        for facts in sorted(starts):
            for each in self.acquisition.effect.operands:  # what gave it is there
                facts = self.ground.conditions.having(facts, each, "true")
            state = State(NOBODY, names, facts) if boxed else State(names, NOBODY, facts)
            here = (self.acquisition.node, state)
            self.came_from.setdefault(here, None)
            for end in begin.next:
                self._push(here, end, state)
        while self.queue:
            here = self.queue.popleft()
            state = here[1]
            if len(self.came_from) > LIMIT and state.facts:
                self.acquisition.exact = False
                state = state._replace(facts=NOTHING)
            if len(self.came_from) > 2 * LIMIT:
                self.acquisition.exact = False
                break
            if self.asked.concerns(here[0], state):
                for end, after in self._step(here, state):
                    self._push(here, end, after)
            else:
                self._pass(here, state)
        self.acquisition.endings = list(self.ends.values())
        self.acquisition.touched = self.asked.methods
        self.acquisition.names.update(*(names for names, _ in self.owners))
        self.acquisition.holders.update(*(holders for _, holders in self.owners))

    def _push(self, here: Step, end: int, state: State) -> None:
        if end < 0:
            return
        if state.facts & ~self.live[end]:
            state = state._replace(facts=state.facts & self.live[end])
        there = (end, state)
        if there in self.came_from:
            return
        self.came_from[there] = here
        self.owners.add((state.names, state.holders))
        if end in self.ends_at:
            self._end("released" if state.gone else "left", there)
            return
        self.queue.append(there)

    def _pass(self, here: Step, state: State) -> None:
        """Go on past an event that has nothing to do with the resource: it may raise, and it may teach something."""
        number = here[0]
        node = self.nodes[number]
        if node.raises >= 0:
            rank = self.asked.plain_rank(number)
            if rank is not Rank.NEVER:
                self._push(here, node.raises, state if state.came is not Rank.FLOW else state._replace(came=rank))
        event = node.event
        if isinstance(event, Test):
            for slot, facts in self.ground.conditions.branches(event, state.facts):
                self._push(here, node.next[slot], state._replace(facts=facts))
            return
        effect = self.ground.found.effects.get(number)
        if effect is not None and effect.stops:
            return
        facts = self.ground.conditions.after(number, state.facts)
        if facts != state.facts:
            state = state._replace(facts=facts)
        for end in node.next:
            self._push(here, end, state)

    def _end(self, how: str, here: Step, after: State | None = None) -> None:
        """Note an ending, with the way to it. What ends it may be what reads it: then `after` says so."""
        read = (after or here[1]).read
        key = (how, here[1].came, read)
        if key in self.ends:
            return
        path: list[int] = []
        cause = -1
        step: Step | None = here
        while step is not None:
            path.append(step[0])
            before = self.came_from.get(step)
            if before is not None and step[1].came is not Rank.FLOW and before[1].came is Rank.FLOW:
                cause = before[0]
            step = before
        self.ends[key] = Ending(how, here[1].came, here[0], tuple(reversed(path)), cause, read)

    def _step(self, here: Step, state: State) -> Iterator[tuple[int, State]]:
        number = here[0]
        node = self.nodes[number]
        event = node.event
        mine = state.names | state.holders
        rank = self.asked.rank(number, event, mine)
        how = self.asked.fate(number, event, state, mine)
        if state.gone:
            again = how == "released" and (state.handed or not self.kind.release_twice)
            if again or (how != "released" and self.asked.touched(event, mine | state.children)):
                self._end("misused", here)
                return
            how = ""
        if state.handed and how == "released":
            self._end("misused", here)
            return
        if how == "kept" and self.strict:
            state, how = state._replace(handed=True), ""
        if how in ("released", "covered") and self.strict:  # what its parent released, nobody may release once more
            state, how = state._replace(gone=True, handed=state.handed or how == "covered"), ""
        if how:
            self._end(how, here)
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
                yield node.raises, state._replace(came=came)
        if how:
            return
        effect = self.ground.found.effects.get(number)
        if effect and effect.stops:
            return
        if isinstance(event, Test):
            for slot, facts in self._branches(event, state):
                if node.next[slot] >= 0:
                    yield node.next[slot], state._replace(facts=facts)
            return
        after = self.asked.after(number, event, state, effect)
        if not after.names and not after.holders:
            self._end("released" if state.gone else "lost", here, after)
            return
        yield from self._onward(here, node, event, after)

    def _onward(self, here: Step, node: Node, event: Event | None, after: State) -> Iterator[tuple[int, State]]:
        if isinstance(event, Leave) and event.failed:
            swallows = self.ground.swallows(event.manager)
            if swallows is not None:
                yield node.next[0], after
            if swallows is not False:
                yield node.next[1], after
            return
        if isinstance(event, Next) and len(node.next) == 2 and event.src in after.holders | after.names:
            yield node.next[0], after._replace(read=True)
            holders = after.holders - {event.src} if is_temporary(event.src) else after.holders
            done = after._replace(holders=holders, read=False)
            if done.names or done.holders:
                yield node.next[1], done
            elif node.next[1] >= 0:
                self.came_from.setdefault((node.next[1], done), here)
                self._end("lost", (node.next[1], done))
            return
        for end in node.next:
            yield end, after

    def _branches(self, event: Test, state: State) -> Iterator[tuple[int, Facts]]:
        if event.operand in state.names:
            yield (1 if event.what == "none" else 0), state.facts
            return
        base, _, name = event.operand.rpartition(".")
        if base in state.names and name in self.kind.peeks:
            yield (1 if "clos" in name else 0), state.facts
            return
        yield from self.ground.conditions.branches(event, state.facts)
