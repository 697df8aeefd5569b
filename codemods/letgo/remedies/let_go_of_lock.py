"""Let go of a lock for the statements that wait: behind the block, before it, or between two halves of it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from keyword import iskeyword

from letgo.catalogue import WaitKind
from letgo.flow.blocks import Statement, Suite, inside, locate
from letgo.flow.graph import (
    Await,
    Bind,
    Call,
    Enter,
    Event,
    Graph,
    Member,
    Node,
    is_temporary,
    reads,
    root,
    writes,
)
from letgo.flow.plan import Capture, LetGo, Operation, Plan
from letgo.model import Refusal, Safety
from letgo.program.intent import CLOCKS, HAND_OVERS, MUTATES
from letgo.program.locks import Held
from letgo.program.scopes import LockScopes, Stall
from letgo.remedies.fresh import names_in
from letgo.remedies.hold_lock_in_block import Enclosed, enclosed
from letgo.remedies.leaving import Guarded, Leaving, bound_in, fields_of, guarded_fields, leaving
from letgo.remedies.moving_out import never, only_waits, parts_run_under_it, said_why, shown_at_most
from letgo.remedies.out_of_reach import claimed, is_ours
from letgo.remedies.what_may_change import (
    SENDS,
    asks_what_it_took,
    dropped,
    leaves_early,
    lost,
    replaced,
    runs_under_it,
    second_caller,
    sends,
    stale,
)

SIGNALS = HAND_OVERS | {WaitKind.FUTURE}

HOW = {"stack": "on an exit stack", "decorator": "by a decorator"}
NOTHING_STAYS = "nothing would stay under the lock: whether it is needed at all is for a person to decide"


@dataclass(frozen=True, slots=True)
class Ground:
    """A stall whose lock is held by a `with` block: the statement, its body, the children that wait.

    `opening` makes the block first, where it isn't there yet.
    """

    stall: Stall
    scopes: LockScopes
    graph: Graph
    block: Statement
    body: Suite
    waiting: tuple[int, ...]  # which children wait
    guarded: Guarded
    opening: Enclosed | None = None

    @property
    def first(self) -> int:
        """The first child that waits."""
        return self.waiting[0]

    @property
    def last(self) -> int:
        """The last child that waits."""
        return self.waiting[-1]

    def touched_by_calls(self, node: Node) -> frozenset[str]:
        """Guarded fields that what a node calls reads or writes."""
        held = self.stall.held
        number = next((index for index, each in enumerate(self.graph.nodes) if each is node), -1)
        callees = [callee for callee, _ in self.scopes.waits.callees(held.facts, number)]
        return frozenset(name for each in callees for name in fields_of(each) if name in self.guarded.all)

    @property
    def lock(self) -> str:
        """The lock as the source says it."""
        lock = self.stall.held.scope.lock
        return "the lock" if is_temporary(lock) else lock.lstrip("@")


def ground(stall: Stall, scopes: LockScopes) -> Ground | Refusal:
    """Where the waits of a stall stand in the block that holds the lock, or that may do so."""
    held = stall.held
    graph, tree = held.facts.graph, held.facts.tree
    if graph is None or tree is None or held.scope.form in HOW:
        return Refusal(f"the lock is taken {HOW.get(held.scope.form, '')}: make it a with block first")
    block, opening = _block(held, tree), None
    if held.scope.form == "acquire":
        made = enclosed(held, scopes)
        if isinstance(made, Refusal):
            return Refusal(f"the lock can't be taken by a with block: {made.reason}")
        stall, block, opening = made.held(stall), made.block, made
    if block is None:
        return Refusal("the block that takes the lock can't be located")
    if not _only_locks(stall, scopes, graph):
        return Refusal("the block enters something else besides the lock")
    if more := scopes.does_more(held):
        return Refusal(f"entering the block does more than to take the lock: it calls {more}()")
    body = block.suites[0]
    waiting = {graph.nodes[number].stmt for number, _ in stall.ways}
    places = [index for index, child in enumerate(body.statements) if waiting & {each.id for each in inside(child)}]
    if not places and not opening:
        return Refusal("entering the block is what waits")
    if not all(child.alone for child in body.statements):
        return Refusal("statements of the block share a line")
    return Ground(stall, scopes, graph, block, body, tuple(places), guarded_fields(held, scopes), opening)


def _block(held: Held, tree: Suite) -> Statement | None:
    at = locate(tree, held.scope.stmt)
    block = at.suite.statements[at.index] if at else None
    return block if block and block.kind == "with" else None


def _only_locks(stall: Stall, scopes: LockScopes, graph: Graph) -> bool:
    managers = [
        node.event.manager
        for node in graph.nodes
        if isinstance(node.event, Enter) and node.stmt == stall.held.scope.stmt
    ]
    return all(scopes.locks.lock(stall.held.facts, manager) is not None for manager in managers)


def let_go_of_lock(here: Ground) -> Plan | Refusal:
    """The plan: behind the block if what follows may leave too, else before it, else between two blocks."""
    if said := said_why(here):
        return Refusal(said)
    refusal: Refusal | None = None
    total = len(here.body.statements)
    for first, last in dict.fromkeys([(here.first, total - 1), (0, here.last), (here.first, here.last)]):
        made = _attempt(here, first, last)
        if isinstance(made, Plan) and spaces_out(here):
            return Refusal("the wait itself may be what the lock is for: it spaces out its callers")
        if isinstance(made, Plan):
            return made
        refusal = refusal or made
    # The reason told is that of the waiting statements themselves, if they are what can't leave.
    own = _attempt(here, here.first, here.last)
    apart = _one_by_one(here) if len(here.waiting) > 1 else own
    if isinstance(apart, Plan):
        return apart
    return own if isinstance(own, Refusal) else refusal or Refusal("no place outside of the block is known")


def is_split(here: Ground, plan: Plan) -> bool:
    """Whether the lock is taken again behind a wait."""
    statements = here.body.statements
    return any(
        isinstance(each, LetGo) and each.first != statements[0].id and each.last != statements[-1].id
        for each in plan.operations
    )


def _attempt(here: Ground, first: int, last: int) -> Plan | Refusal:
    statements = here.body.statements
    moved, before, behind = statements[first : last + 1], statements[:first], statements[last + 1 :]
    why = never(here, moved)
    if why:
        return Refusal(why)
    found = leaving(here.stall.held, here.scopes, moved, here.guarded)
    if found.stop:
        return Refusal(found.stop)
    if not found.takes and not guards(here, (*before, *behind)):
        return Refusal(NOTHING_STAYS)
    mere = all(way.direct and way.wait.row.pure for _, way in here.stall.ways)
    if not (before or behind or mere) and len(found.takes) == 1 and not _computes(here, found):
        return Refusal(NOTHING_STAYS)
    if not before and found.takes and behind:
        return Refusal("what it needs from the guarded state would be read before the lock is taken")
    field = gated(here, (*before, *moved), behind)
    if field and before and any(way.wait.kind in CLOCKS for _, way in here.stall.ways):
        return Refusal(f"the wait itself is what the lock gates: {field} is read before it and written after it")
    if field := lost(here, before, behind) if before else "":
        return Refusal(f"{field} is written after the wait from what it was before it: what others made of it is lost")
    if field := dropped(here, found, behind):
        return Refusal(f"what comes into {field} during the wait would be dropped after it, unseen")
    old = stale(here, before)
    captures, names = captured(here, moved, found)
    operations: tuple[Operation, ...] = (LetGo(here.block.id, moved[0].id, moved[-1].id), *captures)
    reasons = _reasons(here, found, before, behind, old or asks_what_it_took(here, moved, found))
    if method := runs_under_it(here, moved):
        reasons = (*reasons, f"{method}() runs under {here.lock} elsewhere: see whether it needs it")
    level = _level(here, found, before, moved, behind, old)
    return Plan(operations, _title(here, bool(before or captures), bool(behind)), level, reasons, frozenset(names))


def _computes(here: Ground, found: Leaving) -> bool:
    """Whether what is read under the lock takes more than one look: a copy, or a property that computes it."""
    take = found.takes[0]
    return take.copied or bool(take.whole) or take.name not in here.guarded.all


def _one_by_one(here: Ground) -> Plan | Refusal:
    """Let go of the lock for each waiting statement by itself, and take it again for what stands between them."""
    operations: list[Operation] = []
    reasons: list[str] = []
    for index in reversed(here.waiting):  # from the end: what stands before keeps its place
        moved = here.body.statements[index : index + 1]
        why = never(here, moved)
        if why:
            return Refusal(why)
        found = leaving(here.stall.held, here.scopes, moved, here.guarded)
        if found.stop or found.takes:
            return Refusal(found.stop or "what it needs from the guarded state would be read too early")
        if found.sketch:
            return Refusal(found.doubts[0])
        operations.append(LetGo(here.block.id, moved[0].id, moved[0].id))
        reasons += found.doubts
    total = len(here.body.statements)
    kept = tuple(child for index, child in enumerate(here.body.statements) if index not in here.waiting)
    if total == len(here.waiting) or not guards(here, kept):
        return Refusal(NOTHING_STAYS)
    reasons += _reasons(here, Leaving(), kept[:1], kept[1:], old=False)
    title = f"Let go of {here.lock} for each wait, and take it again after it"
    return Plan(tuple(operations), title, Safety.DISPLAY, tuple(dict.fromkeys(reasons)))


def guards(here: Ground, statements: tuple[Statement, ...]) -> bool:
    """Whether these statements do anything that a lock is needed for: touch what may change, or change something."""
    ids = {each.id for one in statements for each in inside(one)}
    return any(guarded_event(here, node.event) for node in here.graph.nodes if node.stmt in ids and node.event)


def guarded_event(here: Ground, event: Event) -> bool:
    """Whether an event may need the lock: it reads or changes what is guarded, or calls the object's own."""
    if isinstance(event, Call):
        own = root(event.receiver) in ("self", "cls", "super")
        known = event.receiver[:1] == "@" and here.scopes.atlas.project.split(event.receiver[1:]) is not None
        return own or known or event.method in MUTATES
    if isinstance(event, Bind) and "." in event.dst:
        return True
    names = {each.removesuffix(".[]").rpartition(".")[2] for each in (*reads(event), writes(event)) if "." in each}
    return bool(names & here.guarded.all)


