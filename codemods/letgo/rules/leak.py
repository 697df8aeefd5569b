"""One acquisition that some path leaves open, with the answers every rule needs: which path, by what, at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from letgo.catalogue import Group, ResourceType
from letgo.flow.blocks import locate
from letgo.flow.effects import Rank, Result
from letgo.flow.facts import MAIN, MODULE
from letgo.flow.graph import (
    Await,
    Bind,
    Call,
    Delete,
    Enter,
    Event,
    Graph,
    Item,
    Iterate,
    Member,
    Next,
    Place,
    Raise,
    Return,
    Test,
    Yield,
    is_temporary,
    reads,
    writes,
)  # fmt: skip
from letgo.flow.one_value import one_value
from letgo.flow.ownership import LETS_GO, Acquisition, Ending
from letgo.model import Cost, Severity
from letgo.program import Analysis, Program
from letgo.program.context import CONNECTION, USED

COSTS = {
    Cost.POOL: "a pooled connection is lost to other callers until collection",
    Cost.SERVER: "the server keeps it until collection",
    Cost.FD: "a file descriptor and what it locks are held until collection",
    Cost.MEMORY: "what it holds stays until collection",
}


@dataclass(frozen=True, slots=True)
class Leak:
    """An acquisition, and the loudest way it is left open."""

    analysis: Analysis
    acquisition: Acquisition
    witness: Ending
    half_read: bool = False  # rows were read one at a time and dropped with more to come
    exit_row_: int = 0  # the line of the `__exit__` that doesn't release it

    @property
    def kind(self) -> ResourceType:
        """The type of what is held."""
        return self.acquisition.kind

    def event(self, node: int) -> Event | None:
        """The event of a node of the function."""
        graph = self.analysis.facts.graph
        assert graph is not None
        return graph.nodes[node].event

    @property
    def place(self) -> Place:
        """Where the acquiring call stands."""
        graph = self.analysis.facts.graph
        assert graph is not None
        return graph.nodes[self.acquisition.node].place

    def row(self, node: int) -> int:
        """The line a node stands on."""
        graph = self.analysis.facts.graph
        assert graph is not None
        return graph.nodes[node].place[0]

    @property
    def hows(self) -> frozenset[str]:
        """All ways its life ends."""
        return frozenset(ending.how for ending in self.acquisition.endings)

    @property
    def by_flow(self) -> bool:
        """Left open without any exception."""
        return self.witness.came is Rank.FLOW

    @property
    def released(self) -> bool:
        """Some path releases it."""
        return bool({"released", "covered"} & self.hows)

    @property
    def handed_on(self) -> bool:
        """Every path without an exception hands it to another owner."""
        calm = {ending.how for ending in self.acquisition.endings if ending.came is Rank.FLOW}
        return bool(calm) and calm <= {"returned", "kept", "yielded"}

    @property
    def named(self) -> bool:
        """It has a name that could be closed."""
        return any(not is_temporary(name) for name in self.acquisition.names)

    @property
    def lost_at(self) -> int:
        """The line where the last name of it is bound again or dropped, 0 if it isn't."""
        event = self.event(self.witness.node)
        if self.witness.how != "lost" or not isinstance(event, Bind | Delete | Next | Enter):
            return 0
        return self.row(self.witness.node)

    @property
    def entered(self) -> bool:
        """A `with` block is entered on it, and leaving that doesn't release it."""
        graph = self.analysis.facts.graph
        assert graph is not None
        for node in graph.nodes:
            if isinstance(node.event, Enter) and node.event.manager in self.acquisition.names:
                does = self.kind.async_with if node.event.awaited else self.kind.with_does
                return does not in LETS_GO
        return False

    @property
    def what(self) -> str:
        """`connection` or `cursor "cur"`."""
        return self.kind.kind

    @property
    def cost(self) -> str:
        """What the leak costs, as the end of a sentence."""
        return COSTS[self.kind.cost]

    @property
    def cause(self) -> str:
        """`cur.execute() (line 14) raises`: what made the path an exceptional one."""
        node = self.witness.cause
        if node < 0:
            return "something raises"
        if isinstance(self.event(node), Raise):
            return f"line {self.row(node)} raises"
        how = "is cancelled" if isinstance(self.event(node), Await) else "raises"
        return f"{said(self.event(node))} (line {self.row(node)}) {how}"

    @property
    def exit_row(self) -> int:
        """The line at which the function is left with it open."""
        graph = self.analysis.facts.graph
        assert graph is not None
        for number in reversed(self.witness.path):
            if graph.nodes[number].place[0] and graph.nodes[number].event is not None:
                return graph.nodes[number].place[0]
        return self.analysis.facts.line

    @property
    def until_the_end(self) -> bool:
        """A program's own statements acquire it once, and the end of the program releases it."""
        facts, node = self.analysis.facts, self.acquisition.node
        if facts.qualname not in (MAIN, MODULE) or facts.graph is None or facts.tree is None:
            return False
        at = locate(facts.tree, facts.graph.nodes[node].stmt)
        return at is None or not any(outer.kind == "loop" for outer, _ in at.around)

    @property
    def severity(self) -> Severity:
        """By cost and by how the path comes about, as the design ranks them."""
        if self.until_the_end:
            return Severity.INFO
        if self.exit_row_:
            return Severity.WARNING
        if self.half_read:
            return Severity.WARNING if self.kind.cost in (Cost.POOL, Cost.SERVER) else Severity.INFO
        if self.kind.quiet or self.handed_on:
            return Severity.INFO
        if self.by_flow:
            return Severity.ERROR if self.kind.cost is Cost.POOL else Severity.WARNING
        if self.witness.came in (Rank.RAISE, Rank.OPERATION, Rank.KNOWN):
            return Severity.WARNING
        return Severity.WARNING if self.kind.cost in (Cost.POOL, Cost.SERVER) else Severity.INFO


