"""Give a resource that is used in the expression that acquires it a name, and hold it in a block."""

from __future__ import annotations

from collections.abc import Mapping

from letgo.flow.blocks import inside
from letgo.flow.graph import Call, Next, Test, is_temporary
from letgo.flow.plan import Finish, Name, Plan
from letgo.model import Refusal
from letgo.remedies.doubts import safety
from letgo.remedies.drop_releases import drop_releases
from letgo.remedies.fresh import fresh_name
from letgo.remedies.opener import form
from letgo.remedies.reach import Reach


def name_temporary(reach: Reach, floors: Mapping[str, str]) -> Plan | Refusal:
    """`conn.cursor().execute(q)` becomes `with closing(conn.cursor()) as cursor: cursor.execute(q)`."""
    statement = reach.anchor
    if statement.kind not in ("call", "bind", "return", "loop", "other"):
        return Refusal("the acquisition stands in a condition or in the head of a compound statement")
    if not statement.alone or reach.at.suite.role == "elif":
        return Refusal("the acquisition shares its line with something else")
    if _sometimes(reach):
        return Refusal("the acquisition runs only sometimes, or more than once, in its statement")
    if reach.names:
        return Refusal("its own statement names it, and goes on using it")
    if _earlier_calls(reach):
        return Refusal("another call of the same statement runs before the acquisition")
    found = form(reach, floors)
    if isinstance(found, Refusal):
        return found
    if found.opener is None:
        return Refusal("it has no name, and its release needs one")
    whole = reach.call.dst not in reach.analysis.values.last_read and statement.kind == "call"
    if whole and reach.acquisition.kind.release == "close" and not reach.acquisition.kind.release_awaited:
        level, reasons = safety(reach, [statement])
        title = f"Close the {reach.acquisition.kind.kind} at once"
        return Plan((Finish(statement.id, "close"),), title, level, reasons)
    suite, index = reach.at.suite, reach.at.index
    if reach.used_outside(suite, index):
        return Refusal("it is used outside of the suite that acquires it")
    last = suite.statements[reach.last_in(suite, index)]
    body = list(suite.statements[index : suite.statements.index(last) + 1])
    dropped = drop_releases(reach)
    if isinstance(dropped, Refusal):
        return dropped
    level, reasons = safety(reach, body)
    name = fresh_name(reach.graph, reach.acquisition.kind.kind, reach.taken)
    place = reach.graph.nodes[reach.acquisition.node].place
    held = Name(statement.id, last.id, place, name, found.opener)
    return Plan(
        (held, *dropped),
        f"Name the {reach.acquisition.kind.kind} and hold it in a with block",
        level,
        reasons,
        frozenset({name}),
    )


def _sometimes(reach: Reach) -> bool:
    """Whether a condition or a loop of the same expression stands before it (`a or connect()`, a comprehension).

    What stands in the condition of a `while` runs again after each round of it.
    """
    nodes, start = reach.graph.nodes, reach.acquisition.node
    if any(node.stmt == reach.anchor.id and isinstance(node.event, Test | Next) for node in nodes[:start]):
        return True
    own = {each.id for each in inside(reach.anchor)}
    seen: set[int] = set()
    todo = list(nodes[start].next)
    while todo:
        number = todo.pop()
        if number not in seen and nodes[number].stmt in own:
            seen.add(number)
            todo += nodes[number].next
    return start in seen


def _earlier_calls(reach: Reach) -> bool:
    """Whether a call that is not a part of the acquisition runs before it in the same statement."""
    needed = {reach.call.receiver, *(argument.operand for argument in reach.call.arguments)}
    for number in range(reach.acquisition.node - 1, -1, -1):
        node = reach.graph.nodes[number]
        if node.stmt != reach.anchor.id:
            break
        if isinstance(node.event, Call):
            if node.event.dst not in needed or not is_temporary(node.event.dst):
                return True
            needed.update({node.event.receiver, *(argument.operand for argument in node.event.arguments)})
    return False
