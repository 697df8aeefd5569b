"""Where a resource is needed: what uses it or anything tied to it, the releases, and what is uncertain."""

from __future__ import annotations

from dataclasses import dataclass, field

from letgo.flow.blocks import At, Statement, Suite, inside, locate, walk
from letgo.flow.effects import Effect, Rank, Result
from letgo.flow.graph import (
    Await,
    Bind,
    Build,
    Call,
    Delete,
    Enter,
    Event,
    Graph,
    Iterate,
    Member,
    Operand,
    Return,
    Test,
    Use,
    Yield,
    is_path,
    is_temporary,
    reads,
    writes,
)
from letgo.flow.ownership import Acquisition
from letgo.program import Analysis
from letgo.remedies.fresh import taken

_CALM = Effect(raises=Rank.NEVER)


@dataclass(slots=True)
class Reach:
    """What a remedy must know about one acquisition.

    `uses` are statements that need the resource; `releases` statement id -> whether every value it may release there
    is this resource; `doubts` say why a block that ends after the last use may not be right for all programs.
    """

    analysis: Analysis
    acquisition: Acquisition
    anchor: Statement
    at: At
    uses: set[int] = field(default_factory=set)
    releases: dict[int, bool] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    yields: set[int] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    tests: set[int] = field(default_factory=set)
    ignoring: frozenset[int] = frozenset()
    stop: str = ""  # why no block can be right
    asked: set[int] = field(default_factory=set)  # statements that ask whether it is there at all

    @property
    def graph(self) -> Graph:
        """The function's graph."""
        graph = self.analysis.facts.graph
        assert graph is not None
        return graph

    @property
    def own(self) -> set[str]:
        """Origins of the resource: one, or one for each copy of a `finally` clause that acquires it."""
        place = self.graph.nodes[self.acquisition.node].place
        return {str(each.node) for each in self.analysis.acquisitions if self.graph.nodes[each.node].place == place}

    @property
    def taken(self) -> frozenset[str]:
        """Names of the module that a new name must not be."""
        return taken(self.analysis)

    @property
    def tree(self) -> Suite:
        """The function's block tree."""
        tree = self.analysis.facts.tree
        assert tree is not None
        return tree

    @property
    def call(self) -> Call:
        """The acquiring call."""
        event = self.graph.nodes[self.acquisition.node].event
        assert isinstance(event, Call)
        return event

    def last_in(self, suite: Suite, start: int) -> int:
        """Index of the last statement of a suite, from `start` on, that uses the resource."""
        found = start
        for index in range(start, len(suite.statements)):
            if any(each.id in self.uses for each in inside(suite.statements[index])):
                found = index
        return found

    def last_held(self, suite: Suite, start: int) -> int:
        """The same, but no effect may move behind the release: where other calls ran before it, they still do."""
        last = self.last_in(suite, start)
        here = {
            each.id: index for index in range(start, len(suite.statements)) for each in inside(suite.statements[index])
        }
        beside = [index for index in (here[stmt] for stmt in self.releases if stmt in here) if index > last]
        outside = any(stmt not in here for stmt in self.releases)
        end = len(suite.statements) if outside else max(beside, default=last + 1)
        for index in range(end - 1, last, -1):
            if any(self.acts(each.id) for each in inside(suite.statements[index])):
                return index
        return last

    def acts(self, stmt: int) -> bool:
        """Whether a statement, other than a release, calls something that may raise."""
        if stmt in self.releases or stmt in self.ignoring:
            return False
        effects = self.analysis.values.effects
        return any(
            node.stmt == stmt and isinstance(node.event, Call) and effects.get(number, _CALM).raises is not Rank.NEVER
            for number, node in enumerate(self.graph.nodes)
        )

    def may_be_none(self) -> int:
        """The line that asks whether it is None, for the sake of more than its release; 0 if the type can't be None."""
        effect = self.acquisition.effect
        if not effect.callee and not effect.guess:
            return 0
        for statement in walk(self.tree):
            if statement.id in self.asked and not (statement.kind == "if" and self._only_releases(statement.suites[0])):
                return statement.first
        return 0

    def _only_releases(self, suite: Suite) -> bool:
        return all(statement.id in self.releases for statement in suite.statements)

    def used_outside(self, suite: Suite, start: int) -> bool:
        """Whether it is used anywhere but in `suite` from index `start` on."""
        within = {each.id for statement in suite.statements[start:] for each in inside(statement)}
        return bool(self.uses - within)


