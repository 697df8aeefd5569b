"""The lock scopes of a program in, findings out: which rule names them, where, by which chain. Part of the pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Place
from letgo.mend import span_of
from letgo.model import Finding, Resource, Severity, Step, Wait
from letgo.program import Analysis
from letgo.program.scopes import LockScopes
from letgo.rules import HOLD_RULES, LOCK_RULES, Rule
from letgo.rules.connection_held_across_wait import Across, across
from letgo.rules.stalling import Stalling


def lock_findings(scopes: LockScopes, module: str) -> list[tuple[Stalling, Finding]]:
    """What the rules say of the lock scopes in a file: one finding a scope, the loudest."""
    found: dict[tuple[str, int], tuple[Stalling, Finding]] = {}
    for stall in scopes.stalls_in(module):
        stalling = Stalling(stall)
        rule = next((rule for rule in LOCK_RULES if rule.matches(stalling)), None)
        if rule is None:
            continue
        finding = _finding(stalling, rule, scopes)
        key = (finding.path, stall.held.scope.place[0])  # several locks of one `with`, or one `with` in a `finally`
        if key not in found or _loudness(finding) > _loudness(found[key][1]):
            found[key] = (stalling, finding)
    return list(found.values())


def hold_findings(analysis: Analysis, scopes: LockScopes) -> Iterator[tuple[Across, Finding]]:
    """What is said of the pooled connections of one function that are held across a wait."""
    facts = analysis.facts
    for held in across(analysis, scopes):
        graph = facts.graph
        assert graph is not None
        rule = HOLD_RULES[0]
        place = graph.nodes[held.acquisition.node].place
        kind = held.acquisition.kind
        steps = (
            _step(f"the {kind.kind} is taken from the pool here", facts, place, scopes),
            _step("this waits with it held", facts, graph.nodes[held.node].place, scopes),
        )
        yield held, Finding(
            rule.code, rule.name, held.severity, rule.message(held), facts.path,
            span_of(place, scopes.atlas.lines(facts.module)), facts.qualname, steps[1:], steps,
            Resource(kind.kind, kind.library, kind.cost), Wait(held.way.wait.kind.value, held.way.chain),
        )  # fmt: skip


def _loudness(finding: Finding) -> int:
    return [Severity.INFO, Severity.WARNING, Severity.ERROR].index(finding.severity)


def _finding(stalling: Stalling, rule: Rule[Stalling], scopes: LockScopes) -> Finding:
    held = stalling.stall.held
    facts = held.facts
    related = [_step(f"{stalling.lock} is taken here", facts, held.scope.place, scopes)]
    more = [node for node, _ in stalling.stall.ways if node != stalling.node]
    related += [_step("this waits too", facts, stalling.graph.nodes[node].place, scopes) for node in more]
    related += [_step(each, facts, held.scope.place, scopes) for each in stalling.weighed]
    return Finding(
        rule.code, rule.name, stalling.severity, rule.message(stalling), facts.path,
        span_of(stalling.place, scopes.atlas.lines(facts.module)), facts.qualname, tuple(dict.fromkeys(related)),
        tuple(_trace(stalling, scopes)), None, stalling.wait,
    )  # fmt: skip


def _trace(stalling: Stalling, scopes: LockScopes) -> Iterator[Step]:
    """The lock, then every call on the way, in whatever file it stands, then the blocking call."""
    held = stalling.stall.held
    yield _step(f"{stalling.lock} is taken here", held.facts, held.scope.place, scopes)
    if stalling.worst is None:
        for node in held.scope.left_by_error[:1]:
            yield _step("this may raise with the lock held", held.facts, stalling.graph.nodes[node].place, scopes)
        return
    way = stalling.way
    called = [*[hop.facts for hop in way.hops[1:]], way.wait.facts]
    for hop, callee in zip(way.hops, called, strict=True) if way.hops else ():
        assert hop.facts.graph is not None
        how = "may call" if hop.guessed else "calls"
        name = callee.qualname.replace(".<locals>", "")
        yield _step(f"{how} {name}", hop.facts, hop.facts.graph.nodes[hop.node].place, scopes)
    graph = way.wait.facts.graph
    assert graph is not None
    yield _step(f"waits for {stalling.waits_for}", way.wait.facts, graph.nodes[way.wait.node].place, scopes)


def _step(message: str, facts: FunctionFacts, place: Place, scopes: LockScopes) -> Step:
    return Step(message, facts.path, span_of(place, scopes.atlas.lines(facts.module)))