def said(event: Event | None) -> str:
    """How a person would name what happens."""
    match event:
        case Call(method=method, receiver=receiver) if method:
            shown = receiver.lstrip("@")
            return f"{shown}.{method}()" if not is_temporary(receiver) else f".{method}()"
        case Call(callee=callee):
            return f"{callee.lstrip('@')}()"
        case Raise():
            return "the raise"
        case Item():
            return "a subscript or unpacking"
        case Iterate() | Next():
            return "the loop over its rows"
        case Await():
            return "the await"
        case Yield():
            return "the block around the yield"
        case Enter():
            return "entering the block"
        case Return():
            return "the return"
        case _:
            return "something"


def leaks(analysis: Analysis, program: Program) -> Iterator[Leak]:
    """The acquisitions of a function that some path leaves open, in source order."""
    for acquisition in analysis.acquisitions:
        kind = acquisition.kind
        left = acquisition.left()
        if analysis.facts.qualname in (MAIN, MODULE):
            left = [ending for ending in left if ending.came is Rank.FLOW]  # an exception ends the program
        if acquisition.effect.guess and not believable(analysis, acquisition):
            continue
        if left and _parent_goes(analysis, acquisition):
            continue
        if kind.kind == "generator" and not (left and left[0].came is Rank.FLOW and _asked_once(analysis, acquisition)):
            continue
        if kind.quiet or kind.kind in ("pool", "client"):
            half = [ending for ending in left if ending.read and ending.came is Rank.FLOW]
            if half and half[0].how == "lost" and not _for_one_value(analysis, acquisition):
                continue  # it has no name, and goes at once
            if half and kind.frees_when_exhausted:
                yield Leak(analysis, acquisition, half[0], half_read=True)
        elif left:
            yield Leak(analysis, acquisition, left[0])
        else:
            yield from _unreleased(analysis, acquisition, program)


def _for_one_value(analysis: Analysis, acquisition: Acquisition) -> bool:
    """Whether all that is wanted of a result is one value, for which its library has a better way."""
    graph = analysis.facts.graph
    return graph is not None and one_value(graph, acquisition) is not None


