"""`acquire()` and `release()` become a `with` block, where that is exactly what they do.

The one place that says when a scope is a block in all but its spelling; every other cure works on the block then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from letgo.flow.blocks import At, Statement, Suite, inside, locate
from letgo.flow.graph import Await, Bind, Call, Graph, Yield, is_temporary, writes
from letgo.flow.held import Scope
from letgo.flow.plan import Enclose, Plan
from letgo.model import Refusal, Safety
from letgo.program.locks import Held
from letgo.program.scopes import LockScopes, Stall

NOT_KNOWN = "whether it may be entered by a with block is not known"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The block that a scope may become, as if it stood there already, and the operation that makes it.

    `doubt` says why it may only be shown, "" if nothing does.
    """

    block: Statement
    operation: Enclose
    doubt: str = ""

    def held(self, stall: Stall) -> Stall:
        """The stall as it is with that block: what runs behind it, or where an error left it, is not held any more."""
        held = stall.held
        graph = held.facts.graph
        assert graph is not None
        ids = {each.id for each in inside(self.block)}
        nodes = frozenset(number for number in held.scope.nodes if graph.nodes[number].stmt in ids)
        scope = replace(held.scope, nodes=nodes, form="with", left_by_error=())
        ways = tuple((number, way) for number, way in stall.ways if number in nodes)
        return replace(stall, held=replace(held, scope=scope), ways=ways)


def hold_lock_in_block(stall: Stall, scopes: LockScopes) -> Plan | Refusal:
    """The plan, if all that is wrong is that an error leaves the lock held."""
    made = enclosed(stall.held, scopes)
    if isinstance(made, Refusal):
        return made
    lock = stall.held.scope.lock.lstrip("@")
    level = Safety.DISPLAY if made.doubt else Safety.SAFE
    return Plan((made.operation,), f"Hold {lock} in a with block", level, (made.doubt,) if made.doubt else ())


def enclosed(held: Held, scopes: LockScopes) -> Enclosed | Refusal:
    """The block, if both calls stand where it would begin and end, and it would take and let go of the lock alike."""
    scope, graph, tree = held.scope, held.facts.graph, held.facts.tree
    assert graph is not None
    at = locate(tree, scope.stmt) if tree else None
    if at is None or tree is None or not _is_plain(graph, scope, at):
        return Refusal("acquire() is called in a way that a with block has no form for")
    if held.lock.row is not None and held.lock.row.enter != "acquire":
        return Refusal("it is not acquire() that takes it")
    ends = {graph.nodes[number].stmt for number in _reached(graph, scope)}
    if len(ends) != 1:
        return Refusal("it is released in several places" if ends else "it is not released in this function")
    made = _between(tree, at, next(iter(ends)), scope)
    if isinstance(made, Refusal):
        return made
    why = _unlike(graph, scope, made)
    if why:
        return Refusal(why)
    return made if _may_be_entered(held, scopes) else replace(made, doubt=NOT_KNOWN)


def _may_be_entered(held: Held, scopes: LockScopes) -> bool:
    """Whether it is known by its constructor, or entered by a `with` block elsewhere."""
    if held.lock.row is not None:
        return True
    others = scopes.of_lock(held.lock.identity)
    return any(each.scope.form == "with" and each.scope.awaited == held.scope.awaited for each in others)


def _is_plain(graph: Graph, scope: Scope, at: At) -> bool:
    """Whether acquiring is all that its statement does, without arguments, and nobody asks what came of it."""
    statement = at.suite.statements[at.index]
    events = [node.event for node in graph.nodes if node.stmt == statement.id]
    calls = [event for event in events if isinstance(event, Call)]
    awaits = [event for event in events if isinstance(event, Await)]
    if statement.kind != "call" or len(calls) != 1 or calls[0].arguments or len(awaits) != scope.awaited:
        return False
    results = {writes(each) for each in calls} | {writes(each) for each in awaits}
    results -= {each.src for each in awaits}
    asked = any(not results.isdisjoint(node.reads) for node in graph.nodes)
    return not (asked or scope.tries or is_temporary(scope.lock))