def reach(analysis: Analysis, acquisition: Acquisition, ignoring: frozenset[int] = frozenset()) -> Reach | None:
    """Collect everything about one acquisition; None if its statement can't be found (it stands in a nested scope).

    `ignoring` are statements that other plans of the function take away: they use nothing any more.
    """
    graph, tree = analysis.facts.graph, analysis.facts.tree
    assert graph is not None
    assert tree is not None
    at = locate(tree, graph.nodes[acquisition.node].stmt)
    if at is None:
        return None
    found = Reach(analysis, acquisition, at.suite.statements[at.index], at, ignoring=ignoring)
    found.needs = _needs(found)
    found.names = {name for name in acquisition.names if not is_temporary(name)}
    _sort(found)
    if _bound_inside(found):
        found.stop = "a nested function binds its name to something else"
    return found


def _bound_inside(found: Reach) -> bool:
    """Whether a nested function binds a name of the resource (`nonlocal`)."""
    facts = found.analysis.facts
    module = found.analysis.context.world.project.module(facts.module)
    wanted = {f"nonlocal.{name}" for name in found.names}
    return module is not None and any(
        each.graph is not None
        and each.qualname.startswith(f"{facts.qualname}.<locals>.")
        and any(isinstance(node.event, Bind) and node.event.dst in wanted for node in each.graph.nodes)
        for each in module.functions.values()
    )


def _needs(found: Reach) -> set[str]:
    """Origins of values that need the resource: itself, children, lazy results; grows until nothing is added."""
    values = found.analysis.values
    needs = set(found.own)
    grew = True
    while grew:
        before = len(needs)
        for number, node in enumerate(found.graph.nodes):
            event = node.event
            if isinstance(event, Iterate | Build | Enter | Await):
                if any(_touches(values.values(number, operand), needs) for operand in reads(event)):
                    needs.add(str(number))
            elif isinstance(event, Member) and event.name not in found.analysis.context.plain:
                if _touches(values.values(number, event.base), needs):
                    needs.update(source for source, _ in values.values(number + 1, event.dst) if source == event.dst)
                    needs.add(event.dst)
            elif isinstance(event, Bind) and is_path(event.src):
                base, _, name = event.src.rpartition(".")
                if name not in found.analysis.context.plain and _touches(values.values(number, base), needs):
                    needs.update(source for source, _ in values.values(number, event.src))
            elif isinstance(event, Call):
                effect = values.effects.get(number)
                if effect and _ties(number, event, effect, found, needs):
                    needs.add(str(number))
        grew = len(needs) > before
    return needs


def _ties(number: int, event: Call, effect: Effect, found: Reach, needs: set[str]) -> bool:
    values = found.analysis.values
    mine = [operand for operand in reads(event) if operand and _touches(values.values(number, operand), needs)]
    if not mine or str(number) in needs:
        return False
    if effect.result in (Result.ALIAS, Result.HOLDS, Result.MANAGER):
        return any(operand in effect.operands for operand in mine)
    if effect.result in (Result.FRESH, Result.CONTEXT):
        return event.receiver in mine or any(operand in effect.operands for operand in mine)
    return _unknown(event, effect, mine, found)


def _unknown(event: Call, effect: Effect, mine: list[Operand], found: Reach) -> bool:
    """Whether nobody knows if the result of a call still needs what the call was given: then it does."""
    if effect.exhausts or effect.reads_one or effect.raises is Rank.NEVER or effect.releases:
        return False
    if event.callee in mine:
        return True
    if any(argument.operand in mine for argument in event.arguments):
        return not effect.callee or any(operand in effect.blurs for operand in mine)
    if event.receiver not in mine or event.method in found.acquisition.kind.exhausts | found.acquisition.kind.reads_one:
        return False
    return found.acquisition.effect.guess or found.acquisition.kind.project


def _touches(values: frozenset[tuple[str, str]], needs: set[str]) -> bool:
    return any(source in needs for source, _ in values)


