"""Take away the releases that a block does from now on, with the conditions and `finally` clauses left empty by it."""

from __future__ import annotations

from collections.abc import Iterable

from letgo.flow.blocks import Statement, Suite, inside, locate, walk
from letgo.flow.graph import NONE, Call, Raise
from letgo.flow.plan import Drop, DropFinally, Operation
from letgo.model import Refusal
from letgo.remedies.reach import Reach, only_release, run_by


def drop_releases(reach: Reach) -> list[Operation] | Refusal:
    """A `Drop` for every release of the resource, or why one of them must stay and can't."""
    statements = {statement.id: statement for statement in walk(reach.tree)}
    dropped: list[Operation] = []
    on_purpose = _passed_on(reach, statements.values())
    if on_purpose:
        return Refusal(f"line {on_purpose} raises on without releasing it, and handlers beside it do release it")
    for stmt in sorted(reach.releases):
        statement = statements.get(stmt)
        if statement is None or stmt == reach.anchor.id:
            continue
        if statement.kind == "with":
            return Refusal(f"line {statement.first} releases it by a with block of its own")
        handled = _handled(reach, stmt)
        if handled is not None:
            if not handled:
                return Refusal(f"an error of the release at line {statement.first} is handled")
            reach.doubts.append(f"an error of the release at line {statement.first} is no longer swallowed")
        alone = statement.alone and statement.kind == "call" and only_release(reach.graph, stmt)
        if reach.releases[stmt] and alone:
            dropped.append(Drop(stmt))
        elif _uses_it_first(reach, stmt):
            return Refusal(f"what releases it at line {statement.first} uses it first")
        elif reach.acquisition.kind.release_twice and reach.acquisition.kind.release == "close":
            reach.doubts.append(f"line {statement.first} closes it once more, which this type allows")
        else:
            return Refusal(
                f"the release at line {statement.first} can't be taken away: it may do more, or release something else"
            )
    return dropped


def _passed_on(reach: Reach, statements: Iterable[Statement]) -> int:
    """The line of a handler that does nothing but raise on, beside one that releases it; 0 if there is none."""
    bare = {node.stmt for node in reach.graph.nodes if isinstance(node.event, Raise) and node.event.src == NONE}
    for outer in statements:
        handlers = [suite.statements for suite in outer.suites if outer.kind == "try" and suite.role == "handler"]
        only = [body[0].first for body in handlers if len(body) == 1 and body[0].id in bare]
        if only and any(each.id in reach.releases for body in handlers for held in body for each in inside(held)):
            return only[0]
    return 0


def _uses_it_first(reach: Reach, stmt: int) -> bool:
    """Whether a helper of the project commits, or does anything else but release, so that it must find it open."""
    calls = (number for number, node in enumerate(reach.graph.nodes) if node.stmt == stmt)
    return any(sum(isinstance(event, Call) for event in run_by(reach, number)) > 1 for number in calls)


def _handled(reach: Reach, stmt: int) -> bool | None:
    """Whether a try of its own stands around a release: None if not, True if its handlers only swallow the error."""
    at = locate(reach.tree, stmt)
    holding = {id(outer) for outer, _ in reach.at.around}
    for outer, suite in at.around if at else ():
        handlers = [each for each in outer.suites if each.role == "handler"]
        if outer.kind == "try" and suite.role == "body" and handlers and id(outer) not in holding:
            does = {node.stmt for node in reach.graph.nodes if node.event is not None}
            body = [each for handler in handlers for each in handler.statements]
            return all(each.kind == "other" and each.id not in does for each in body)
    return None


def tidy(tree: Suite, operations: Iterable[Operation], tests: frozenset[int]) -> tuple[Operation, ...]:
    """The operations, and what they leave empty taken away: conditions in `tests`, `finally` clauses, tries."""
    statements = {statement.id: statement for statement in walk(tree)}
    elifs = {
        each.id
        for outer in statements.values()
        for suite in outer.suites
        if suite.role == "elif"
        for each in suite.statements
    }
    dropped: dict[int, Operation] = {
        operation.stmt: operation for operation in operations if isinstance(operation, Drop)
    }
    others = [operation for operation in operations if not isinstance(operation, Drop)]
    grew = bool(dropped)
    while grew:
        grew = False
        for outer in statements.values():
            made = (
                None
                if outer.id in dropped or outer.id in elifs or not outer.alone
                else _left_empty(outer, dropped, tests)
            )
            if made is not None:
                dropped[outer.id] = made
                grew = True
    return (*dict.fromkeys(others), *_outermost(list(dropped.values()), statements))


def _left_empty(outer: Statement, dropped: dict[int, Operation], tests: frozenset[int]) -> Operation | None:
    if outer.kind == "if" and outer.id in tests and len(outer.suites) == 1 and _gone(outer.suites[0], dropped):
        return Drop(outer.id)
    if outer.kind != "try":
        return None
    if _gone(outer.suites[0], dropped) and all(_idle(suite, dropped) for suite in outer.suites[1:]):
        return Drop(outer.id)
    final = next((suite for suite in outer.suites if suite.role == "finally"), None)
    return DropFinally(outer.id) if final is not None and _gone(final, dropped) else None


def _gone(suite: Suite, dropped: dict[int, Operation]) -> bool:
    return all(isinstance(dropped.get(statement.id), Drop) for statement in suite.statements)


def _idle(suite: Suite, dropped: dict[int, Operation]) -> bool:
    return all(
        statement.kind == "other" or isinstance(dropped.get(statement.id), Drop) for statement in suite.statements
    )


def _outermost(operations: list[Operation], statements: dict[int, Statement]) -> list[Operation]:
    """Leave out what goes away with something around it."""
    covered: set[int] = set()
    for operation in operations:
        if isinstance(operation, Drop):
            covered.update(each.id for each in inside(statements[operation.stmt]) if each.id != operation.stmt)
        elif isinstance(operation, DropFinally):
            final = next(suite for suite in statements[operation.stmt].suites if suite.role == "finally")
            covered.update(each.id for statement in final.statements for each in inside(statement))
    return [operation for operation in operations if getattr(operation, "stmt", -1) not in covered]