def _title(here: Ground, before: bool, behind: bool) -> str:
    if before and behind:
        return f"Let go of {here.lock} for the wait, and take it again after it"
    return f"Move the wait {'behind' if before else 'before'} the block of {here.lock}"


def captured(here: Ground, moved: tuple[Statement, ...], found: Leaving) -> tuple[tuple[Operation, ...], set[str]]:
    """What is read under the lock for the statements that leave it, and the names it is kept under."""
    names: set[str] = set()
    made: list[Operation] = []
    for take in found.takes:
        name = free_name(here, take.whole or take.name.lstrip("_"), names)
        names.add(name)
        made.append(Capture(here.block.id, moved[0].id, moved[-1].id, take.place, name, take.copied))
    return tuple(made), names


def free_name(here: Ground, wanted: str, taken: Set[str] = frozenset()) -> str:
    """A local name that the function mentions nowhere, not even in what is nested in it, and the module doesn't know.

    Fields of that name don't matter.
    """
    facts = here.stall.held.facts
    if not wanted.isidentifier() or iskeyword(wanted):
        wanted = "taken"
    text = here.scopes.atlas.text(facts)
    used = names_in(text, here.scopes.remarks) | here.scopes.names(facts) | taken
    name, number = wanted, 2
    while name in used:
        name, number = f"{wanted}_{number}", number + 1
    return name