def _sort(found: Reach) -> None:
    """Sort every event that touches the resource into uses, releases and doubts."""
    graph, values = found.graph, found.analysis.values
    own = found.own
    soft: set[int] = set()
    kind = found.acquisition.kind
    for number, node in enumerate(graph.nodes):
        event = node.event
        touched = [
            operand for operand in reads(event) if operand and _touches(values.values(number, operand), found.needs)
        ]
        if isinstance(event, Yield):
            found.yields.add(node.stmt)
        if not touched or str(number) in own:
            continue
        if isinstance(event, Bind) and is_temporary(event.src) and node.stmt == found.anchor.id:
            continue
        effect = values.effects.get(number)
        released = [operand for operand in effect.releases if operand in touched] if effect else []
        if released and all(_touches(values.values(number, operand), own) for operand in released):
            sources = {source for operand in released for source, _ in values.values(number, operand)}
            handed = {parameter.name for parameter in found.analysis.facts.parameters}
            only = all(source in own or (not source.isdigit() and source in found.names - handed) for source in sources)
            direct = bool(effect and not effect.callee)  # a helper of the project may do more than release
            found.releases[node.stmt] = found.releases.get(node.stmt, True) and only and direct
            continue
        if isinstance(event, Test) and event.operand in found.names:
            found.asked.add(node.stmt)
            continue
        if isinstance(event, Member) and event.base in found.names and event.name in kind.releases | {kind.release}:
            found.stop = f"line {node.place[0]} takes its release as a value"
        if isinstance(event, Yield) and event.delegates and any(event.dst in each.reads for each in graph.nodes):
            found.stop = f"line {node.place[0]} hands it to `yield from`, which makes something else of it"
        if isinstance(event, Build) and any(
            operand in found.names and method in kind.releases | {kind.release, "close"}
            for operand, method in event.calls
        ):
            found.stop = f"line {node.place[0]} makes a function that releases it"
        held = (
            isinstance(event, Build)
            and not event.lazy
            and any(_touches(values.values(number, each), own) for each in event.operands)
        )
        if held and not _handed_on(graph, event):
            found.stop = f"line {node.place[0]} puts it into a container"
        if isinstance(event, Member) and event.base in found.names and event.name in kind.after | kind.peeks:
            soft.add(node.stmt)
            continue
        found.uses.add(node.stmt)
        _doubt(event, effect, touched, found)

    straight = [stmt for stmt in found.releases if any(each.id == stmt for each in found.at.suite.statements)]
    found.uses |= {stmt for stmt in soft if stmt < min(straight, default=stmt + 1)}
    found.uses -= found.ignoring
    found.tests |= _pure_tests(graph)


def _handed_on(graph: Graph, event: Event | None) -> bool:
    """Whether a new container is returned or yielded as it stands."""
    dst = writes(event)
    return any(isinstance(node.event, Return | Yield) and node.event.src == dst for node in graph.nodes)


def _pure_tests(graph: Graph) -> set[int]:
    """Statements that do nothing but ask: no call, no subscript, no await in their own expressions."""
    asks: set[int] = set()
    does: set[int] = set()
    for node in graph.nodes:
        if isinstance(node.event, Test | Member | Use):
            asks.add(node.stmt)
        elif node.event is not None:
            does.add(node.stmt)
    return asks - does


def _doubt(event: object, effect: Effect | None, touched: list[Operand], found: Reach) -> None:
    if isinstance(event, Call) and effect is not None:
        passed = [argument.operand for argument in event.arguments if argument.operand in touched]
        if (
            passed
            and not effect.callee
            and effect.result is Result.DETACHED
            and not effect.exhausts
            and not effect.reads_one
        ):
            found.doubts.append(f"{event.name}() is not known to let go of what it is handed")
            if any(isinstance(n.event, Bind) and n.event == Bind(event.receiver, event.dst) for n in found.graph.nodes):
                found.stop = f"{event.receiver} is made anew with it by {event.name}(), and may keep it"
        elif any(operand in effect.blurs for operand in passed):
            found.doubts.append(f"{event.name}() hands it to a function that is not known to let go of it")
        elif passed and any(operand in effect.keeps for operand in passed):
            found.doubts.append(f"{event.name}() keeps what it is handed")
    elif isinstance(event, Build) and event.lazy:
        found.doubts.append("a nested function or generator expression captures it")
    elif isinstance(event, Yield):
        found.doubts.append("the function yields while it is open")


def bound_again(reach: Reach, name: str, body: list[Statement]) -> int:
    """The line of the block that binds the resource's name to something else, 0 if none does."""
    within = {each.id for statement in body for each in inside(statement)}
    for number, node in enumerate(reach.graph.nodes):
        if node.stmt in within and isinstance(node.event, Bind | Delete) and writes(node.event) == name:
            values = (
                reach.analysis.values.values(number, node.event.src) if isinstance(node.event, Bind) else frozenset()
            )
            if not values or not all(source in reach.own for source, _ in values):
                return node.place[0]
    return 0


def run_by(reach: Reach, number: int) -> list[Event]:
    """What happens in the project's function that a call runs; nothing if it runs none."""
    effect = reach.analysis.values.effects.get(number)
    facts = reach.analysis.context.world.project.function(effect.callee, True) if effect and effect.callee else None
    nodes = facts.graph.nodes if facts is not None and facts.graph is not None else ()
    return [node.event for node in nodes if node.event is not None]


def only_release(graph: Graph, stmt: int) -> bool:
    """Whether a statement does nothing but one call (and what leads to it)."""
    calls = [
        node.event for node in graph.nodes if node.stmt == stmt and isinstance(node.event, Call | Bind | Use | Build)
    ]
    return len({(type(event), getattr(event, "method", "")) for event in calls}) == 1 and isinstance(calls[0], Call)
