"""Note under the lock that a branch must wait, leave it, then wait; take it again for what comes after. A sketch.

Read off what maintainers write: `full = True` (or the connection that the pool has no room for) under the lock, and
behind it `if full: conn.close()`; of two threads that come to a missing entry, the second looks again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from letgo.flow.blocks import Statement, Suite, inside
from letgo.flow.graph import Bind, Call, Member, Node, is_temporary, reads, root, writes
from letgo.flow.plan import Capture, Operation, Owe, Plan
from letgo.model import Refusal, Safety
from letgo.program.atlas import words
from letgo.program.intent import CLOCKS, MUTATES
from letgo.remedies.debts import Debt, ends_for_good, looked_at, names_of
from letgo.remedies.leaving import bound_in, leaving, looked_into, read_in
from letgo.remedies.let_go_of_lock import (
    NOTHING_STAYS,
    Ground,
    captured,
    free_name,
    guarded_event,
    spaces_out,
)
from letgo.remedies.moving_out import events, never, said_why
from letgo.remedies.settle_then_wait import puts_back, unsettled
from letgo.remedies.what_may_change import dropped, lost

LEAVES = frozenset({"return", "raise", "jump"})
VERBS = frozenset(
    {
        "call", "close", "connect", "disconnect", "execute", "fetch", "flush", "get", "init", "initialize", "join",
        "load", "notify", "open", "post", "publish", "read", "refresh", "register", "release", "remove", "reset", "run",
        "save", "send", "shutdown", "start", "stop", "submit", "subscribe", "terminate", "unregister", "unsubscribe",
        "update", "write",
    }
)  # fmt: skip


def note_then_wait(here: Ground) -> Plan | Refusal:
    """The sketch, if each wait stands in a branch that it may leave, and nothing around it needs it to be over."""
    if spaces_out(here) or any(way.direct and way.wait.kind in CLOCKS for _, way in here.stall.ways):
        return Refusal("the wait itself may be what the lock is for: it spaces out its callers")
    if said := said_why(here):
        return Refusal(said)
    debts: list[Debt] = []
    for index in here.waiting:
        found = _debts(here, here.body.statements[index])
        if isinstance(found, Refusal):
            return found
        debts += found
    rest = _rest(here, debts)
    if isinstance(rest, Refusal):
        return rest
    moved = {each.id for debt in debts for one in debt.moved for each in inside(one)}
    kept = [node for node in here.graph.nodes if node.stmt not in moved and node.stmt in _ids(here.body.statements)]
    if not any(_needs_lock(here, node) for node in kept):
        return Refusal(NOTHING_STAYS)
    operations: list[Operation] = []
    names: set[str] = set()
    for debt in debts:
        operations += _owe(here, debt, names, rest if debt is debts[-1] else Rest())
    again = any(debt.again for debt in debts) or bool(rest.statements)
    title = f"Note under {here.lock} that it must wait, leave it, then wait"
    title += ", and take it again" if again else ""
    reasons = tuple(dict.fromkeys(each for debt in debts for each in looked_at(here, debt, again)))
    level = Safety.UNSAFE if not again and all(ends_for_good(here, each) for each in debts) else Safety.DISPLAY
    return Plan(tuple(operations), title, level, reasons, frozenset(names))


def _needs_lock(here: Ground, node: Node) -> bool:
    """Whether a node reads or changes what is guarded: that an own method is called says nothing by itself."""
    if isinstance(node.event, Call) and node.event.method not in MUTATES:
        return bool(here.touched_by_calls(node))
    return node.event is not None and guarded_event(here, node.event)


def _ids(statements: tuple[Statement, ...]) -> set[int]:
    return {each.id for one in statements for each in inside(one)}


# -- which statements leave ------------------------------------------------------------------------------------------


def _debts(here: Ground, child: Statement) -> list[Debt] | Refusal:
    """What the branches of a statement of the block owe; the widest suites that may leave."""
    waiting = {here.graph.nodes[number].stmt for number, _ in here.stall.ways}
    if child.id in waiting:
        return Refusal("the wait doesn't stand in a branch")
    made: list[Debt] = []
    for suite in child.suites:
        if not waiting & _ids(suite.statements):
            continue
        if suite.role == "elif":
            found = _debts(here, suite.statements[0])
        elif not _is_branch(child, suite):
            return Refusal("what waits stands in a loop, or an error of it is dealt with in the block")
        else:
            found = _owed(here, child, suite, waiting)
        if isinstance(found, Refusal):
            return found
        made += found
    return made


def _is_branch(child: Statement, suite: Suite) -> bool:
    """Whether a suite runs once at most, and nothing around it deals with its errors."""
    if child.kind == "if":
        return True
    return suite.role == "else" and not any(each.role == "finally" for each in child.suites)


def _owed(here: Ground, branch: Statement, suite: Suite, waiting: set[int]) -> list[Debt] | Refusal:
    made = _debt(here, branch, suite, waiting)
    if isinstance(made, Debt):
        return [made]
    # Further in, what waits may be free to leave, if nothing follows that needs it to be over.
    places = [index for index, each in enumerate(suite.statements) if waiting & _ids((each,))]
    found: list[Debt] = []
    for index in places:
        inner = _debts(here, suite.statements[index])
        if isinstance(inner, Refusal):
            return made
        found += inner
    after = suite.statements[places[0] + 1 :]
    if any(each.kind in LEAVES for one in after for each in inside(one)):
        return made
    for debt in found:
        beside = tuple(each for each in after if not waiting & _ids((each,)))
        if unsettled(here, debt.moved, beside) or debt.again or debt.leave:
            return made
    return found


def _debt(here: Ground, branch: Statement, suite: Suite, waiting: set[int]) -> Debt | Refusal:
    """The waits of one suite, with what must come after them."""
    statements = suite.statements
    places = [index for index, each in enumerate(statements) if waiting & _ids((each,))]
    first, last = places[0], places[-1]
    while more := _needs(here, statements, first, last):
        last = more
    moved, behind = statements[first : last + 1], statements[last + 1 :]
    leave = behind[-1] if behind and behind[-1].kind == "return" else None
    behind = behind[:-1] if leave else behind
    gone = _emptied(here, behind)
    found = leaving(here.stall.held, here.scopes, moved, here.guarded, gone=gone)
    why = never(here, moved) or _leaves(moved, behind, leave) or found.stop or _needs_it(here, moved)
    if why:
        return Refusal(why)
    if row := puts_back(here, moved, behind):
        return Refusal(f"what follows the wait puts back what was there before it (line {row})")
    again = bool(unsettled(here, moved, behind)) if behind else False
    if again and not _touches(here, behind):
        wider = leaving(here.stall.held, here.scopes, (*moved, *behind), here.guarded, gone=gone)
        if not wider.stop and not never(here, behind):
            moved, behind, again, found = (*moved, *behind), (), False, wider
    if again and (name := lost(here, _ahead(here, statements[:first]), behind)):
        return Refusal(f"{name} is written after the wait from what it was before it: what others made of it is lost")
    if again:
        gone, found = frozenset[str](), leaving(here.stall.held, here.scopes, moved, here.guarded)
        if found.stop:
            return Refusal(found.stop)
        if name := dropped(here, found, behind):
            return Refusal(f"what comes into {name} during the wait would be dropped after it, unseen")
    if leave and _touches(here, (leave,)):
        return Refusal("what is returned is read from the guarded state after the wait")
    if not all(each.alone for each in suite.statements):
        return Refusal("statements of the branch share a line")
    if again and not bound_in(here.graph, moved) and _gates(here, branch, behind):
        return Refusal("the wait itself is what the lock gates: what is written after it decides whether to wait")
    return Debt(branch, suite, moved, behind, leave, again, found, gone)


def _ahead(here: Ground, inner: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """What of the block comes before a wait: in its branch, and before that."""
    return (*here.body.statements[: here.first], *inner)


def _needs_it(here: Ground, moved: tuple[Statement, ...]) -> str:
    """Why an own method that is called needs the lock, "" if none does: it looks into what others change in place."""
    held = here.stall.held
    for _, way in here.stall.ways:
        for hop in way.hops[1:]:
            inner = here.scopes.locks.scopes(hop.facts)
            if any(hop.node in each.scope.nodes and each.lock.identity == held.lock.identity for each in inner):
                return f"{hop.facts.name}() takes the same lock, and waits under it"
    for number, _ in events(here, moved):
        for callee, _ in here.scopes.waits.callees(held.facts, number):
            if needed := looked_into(callee, here.scopes, held, here.guarded):
                return f"{callee.name}() looks into {needed}, which others change under the lock"
    return ""


def _needs(here: Ground, statements: tuple[Statement, ...], first: int, last: int) -> int:
    """The last statement that uses what the waits bind, and writes nothing that is guarded; 0 if there is none."""
    bound = bound_in(here.graph, statements[first : last + 1])
    for index in range(len(statements) - 1, last, -1):
        each = statements[index]
        if each.kind == "return" and index == len(statements) - 1:
            continue
        between = statements[last + 1 : index + 1]
        if bound & read_in(here.graph, (each,)) and not _touches(here, between):
            return index
    return 0


def _touches(here: Ground, statements: tuple[Statement, ...]) -> bool:
    """Whether statements read or write what is guarded, or a field of any object."""
    for _, event in events(here, statements):
        if isinstance(event, Bind) and "." in event.dst and event.dst[0] not in "%#":
            return True
        if isinstance(event, Member) and event.name in here.guarded.all:
            return True
        if guarded_event(here, event) and not isinstance(event, Call):
            return True
        if isinstance(event, Call) and "." in event.receiver and guarded_event(here, event):
            return True
    return False


def _leaves(moved: tuple[Statement, ...], behind: tuple[Statement, ...], leave: Statement | None) -> str:
    """Why the order of things would be lost, "" if it isn't."""
    inner = [each for one in moved for each in inside(one)]
    if any(each.kind in LEAVES for each in inner):
        return "the wait may end without what follows it"
    if leave is None and any(each.kind in LEAVES for one in behind for each in inside(one)):
        return "what follows the wait leaves the branch"
    return ""