def _paces(here: Ground, kept: tuple[Statement, ...]) -> bool:
    """Whether a pause stands beside what is sent or awaited under the lock: it may be a part of that exchange."""
    ids = {each.id for one in kept for each in inside(one)}
    events = [node.event for node in here.graph.nodes if node.stmt in ids]
    talks = any(
        isinstance(event, Await)
        or (isinstance(event, Enter) and event.awaited)
        or (isinstance(event, Call) and bool(event.receiver) and event.method in SENDS)
        for event in events
    )
    return talks and any(way.direct and way.wait.kind in CLOCKS for _, way in here.stall.ways)


def spaces_out(here: Ground) -> bool:
    """Whether the lock is only ever held over a timer: one caller after the other, with a pause in between."""
    owner = here.stall.held.facts.owner
    near = [way for _, way in here.stall.ways if way.direct or (len(way.hops) == 1 and way.wait.facts.owner == owner)]
    clock = any(way.wait.kind in CLOCKS for way in near)
    every = here.scopes.of_lock(here.stall.held.lock.identity)
    return clock and all(here.scopes.ways(each) for each in every)


def gated(here: Ground, before: tuple[Statement, ...], behind: tuple[Statement, ...]) -> str:
    """A guarded field that is read before the wait (or for it) and written after it, "" if there is none."""
    first = {each.id for one in before for each in inside(one)}
    then = {each.id for one in behind for each in inside(one)}
    read = {node.event.name for node in here.graph.nodes if node.stmt in first and isinstance(node.event, Member)} | {
        name for node in here.graph.nodes if node.stmt in first for name in here.touched_by_calls(node)
    }
    written = {
        writes(node.event).removesuffix(".[]").rpartition(".")[2]
        for node in here.graph.nodes
        if node.stmt in then and isinstance(node.event, Bind) and "." in node.event.dst
    }
    return next(iter(sorted(read & written & here.guarded.all)), "")


