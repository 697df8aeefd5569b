"""Design or accident: what speaks for a lock being there to serialise the very wait that is found under it.

Each piece of evidence has a weight: positive ones speak for design. The weights were set by reading lock scopes of
real packages; a lone hint never decides against a strong one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from letgo.catalogue import LockFamily, WaitKind
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import TRUE, Await, Bind, Call, Enter, Event, Graph, Operand, Test, is_path, writes
from letgo.flow.held import only_behind
from letgo.program.atlas import words
from letgo.program.locks import FOR_IO, Held
from letgo.program.resolve import TESTS
from letgo.program.waiting import Way

DESIGN = 1  # the sum from which a scope is taken for design
CLOCKS = frozenset({WaitKind.TIMER, WaitKind.LIMITER, WaitKind.INPUT})
JOINS = frozenset({WaitKind.THREAD, WaitKind.PROCESS, WaitKind.FUTURE})
HAND_OVERS = frozenset({WaitKind.QUEUE, WaitKind.EVENT})
CHANNEL = frozenset(
    {
        "cmd", "command", "export", "flush", "io", "line", "out", "port", "print", "read", "recv", "request", "rfile",
        "rx", "send", "serial", "sock", "socket", "stream", "transport", "tx", "usb", "wfile", "wire", "write",
        "writer",
    }
)  # fmt: skip
LIFE = frozenset({"connect", "connecting", "init", "reconnect", "refresh", "start", "startup", "token", "version"})
CHANNELS = frozenset({WaitKind.NETWORK, WaitKind.DATABASE, WaitKind.DEVICE})
MUTATES = frozenset(
    {
        "add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "popleft", "remove",
        "setdefault", "update",
    }
)  # fmt: skip
SENDS = frozenset({"query", "request", "send", "send_bytes", "send_string", "sendall", "write", "writelines"})
RECEIVES = frozenset(
    {
        "getresponse", "read", "read_all", "read_until", "readexactly", "readinto", "readline", "readlines", "recv",
        "recv_bytes", "recv_into", "recv_string", "recvfrom",
    }
)  # fmt: skip
SAYS = re.compile(
    r"\b(only one|one (thread|caller|request|writer|reader|process|at a time)|at a time|seriali[sz]e[sd]?|interleav\w*|"
    r"concurrent(ly)?|simultaneous(ly)?|mutual(ly)? exclu\w+|atomic(ally)?|not thread.?safe|in (the right )?order|"
    r"exclusive(ly)? access)\b",
    re.IGNORECASE,
)


PROMISES = re.compile(
    r"\b(calls?|commands?|exchanges?|operations?|requests?|transactions?)\b.*"
    r"\b(atomic(ally)?|seriali[sz]ed?|at a time)\b|"
    r"\b(seriali[sz]e[sd]?|only one|one)\b.*\b(calls?|commands?|exchanges?|operations?|requests?|transactions?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation, as the end of a sentence, and how much it speaks for design (negative: for accident)."""

    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What must be known beyond the scope itself.

    `others` are the other scopes of the same lock and whether they wait; `comments` the comments in and right above
    the scope; `elsewhere` gives the row of a call of a method that isn't under the lock, 0 if every call of it in its
    class is, -1 if that isn't known; `plain` tells whether a field is a mere container or counter (and no event or
    queue, which guard themselves), `stays` whether a field that is set once stays so. `bounds`: the lock lets several
    in, and so guards no state. `promises`: what the comments say at the place where the lock is made. `named`:
    whoever makes it gives it a name or a path.
    """

    others: Sequence[tuple[Held, bool]]
    comments: Sequence[str]
    elsewhere: Callable[[FunctionFacts], int]
    plain: Callable[[FunctionFacts, Operand], bool]
    stays: Callable[[FunctionFacts, Operand], bool]
    bounds: bool
    promises: Sequence[str] = ()
    named: bool = False


def weigh(held: Held, ways: Sequence[tuple[int, Way]], around: Surroundings) -> tuple[Evidence, ...]:
    """All evidence on a scope that waits, what speaks loudest first."""
    found = [
        *_of_lock(held, around.bounds),
        *_of_kind(held, ways),
        *_of_name(held, ways),
        *_of_test(held),
        *_of_comments(around.comments),
        *_of_promise(around.promises),
        *_of_making(held, around.named),
        *_of_scopes(held, around),
        *_of_channel(held, ways),
        *_of_exchange(held, ways),
        *_of_recheck(held),
        *_of_once(held, ways, around.stays),
        *_of_callers(ways, around.elsewhere),
    ]
    return tuple(sorted(found, key=lambda each: -abs(each.weight)))


def is_design(evidence: Iterable[Evidence]) -> bool:
    """Whether the evidence, taken together, says that the wait is what the lock is for."""
    return sum(each.weight for each in evidence) >= DESIGN


def _of_lock(held: Held, bounds: bool) -> list[Evidence]:
    found = []
    if held.lock.family is LockFamily.FILE:
        found.append(Evidence("a file lock is made to be held over I/O", 7))
    if held.lock.family is LockFamily.REMOTE:
        found.append(Evidence("a lock against other machines is made to be held over I/O", 7))
    if held.scope.tries:
        found.append(Evidence("whoever finds it taken goes on without it", 6))
    if held.scope.handed_on:
        found.append(Evidence("it is handed on: somebody else lets go of it", 6))
    if bounds:
        found.append(Evidence("a semaphore bounds how many do this at once", 6))
    elif held.lock.shared_by_all and held.lock.family not in FOR_IO:
        found.append(Evidence("one lock serves the whole program", -3))
    return found


def _of_kind(held: Held, ways: Sequence[tuple[int, Way]]) -> list[Evidence]:
    """What is waited for: nobody guards a clock."""
    near = [way for _, way in ways if len(way.hops) <= 2 and not way.guesses]
    kinds = {way.wait.kind for way in near or (way for _, way in ways)}
    clock = any(way.wait.kind in CLOCKS for way in near)
    if is_async(held):
        if any(way.wait.kind in CLOCKS and not between_attempts(way) for way in near):
            return [Evidence("a timer guards nothing", -4)]
        return [Evidence("a lock of the loop is held over awaits on purpose", 8)]
    if kinds & CLOCKS:
        return [Evidence("a timer guards nothing", -4 if clock else -1)]
    if kinds & JOINS:
        return [Evidence("whom it waits for may need the lock to end", -4)]
    if any(way.wait.frees for way in near):
        return [Evidence("a condition lets go of its own lock, and of no other", -4)]
    if kinds & HAND_OVERS:
        return [Evidence("it waits for somebody else to act", -2)]
    if WaitKind.DEVICE in kinds:
        return [Evidence("a device takes one command at a time", 2)]
    return []


def between_attempts(way: Way) -> bool:
    """Whether a callee sleeps between attempts at something else that it awaits: that is what it is called for."""
    graph = way.wait.facts.graph
    if way.direct or way.wait.kind is not WaitKind.TIMER or graph is None:
        return False
    slept = writes(graph.nodes[way.wait.node].event)
    awaited = [node.event for node in graph.nodes if isinstance(node.event, Await | Enter)]
    return any(
        (isinstance(event, Await) and event.src != slept) or (isinstance(event, Enter) and event.awaited)
        for event in awaited
    )


def is_async(held: Held) -> bool:
    """Whether it is a lock of the event loop: others go on while its holder awaits."""
    return held.lock.family is LockFamily.ASYNC or held.scope.awaited


def _of_name(held: Held, ways: Sequence[tuple[int, Way]]) -> list[Evidence]:
    name = held.lock.identity.rpartition(":")[2].rpartition(".")[2]
    said = words(name)
    if "pool" in said or "cache" in said:
        return [Evidence(f"the lock's name says that it guards state ({name})", -2)]
    if CHANNEL & set(said):
        clock = any(way.wait.kind in CLOCKS and not way.guesses for _, way in ways)
        return [Evidence(f"the lock's name says what it is for ({name})", 2 if clock else 5)]
    if LIFE & set(said):
        return [Evidence(f"the lock's name says that one does this for all ({name})", 3)]
    return []


def _of_comments(comments: Sequence[str]) -> list[Evidence]:
    for each in comments:
        said = SAYS.search(each)
        if said:
            return [Evidence(f'a comment says "{said.group(0)}"', 3)]
    return []


def _of_promise(promises: Sequence[str]) -> list[Evidence]:
    """What is said where the lock is made holds for all its scopes."""
    said = next((found for each in promises if (found := PROMISES.search(each))), None)
    return [Evidence(f'where it is made, a comment says "{said.group(0)}"', 8)] if said else []


def _of_making(held: Held, named: bool) -> list[Evidence]:
    """A lock of unknown make that has a name keeps out others than the threads of this program."""
    if named and held.lock.row is None:
        return [Evidence("a lock with a name is one between programs, made to be held over I/O", 7)]
    return []


def _of_test(held: Held) -> list[Evidence]:
    """A test takes a lock to see what others do meanwhile."""
    if TESTS.search(held.facts.module):
        return [Evidence("a test holds it to see what others do meanwhile", 9)]
    return []


def _of_scopes(held: Held, around: Surroundings) -> list[Evidence]:
    """What else happens under the lock: only such waits, or work on shared state."""
    if around.bounds or held.lock.family in FOR_IO:
        return []
    every = [held, *(other for other, _ in around.others)]
    state: dict[Operand, int] = {}
    for each in every:
        for name, row in guarded(each).items():
            if name not in state and around.plain(each.facts, name):
                state[name] = row
    if state:
        shown = ", ".join(f"{name.rpartition('.')[2]} (line {state[name]})" for name in sorted(state)[:2])
        return [Evidence(f"the lock guards {shown}", -3)]
    waiting = 1 + sum(waits for _, waits in around.others)
    if ":" in held.lock.identity:  # whose it is, isn't known: neither are its other scopes
        return []
    if waiting == len(every):
        return [Evidence("it is only ever held for this", 3 if waiting == 1 else 2)]
    if waiting * 2 <= len(every):
        return [Evidence(f"most of its {len(every)} scopes don't wait", -2)]
    return []


def guarded(held: Held) -> dict[Operand, int]:
    """Containers and counters of an object that a scope changes, state that a lock guards; and in which row first."""
    graph = held.facts.graph
    assert graph is not None
    found: dict[Operand, int] = {}
    for number in sorted(held.scope.nodes, key=lambda each: graph.nodes[each].place):
        event = graph.nodes[number].event
        name = ""
        if isinstance(event, Bind) and event.dst.endswith(".[]"):
            name = event.dst[:-3]
        elif isinstance(event, Call) and event.method in MUTATES:
            name = event.receiver
        if name and (is_path(name) or name.startswith("@")):
            found.setdefault(name, graph.nodes[number].place[0])
    return found


def _of_channel(held: Held, ways: Sequence[tuple[int, Way]]) -> list[Evidence]:
    """The object that is waited on is a field of the very object whose lock it is, or what its block hands out."""
    owner = held.lock.identity.rpartition(".")[0].lstrip("@")
    graph = held.facts.graph
    assert graph is not None
    for number, way in ways:
        wait = way.wait
        if wait.kind not in CHANNELS:
            continue
        event = graph.nodes[number].event
        behind = _behind(graph, event.receiver) if isinstance(event, Call) and way.direct else []
        if held.scope.lock in behind:
            return [Evidence("its block hands out what is waited on", 6)]
        mine = f"{wait.facts.module}.{wait.facts.owner}" if wait.facts.owner else ""
        fields = [each for each in behind if each.startswith("self.") and each.count(".") == 1]
        fields = fields or _beside_lock(held, event)
        if not fields and mine == owner and wait.receiver.startswith("self.") and wait.receiver.count(".") == 1:
            fields = [wait.receiver]
        if fields:
            return [Evidence(f"it serialises the use of {fields[0]}", 3)]
    return []


def _beside_lock(held: Held, event: Event | None) -> list[Operand]:
    """What a call is given that is kept beside the lock, and is a channel by its name: `peer._sock` of `peer._lock`."""
    base = held.scope.lock.rpartition(".")[0]
    given = [argument.operand for argument in event.arguments] if isinstance(event, Call) else []
    return [each for each in given if base and each.rpartition(".")[0] == base and CHANNEL & set(words(each))]


def _of_exchange(held: Held, ways: Sequence[tuple[int, Way]]) -> list[Evidence]:
    """A question is sent and its answer is read on one channel: nobody else's may come in between."""
    graph = held.facts.graph
    assert graph is not None
    inside = [event for number in sorted(held.scope.nodes) if isinstance(event := graph.nodes[number].event, Call)]
    waiting = [event for number, _ in ways if isinstance(event := graph.nodes[number].event, Call)]
    channel = exchanged(inside)
    if channel and any(channel in operands_of(event) for event in waiting):
        return [Evidence(f"a question is sent and its answer read on {channel.lstrip('@')}", 4)]
    return []