def _emptied(here: Ground, behind: tuple[Statement, ...]) -> frozenset[str]:
    """The fields of the object that are bound anew behind the wait, to something that reads nothing."""
    made: set[str] = set()
    for statement in behind:
        inner = [event for _, event in events(here, (statement,))]
        if statement.kind == "bind" and all(isinstance(each, Bind) for each in inner):
            made |= {writes(each).rpartition(".")[2] for each in inner if root(writes(each)) in ("self", "cls")}
    return frozenset(made)


def _gates(here: Ground, branch: Statement, behind: tuple[Statement, ...]) -> bool:
    """Whether a timer is waited for whose end decides over what the branch asks for."""
    if not any(way.wait.kind in CLOCKS for _, way in here.stall.ways):
        return False
    asked = {name for node in here.graph.nodes if node.stmt == branch.id for name in names_of(node.reads)}
    written = {writes(event).removesuffix(".[]").rpartition(".")[2] for _, event in events(here, behind)}
    return bool(asked & written & here.guarded.all)


# -- what stays ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rest:
    """What of the block comes after the waits: statements that need the lock, or a return that doesn't."""

    statements: tuple[Statement, ...] = ()
    ending: Statement | None = None


def _rest(here: Ground, debts: list[Debt]) -> Rest | Refusal:
    statements = here.body.statements
    first = here.first
    others = tuple(statements[index] for index in range(first + 1, len(statements)) if index not in here.waiting)
    moved = tuple(each for debt in debts for each in debt.moved)
    bound = bound_in(here.graph, moved)
    for debt in debts:
        later = tuple(each for one in here.body.statements for each in inside(one) if each.id > debt.moved[-1].id)
        own = _ids((*debt.moved, *debt.behind))
        rebound = bound_in(here.graph, tuple(e for e in later if e.id not in own and not e.suites))
        if rebound & read_in(here.graph, debt.moved):
            return Refusal("what the wait needs is bound again behind it")
    if len(here.waiting) > 1:
        inner = tuple(statements[index] for index in here.waiting[1:])
        if bound & read_in(here.graph, inner) or any(debt.again or debt.leave for debt in debts):
            return Refusal("one wait decides over another")
    ending = others[-1] if others and others[-1].kind == "return" else None
    if ending and (_touches(here, (ending,)) or _calls(here, (ending,))):
        ending = None
    others = others[:-1] if ending else others
    if any(debt.leave for debt in debts) and (others or ending):
        return Refusal("the branch leaves the function before what follows it")
    settled = not any(unsettled(here, debt.moved, others) for debt in debts) and not bound & read_in(here.graph, others)
    if not others or (settled and not any(debt.again for debt in debts)):
        return Rest(ending=ending)
    if len(here.waiting) > 1:
        return Refusal("what follows the waits needs them to be over")
    if name := lost(here, here.body.statements[: first + 1], others):
        return Refusal(f"{name} is written after the wait from what it was before it: what others made of it is lost")
    return Rest((*others, ending) if ending else others)