def _reached(graph: Graph, scope: Scope) -> frozenset[int]:
    """The nodes that let go of the lock that this scope took."""
    begun = [graph.nodes[number] for number in (scope.node, *scope.nodes)]
    behind = {number for node in begun for number in (*node.next, node.raises)}
    return scope.leaves & behind


def _between(tree: Suite, at: At, end: int, scope: Scope) -> Enclosed | Refusal:
    """What stands between the two calls: in one suite, or with the release as all that a `finally:` does."""
    statements = at.suite.statements
    first = statements[at.index]
    there = locate(tree, end)
    last = next((index for index, each in enumerate(statements) if each.id == end), -1)
    if last > at.index:
        if not statements[last].alone or not first.alone:
            return Refusal("they share a line with another statement")
        operation = Enclose(first.id, end, scope.place, asynchronous=scope.awaited)
        return _enclosed(first, statements[at.index + 1 : last], statements[last], operation)
    if there is None or there.suite.role != "finally" or not there.around:
        return Refusal("acquire() and release() don't stand in one suite")
    if there.index + 1 != len(there.suite.statements):
        return Refusal("its finally clause goes on once it is released")
    guarded = there.around[-1][0]
    operation = Enclose(first.id, end, scope.place, guarded.id, scope.awaited)
    last = next((index for index, each in enumerate(statements) if each.id == guarded.id), -1)
    if last > at.index and first.alone:
        return _enclosed(first, (*statements[at.index + 1 : last], *_unguarded(guarded)), guarded, operation)
    begins = at.index == 0 and guarded.suites[0] is at.suite and len(guarded.suites) == 2
    if begins and first.alone and not there.index:
        return _enclosed(first, statements[1:], guarded, operation)
    return Refusal("acquire() doesn't stand right before what releases it")


def _unguarded(guarded: Statement) -> tuple[Statement, ...]:
    """What is left of a try once its `finally:` doesn't release: itself if it does anything else, or its body."""
    *rest, final = guarded.suites
    if others := final.statements[:-1]:
        return (replace(guarded, suites=(*rest, Suite(final.role, others))),)
    return rest[0].statements if len(rest) == 1 else (replace(guarded, suites=tuple(rest)),)


def _enclosed(first: Statement, body: tuple[Statement, ...], last: Statement, operation: Enclose) -> Enclosed | Refusal:
    if not body:
        return Refusal("nothing stands between acquire() and release()")
    suite = Suite("body", body)
    block = Statement(first.id, "with", first.first, last.last, (suite,), awaited=operation.asynchronous)
    return Enclosed(block, operation)


def _unlike(graph: Graph, scope: Scope, made: Enclosed) -> str:
    """Why a block of these statements would do something else, "" if it wouldn't."""
    guarded = made.operation.guarded
    loose = {each.id for each in inside(made.block) if guarded < 0 or each.id < guarded}  # what no `finally:` protects
    for number in sorted(scope.nodes):
        event = graph.nodes[number].event
        if isinstance(event, Yield) and graph.nodes[number].stmt in loose:
            return "the function yields in between"
        bound = event.dst if isinstance(event, Bind) else ""
        if bound and (scope.lock == bound or scope.lock.startswith(f"{bound}.")):
            return f"{bound.lstrip('@')} is bound anew in between"
    if scope.node in scope.nodes or _is_taken_again(graph, scope):
        return "it may be taken again while it is held"
    return "some path returns with the lock held" if graph.exit in scope.nodes else ""


def _is_taken_again(graph: Graph, scope: Scope) -> bool:
    """Whether the scope waits for its own lock, which makes that a signal: somebody else lets go of it in between."""
    taking = graph.nodes[scope.node].event
    calls = [graph.nodes[number].event for number in scope.nodes]
    return isinstance(taking, Call) and any(
        isinstance(each, Call) and (each.receiver, each.method) == (scope.lock, taking.method) for each in calls
    )