def exchanged(calls: Iterable[Call]) -> Operand:
    """The object that something is sent over and then received from, by these calls in their order; "" if none is."""
    asked: set[Operand] = set()
    for call in calls:
        said = (words(call.name) or ("",))[0]
        if (call.method in RECEIVES or said in ("read", "receive", "recv")) and call.receiver in asked:
            return call.receiver
        if call.method in SENDS or said in ("send", "write"):
            asked |= {each for each in operands_of(call) if each not in ("self", "cls")}
    return ""


def operands_of(call: Call) -> tuple[Operand, ...]:
    """What a call is made on and given, where that has a name."""
    given = (call.receiver, *(argument.operand for argument in call.arguments))
    return tuple(each for each in given if each and each[0] not in "%#")


def _behind(graph: Graph, operand: Operand) -> list[Operand]:
    """An operand, and what it is made from: `cursor`, `conn` of `conn.cursor()`, `self._c` of `conn = self._c`."""
    found = [operand]
    for _ in range(8):
        made = next((node.event for node in graph.nodes if writes(node.event) == found[-1]), None)
        match made:
            case Bind(_, src) | Enter(_, src) | Await(_, src):
                found.append(src)
            case Call(_, _, receiver) if receiver:
                found.append(receiver)
            case _:
                break
    return found