def _calls(here: Ground, statements: tuple[Statement, ...]) -> bool:
    return any(isinstance(event, Call) for _, event in events(here, statements))


def _owe(here: Ground, debt: Debt, names: set[str], rest: Rest) -> list[Operation]:
    """The operations for one branch: what it reads under the lock, then the debt itself."""
    captures, _ = captured(here, debt.moved, debt.found)
    operations: list[Operation] = []
    renamed: dict[str, str] = {}
    for take, each in zip(debt.found.takes, captures, strict=True):
        assert isinstance(each, Capture)
        name = each.name if each.name not in names else free_name(here, each.name, frozenset(names))
        renamed[take.name] = name
        names.add(name)
        operations.append(replace(each, name=name, ahead=debt.moved[0].id))
    noted = _noted(here, debt)
    flag = renamed.get(noted, "")
    if not flag:
        flag = free_name(here, _flag(here, debt), frozenset(names))
        names.add(flag)
    again = tuple(each.id for each in debt.behind) if debt.again else ()
    operations.append(
        Owe(
            here.block.id, debt.moved[0].id, debt.moved[-1].id, flag, noted in renamed, again,
            debt.again and _looks(here, debt), debt.leave.id if debt.leave else -1,
            rest.statements[0].id if rest.statements else -1, rest.ending.id if rest.ending else -1,
        )
    )  # fmt: skip
    return operations


