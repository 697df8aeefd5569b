"""Whether a fix is safe: everything that could make the earlier release matter to somebody."""

from __future__ import annotations

from letgo.catalogue import Group
from letgo.flow.blocks import Statement, inside
from letgo.flow.effects import Rank
from letgo.flow.graph import Call, Enter, Leave, Return
from letgo.model import Safety
from letgo.remedies.reach import Reach

WRITES = ("INSERT ", "UPDATE ", "DELETE ", "REPLACE ", "MERGE ")
BEGINS = ("begin", "start_transaction", "tpc_begin")
ENDS = ("commit", "rollback")
CHANGES = frozenset(
    {"add", "add_all", "bulk_insert_mappings", "bulk_save_objects", "bulk_update_mappings", "delete", "flush", "merge",
     "update"}
)  # fmt: skip
DIES = ("TEMP ", "TEMPORARY", "ADVISORY", "BEGIN IMM", "BEGIN EXCL", "LOCK TABLE", "FOR UPDATE")
MEMORY = (":memory:", "mode=memory")


def safety(reach: Reach, block: list[Statement]) -> tuple[Safety, tuple[str, ...]]:
    """The safety level of a block over those statements, and the reasons why it isn't safe."""
    reasons = list(dict.fromkeys(reach.doubts))
    kind = reach.acquisition.kind
    within = {each.id for statement in block for each in inside(statement)}
    if reach.acquisition.effect.guess:
        reasons.append("its type is told by the names only")
    if reach.yields & within:
        reasons.append("the function yields inside of the block")
    if kind.release_raises and kind.release_raises != "its connection is closed":
        reasons.append(f"releasing it raises in case of {kind.release_raises}")
    if any(word in argument.text for argument in reach.call.arguments for word in MEMORY):
        reasons.append("a database in memory is gone with its last connection")
    if kind.kind == "session" and any(
        isinstance(n.event, Return) and not n.event.src.startswith("#") for n in reach.graph.nodes
    ):
        reasons.append("objects that it loaded lose their session")
    if kind.kind == "session" and _undone(reach, within):
        reasons.append("what it changed on the connection it was handed may be undone with it")
    if kind.kind == "generator":
        reasons.append("the generator's cleanup may run later than before: at the end of the block")
    if kind.group is Group.PROCESSES:
        reasons.append("leaving the block waits for the process")
    if _reads_after_release(reach):
        reasons.append("it is read after the place where it was released")
    if _later(reach, within):
        reasons.append("it is released later than before on some path")
    if _dies_early(reach, within):
        reasons.append("work that was never committed is lost a little earlier")
    return (Safety.UNSAFE if reasons else Safety.SAFE), tuple(reasons)


def _reads_after_release(reach: Reach) -> bool:
    """Some use stands behind a release in source order: the block must reach further than the release did."""
    last = max(reach.uses, default=-1)
    return any(reach.releases.values()) and any(stmt < last for stmt in reach.releases if _straight(reach, stmt))


def _straight(reach: Reach, stmt: int) -> bool:
    """Whether a release stands beside the acquisition, on the way that every run takes."""
    return any(statement.id == stmt for statement in reach.at.suite.statements)


def _later(reach: Reach, within: set[int]) -> bool:
    """Whether something still happens in the block behind a release that the block takes over."""
    nodes, effects = reach.graph.nodes, reach.analysis.values.effects
    todo = [number for number, node in enumerate(nodes) if node.stmt in reach.releases and isinstance(node.event, Call)]
    seen = set(todo)
    while todo:
        for end in nodes[todo.pop()].next:
            if end < 0 or end in seen or nodes[end].stmt not in within:
                continue
            seen.add(end)
            event = nodes[end].event
            gone = nodes[end].stmt in reach.releases or nodes[end].stmt in reach.ignoring
            if isinstance(event, Leave) and not gone:
                return True
            if isinstance(event, Call) and not gone and not event.name.endswith(("Error", "Exception", "Exit")):
                effect = effects.get(end)
                if effect is None or effect.raises is not Rank.NEVER:
                    return True
            if end != reach.acquisition.node:
                todo.append(end)
    return False


def _dies_early(reach: Reach, within: set[int]) -> bool:
    """A connection that nothing ever closed may hold temporary tables or locks that others count on.

    So may one with work that is not committed yet, if something still happens behind the block.
    """
    if not reach.acquisition.kind.loses or reach.releases:
        return False
    calls = [(node.stmt, node.event) for node in reach.graph.nodes if isinstance(node.event, Call)]
    if any(_says(event, DIES) for stmt, event in calls if stmt in within):
        return True
    entered = {node.event.manager for node in reach.graph.nodes if isinstance(node.event, Enter)}
    if reach.at.suite.statements[reach.at.index].kind == "with" or entered & {*reach.names}:
        return False  # its own `with` ends the work
    last = max((stmt for stmt, event in calls if stmt in within and event.method in ENDS), default=-1)
    begun = any(
        stmt > last and (_says(event, WRITES) or event.method in BEGINS) for stmt, event in calls if stmt in within
    )
    return begun and any(stmt > max(within) for stmt, _ in calls)


def _undone(reach: Reach, within: set[int]) -> bool:
    """Whether a session changes something and ends nothing, on what may be a connection of its caller's."""
    values, node = reach.analysis.values, reach.acquisition.node
    resource = reach.analysis.context.resource
    given = (kind for argument in reach.call.arguments for _, kind in values.values(node, argument.operand))
    if not any(found is None or found.kind == "connection" for found in map(resource, given)):
        return False
    called = [(n.stmt, n.event.method) for n in reach.graph.nodes if n.stmt in within and isinstance(n.event, Call)]
    last = max((stmt for stmt, method in called if method in ENDS), default=-1)
    return any(stmt > last and method in CHANGES for stmt, method in called)


def _says(call: Call, words: tuple[str, ...]) -> bool:
    return any(word in argument.text.upper() for argument in call.arguments for word in words)