def _of_recheck(held: Held) -> list[Evidence]:
    """The scope begins with a test of state and binds it: one does the work, the others find it done."""
    graph = held.facts.graph
    assert graph is not None
    inside = [graph.nodes[number].event for number in sorted(held.scope.nodes)]
    tested = {event.operand for event in inside if isinstance(event, Test) and event.what == "none"}
    bound = {event.dst for event in inside if isinstance(event, Bind)}
    again = sorted(name for name in tested & bound if is_path(name))
    return [Evidence(f"it looks at {again[0]} again before it does the work", 1)] if again else []


def _of_once(
    held: Held, ways: Sequence[tuple[int, Way]], stays: Callable[[FunctionFacts, Operand], bool]
) -> list[Evidence]:
    """It waits only as long as a flag isn't set, sets it, and nobody ever takes that back: once, at the start."""
    graph = held.facts.graph
    assert graph is not None
    events = [graph.nodes[number].event for number in held.scope.nodes]
    bound = {(event.dst, event.src == TRUE) for event in events if isinstance(event, Bind)}
    if any(way.wait.kind in JOINS | {WaitKind.QUEUE} for _, way in ways):
        return []  # that is how something ends, and who is waited for may need the lock
    for number in sorted(held.scope.nodes):
        event = graph.nodes[number].event
        if not isinstance(event, Test):
            continue
        if (event.operand, True) not in bound and (event.what != "none" or (event.operand, False) not in bound):
            continue
        if not (is_path(event.operand) or event.operand.startswith("@")) or event.operand.endswith("]"):
            continue
        unset = 0 if event.what == "none" else 1
        if all(only_behind(graph, node, number, unset) for node, _ in ways) and stays(held.facts, event.operand):
            return [Evidence(f"{event.operand.lstrip('@')} says that it is done once, and stays", 5)]
    return []


def _of_callers(ways: Sequence[tuple[int, Way]], elsewhere: Callable[[FunctionFacts], int]) -> list[Evidence]:
    """Whether what waits runs elsewhere without the lock, or is made for it alone."""
    found: list[Evidence] = []
    for _, way in ways:
        callee = way.hops[1].facts if len(way.hops) > 1 else way.wait.facts if way.hops else None
        if callee is None or way.hops[0].guessed:
            continue
        row = elsewhere(callee)
        if row > 0:
            return [Evidence(f"{callee.name}() also runs without the lock (line {row})", -1)]
        if row == 0 and not found:
            found.append(Evidence(f"{callee.name}() is only called under the lock", 1))
    return found
