"""LG301 connection-held-across-wait

What: between the checkout of a pooled connection and its return something waits for anything but the database: a timer,
a limiter's token, a thread, another service.

Why: the pool is smaller by one for as long. Ten slow answers of another service keep all ten connections, and then
every request waits for the pool, whatever it wants.

Bad:
    def report(pool):
        connection = pool.getconn()
        try:
            rows = connection.cursor().execute("SELECT 1")
            time.sleep(5)
        finally:
            pool.putconn(connection)

Good:
    def report(pool):
        connection = pool.getconn()
        try:
            rows = connection.cursor().execute("SELECT 1")
        finally:
            pool.putconn(connection)
        time.sleep(5)

Fix safety: no fix: what may wait before the checkout or after the return is for a person to decide.

Known limits: only checkouts and returns in one function; waits that are told by names alone are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from letgo.catalogue import WaitKind
from letgo.flow.ownership import Acquisition
from letgo.model import Cost, Severity
from letgo.program import Analysis
from letgo.program.scopes import LockScopes
from letgo.program.waiting import Way
from letgo.rules.leak import said
from letgo.rules.rule import Rule
from letgo.rules.stalling import ALWAYS_LONG, FOR

OWN = frozenset({WaitKind.DATABASE, WaitKind.LOCK})


@dataclass(frozen=True, slots=True)
class Across:
    """A checkout, and the first wait before it is given back."""

    analysis: Analysis
    acquisition: Acquisition
    node: int
    way: Way

    @property
    def severity(self) -> Severity:
        """A timer keeps the connection for sure; the network is often quick."""
        return Severity.WARNING if self.way.wait.kind in ALWAYS_LONG else Severity.INFO


def across(analysis: Analysis, scopes: LockScopes) -> list[Across]:
    """The checkouts of a function that are held across a wait."""
    graph = analysis.facts.graph
    found: list[Across] = []
    for acquisition in analysis.acquisitions:
        if acquisition.kind.cost is not Cost.POOL or acquisition.kind.quiet or graph is None:
            continue
        held = sorted(
            {node for ending in acquisition.endings if ending.how == "released" for node in ending.path[1:-1]}
        )
        for node in held:
            if graph.nodes[node].event is None:
                continue
            way = scopes.waits.way(analysis.facts, node, lambda wait: wait.kind not in OWN)
            if way is not None and not way.guesses and len(way.hops) < 4:
                found.append(Across(analysis, acquisition, node, way))
                break
    return found


def _matches(_: Across) -> bool:
    return True


def _message(held: Across) -> str:
    graph = held.analysis.facts.graph
    assert graph is not None
    node = graph.nodes[held.node]
    chain = f" ({' -> '.join(held.way.chain)})" if held.way.hops else ""
    return (
        f"{held.acquisition.kind.kind} from a pool is held while {said(node.event)} (line {node.place[0]}) waits for "
        f"{FOR[held.way.wait.kind]}{chain}; the pool has one less for as long"
    )


RULE = Rule(
    "LG301", "connection-held-across-wait", "a pooled connection is held while something else is waited for", __doc__,
    _matches, _message,
)  # fmt: skip