def _parent_goes(analysis: Analysis, acquisition: Acquisition) -> bool:
    """Whether a cursor without a name is dropped where its connection is closed on every path anyway."""
    if any(not is_temporary(name) for name in acquisition.names):
        return False
    parents = analysis.values.parents.get(str(acquisition.node), frozenset())
    return any(
        str(each.node) in parents
        and each.kind.closes_children
        and not each.kind.release_by  # a pool that takes it back closes no cursor of it
        and {ending.how for ending in each.endings} <= {"released", "covered"}
        for each in analysis.acquisitions
    )


def _asked_once(analysis: Analysis, acquisition: Acquisition) -> bool:
    """Whether a generator is made only to be asked for its value: `next(get_db())`."""
    graph = analysis.facts.graph
    assert graph is not None
    mine = writes(graph.nodes[acquisition.node].event)
    asking = (
        analysis.values.effects.get(number)
        for number, node in enumerate(graph.nodes)
        if isinstance(node.event, Call) and any(argument.operand == mine for argument in node.event.arguments)
    )
    return any(effect is not None and effect.result is Result.HOLDS and effect.type for effect in asking)


def _unreleased(analysis: Analysis, acquisition: Acquisition, program: Program) -> Iterator[Leak]:
    """A resource that `__enter__` keeps in a field which `__exit__` never touches."""
    owner = analysis.context.owner
    if analysis.facts.name not in ("__enter__", "__aenter__") or not owner:
        return
    graph = analysis.facts.graph
    assert graph is not None
    for ending in acquisition.endings:
        event = graph.nodes[ending.node].event
        if ending.how == "kept" and isinstance(event, Bind) and event.dst.startswith("self."):
            leaving = program.project.method(owner, analysis.facts.name.replace("enter", "exit"))
            if (
                leaving is not None
                and leaving.graph is not None
                and not _mentions(leaving.graph, event.dst, acquisition.kind)
            ):
                yield Leak(analysis, acquisition, ending, exit_row_=leaving.line)


def _mentions(graph: Graph, path: str, kind: ResourceType) -> bool:
    """Whether a function may release a field: by its release, by handing it on, or by a call on self."""
    for node in graph.nodes:
        if isinstance(node.event, Call) and node.event.receiver == path:
            if node.event.method in kind.releases | {kind.release, "close"} or node.event.method.startswith("__"):
                return True
            continue
        if isinstance(node.event, Call) and node.event.receiver in ("self", "super"):
            return True
        if any(operand in (path, "self") for operand in reads(node.event)) and not isinstance(
            node.event, Member | Test
        ):
            return True
    return False


def believable(analysis: Analysis, acquisition: Acquisition) -> bool:
    """Whether something that only looks like an acquisition by its name is used like one."""
    used = USED.get(acquisition.kind.kind, frozenset())
    graph = analysis.facts.graph
    assert graph is not None
    if analysis.facts.asynchronous and (not acquisition.touched & used or _awaited(graph, acquisition)):
        return False  # of an asynchronous driver, and nobody knows what that needs
    if acquisition.touched & used:
        return True
    event = graph.nodes[acquisition.node].event
    if not isinstance(event, Call) or acquisition.kind.kind != "cursor":
        return False
    receiver = event.receiver.lstrip("@")
    return (
        bool(CONNECTION.search(receiver))
        and not (acquisition.touched - {"close"})
        and acquisition.kind.group == Group.ROWS
    )


def _awaited(graph: Graph, acquisition: Acquisition) -> bool:
    """Whether the result of a call on it is awaited."""
    events = [node.event for node in graph.nodes]
    called = {event.dst for event in events if isinstance(event, Call) and event.receiver in acquisition.names}
    return any(isinstance(event, Await) and event.src in called for event in events)


def told(leak: Leak) -> str:
    """The sentence for rules that don't tell patterns apart."""
    if not leak.by_flow:
        return f"{leak.what} stays open if {leak.cause}; {leak.cost}"
    if leak.released:
        return f"{leak.what} stays open on the path that leaves at line {leak.exit_row}; {leak.cost}"
    return f"{leak.what} is never closed; {leak.cost}"