def is_opaque(here: Ground) -> bool:
    """Whether what waits is told by names alone (and others may reach it), or a person says why the lock is held."""
    guessed = any(way.opaque for _, way in here.stall.ways) and not is_ours(here)
    return guessed or here.scopes.explained(here.stall.held)


def _reasons(
    here: Ground, found: Leaving, before: tuple[Statement, ...], behind: tuple[Statement, ...], old: bool
) -> tuple[str, ...]:
    reasons = list(dict.fromkeys(found.doubts))[:2]
    if any(not way.direct for _, way in here.stall.ways):
        reasons.append("what is called runs without the lock then")
    if before and behind:
        reasons.append("others may take the lock in between: check again what was decided before the wait")
    elif behind and leaves_early(here, behind):
        reasons.append("the wait is done even where the block would have left early")
    if old:
        reasons.append("what was checked under the lock may have changed by the time of the wait")
    impure = any(not way.wait.row.pure for _, way in here.stall.ways)
    if impure and behind and not before and bound_in(here.graph, here.body.statements[: here.last + 1]):
        reasons.append("what it gives may no longer hold when the lock is taken: look again")
    if impure and not reasons:
        reasons.append("the wait does more than wait: its effects are no longer under the lock")
    if not is_ours(here) and any(parts_run_under_it(here, number) for number, way in here.stall.ways if way.hops):
        reasons.append(f"other calls on it run under {here.lock}: they may overlap with this one then")
    if other := replaced(here, found):
        reasons.append(f"whoever replaces {other} during the wait wakes nobody who waits for the old one")
    if sends(here):
        reasons.append("what is sent may mix with what others send")
    if any(way.wait.kind in CLOCKS for _, way in here.stall.ways):
        reasons.append("callers that were spaced out by the wait no longer are")
    if second_caller(here, before):
        reasons.append("a second caller that finds the work under way no longer waits for it to end")
    if may_be_held_around(here):
        reasons.append("a caller that holds the lock already keeps it through the wait")
    return tuple(dict.fromkeys(reasons))


def may_be_held_around(here: Ground) -> bool:
    """Whether a caller may hold the lock already when the block takes it."""
    row = here.stall.held.lock.row
    return row is None or row.reentrant or bool(row.shares)


def _level(
    here: Ground, found: Leaving, before: tuple[Statement, ...], moved: tuple[Statement, ...],
    behind: tuple[Statement, ...], old: bool,
) -> Safety:  # fmt: skip
    pure = all(way.direct and way.wait.row.pure for _, way in here.stall.ways) and only_waits(here, moved)
    decided = second_caller(here, before) and not all(way.wait.row.pure for _, way in here.stall.ways)
    decided = decided and not claimed(here, before)
    again = bool(behind) and (bool(before) or not pure)
    open_to_others = decided or again or old or is_opaque(here) or found.sketch or sends(here)
    open_to_others = open_to_others or _paces(here, (*before, *behind))
    if open_to_others or shown_at_most(here, found, moved):
        return Safety.DISPLAY
    if _reasons(here, found, before, behind, old) or not only_waits(here, moved):
        return Safety.UNSAFE
    return Safety.SAFE