def _noted(here: Ground, debt: Debt) -> str:
    """The field of what is waited for, if the branch takes that away: that it was there says that it must wait."""
    for number, _ in here.stall.ways:
        node = here.graph.nodes[number]
        if node.stmt in _ids(debt.moved) and isinstance(node.event, Call):
            field = node.event.receiver.rpartition(".")[2]
            take = next((each for each in debt.found.takes if each.name == field and not each.copied), None)
            if take and field in debt.gone:
                return field
    return ""


def _flag(here: Ground, debt: Debt) -> str:
    """A name that says what is still to be done: `must_close`; what only makes something has no verb."""
    for number, _ in here.stall.ways:
        node = here.graph.nodes[number]
        if node.stmt not in _ids(debt.moved) or not isinstance(node.event, Call):
            continue
        said = words(node.event.name)
        if said and said[0] in VERBS:
            return "_".join(["must", *said])
    return "must_wait"


def _looks(here: Ground, debt: Debt) -> bool:
    """Whether the condition of the branch can be asked again: it reads what is guarded, and nothing that changed."""
    if debt.branch.kind != "if" or debt.suite is not debt.branch.suites[0]:
        return False
    asked = [(n, node.event) for n, node in enumerate(here.graph.nodes) if node.stmt == debt.branch.id and node.event]
    if any(isinstance(event, Call) for _, event in asked):
        return False
    read = {operand for _, event in asked for operand in reads(event) if operand and not is_temporary(operand)}
    made = bound_in(here.graph, debt.suite) | {"self", "cls"}
    fields = {name for each in read for name in names_of((each,))}
    before = debt.suite.statements[: debt.suite.statements.index(debt.moved[0])]
    changed = {writes(event).removesuffix(".[]").rpartition(".")[2] for _, event in events(here, before)}
    local = {root(each) for each in read} - {"self", "cls"}
    bound_under = bound_in(here.graph, here.body.statements)
    return bool(fields & here.guarded.all) and not fields & changed and not local & (made | bound_under)
