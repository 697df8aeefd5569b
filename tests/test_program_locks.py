# ruff: noqa: E501 (a row of a table is read best in one line)
"""What is known of locks: where they are held, which lock it is, what waits and by which calls, design or accident."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any
from unittest.mock import patch

import pytest

from letgo import known, pipeline
from letgo.config import Settings
from letgo.model import Severity
from letgo.program.locks import Held
from letgo.program.scopes import LockScopes, Stall

ROOT = Path("/nowhere")
HEAD = "import threading, time, queue, asyncio, socket, functools, redis, contextlib\nfrom threading import Lock, RLock, Condition\n"
ROWS = HEAD.count("\n")


def scopes(texts: dict[str, str]) -> LockScopes:
    """The lock scopes of a project of these files, each with the usual imports on top."""
    made: list[LockScopes] = []

    def recorded(*given: Any) -> LockScopes:
        made.append(LockScopes(*given))
        return made[-1]

    overlay = {ROOT / name: (HEAD + dedent(text).lstrip("\n")).encode() for name, text in texts.items()}
    with patch.object(known, "LockScopes", recorded):
        pipeline.check(ROOT, list(overlay), Settings(), overlay)
    return made[0]


def held(text: str) -> list[Held]:
    """The lock scopes of one module."""
    found = scopes({"m.py": text})
    return [each for facts in found.suspects.functions("m") for each in found.locks.scopes(facts)]


def stalls(text: str) -> list[Stall]:
    return scopes({"m.py": text}).stalls()


def of_function(body: str, head: str = "def f(flag, work):") -> str:
    return f"lock = Lock()\nother = Lock()\n{head}\n{indent(dedent(body).strip(chr(10)), '    ')}\n"


# -- where it is held --------------------------------------------------------------------------------------------------


def calls_under(each: Held) -> str:
    """The calls that run under a lock, in order, as their last names."""
    graph = each.facts.graph
    assert graph is not None
    events = [graph.nodes[number].event for number in sorted(each.scope.nodes)]
    names = [name for event in events if (name := getattr(event, "name", "")) and hasattr(event, "arguments")]
    return " ".join(names)


@pytest.mark.parametrize(
    ("body", "under"),
    [
        ("with lock:\n    a()\nb()", "a"),
        ("with lock:\n    if flag:\n        return a()\n    b()\nc()", "a b"),
        ("with lock:\n    a()\n    with other:\n        b()\n    c()\nd()", "a b c|b"),
        ("with lock, other:\n    a()\nb()", "a|a"),
        ("lock.acquire()\na()\nlock.release()\nb()", "a"),
        ("lock.acquire()\ntry:\n    a()\nfinally:\n    lock.release()\nb()", "a"),
        ("if lock.acquire(False):\n    a()\n    lock.release()\nb()", "a"),
        ("if not lock.acquire(timeout=1):\n    return a()\nb()\nlock.release()", "b"),
        ("lock.acquire()\nif flag:\n    lock.release()\n    return a()\nb()\nlock.release()\nc()", "b"),
        ("for each in work:\n    with lock:\n        a()\n    b()", "a"),
        ("a()\nlock.release()", ""),
        ("with lock and flag:\n    a()", ""),
        ("with flag and lock:\n    a()", "a"),
        ("with flag or lock:\n    a()", "a"),
        ("with lock if flag else contextlib.nullcontext():\n    a()", "a"),
        ("with contextlib.ExitStack() as stack:\n    a()\n    stack.enter_context(lock)\n    b()\nc()", "b"),
        ("stack = contextlib.ExitStack()\nstack.enter_context(lock)\na()\nstack.close()\nb()", "a"),
        (
            "with contextlib.ExitStack() as stack:\n    stack.enter_context(lock)\n    a()\n    return stack.pop_all()",
            "a",
        ),
        ("work.enter_context(lock)\na()", ""),
        ("with lock:\n    a()\n    lock.release()\n    b()\n    lock.acquire()\n    c()\nd()", "a|c"),
        ("with lock:\n    for each in work:\n        lock.release()\n        a()\n        lock.acquire()\nb()", "|"),
        ("lock.acquire()\nwhile flag:\n    lock.release()\n    a()\n    lock.acquire()\nb()\nlock.release()", "b|b"),
    ],
)
def test_what_runs_under_a_lock(body: str, under: str) -> None:
    assert "|".join(calls_under(each) for each in held(of_function(body))) == under


@pytest.mark.parametrize(
    ("body", "form", "left", "handed", "tries"),
    [
        ("with lock:\n    work()", "with", False, False, False),
        ("lock.acquire()\nwork()\nlock.release()", "acquire", True, False, False),
        ("lock.acquire()\ntry:\n    work()\nfinally:\n    lock.release()", "acquire", False, False, False),
        ("lock.acquire()\ntry:\n    work()\nexcept ValueError:\n    pass\nlock.release()", "acquire", True, False, False),
        ("lock.acquire()\ntry:\n    work()\nexcept BaseException:\n    lock.release()\n    raise\nlock.release()", "acquire", False, False, False),
        ("lock.acquire()\nreturn work", "acquire", False, True, False),
        ("if lock.acquire(blocking=False):\n    work()\n    lock.release()", "acquire", True, False, True),
    ],
)  # fmt: skip
def test_how_it_is_let_go_of(body: str, form: str, left: bool, handed: bool, tries: bool) -> None:
    scope = held(of_function(body))[0].scope
    assert (scope.form, bool(scope.left_by_error), scope.handed_on, scope.tries) == (form, left, handed, tries)


def test_an_awaited_lock_is_awaited() -> None:
    text = "lock = asyncio.Lock()\nasync def f(work):\n    async with lock:\n        work()\n"
    assert [each.scope.awaited for each in held(text)] == [True]
    assert not held(of_function("with lock:\n    work()"))[0].scope.awaited


@pytest.mark.parametrize(
    ("body", "under"),
    [
        ("await lock.acquire()\na()\nlock.release()", "a"),
        ("await asyncio.wait_for(lock.acquire(), 1)\na()\nlock.release()", "a"),
        ("task = asyncio.create_task(lock.acquire())\nawait a()", ""),
        ("task = asyncio.create_task(named.lock.acquire())\nawait a()", ""),
        ("coroutine = lock.acquire()\na()\nawait coroutine\nb()\nlock.release()", "b"),
    ],
)
def test_a_coroutine_takes_it_where_it_is_awaited(body: str, under: str) -> None:
    text = f"lock = asyncio.Lock()\nasync def f(work, named):\n{indent(body, '    ')}\n"
    assert "|".join(calls_under(each) for each in held(text)) == under


# -- which lock it is --------------------------------------------------------------------------------------------------

CLASS = """
class K:
    shared = RLock()

    def __init__(self, given):
        self._a = Lock()
        self._b = threading.RLock()
        self._c = Condition(self._a)
        self._d = Condition()
        self._alias = self._a
        self._mutex = given
        self._name = "lock"

    @property
    def guard(self):
        return self._a

    def f(self, param_lock):
        with {lock}:
            pass
"""


@pytest.mark.parametrize(
    ("lock", "identity", "kind"),
    [
        ("self._a", "m.K._a", "threading.Lock"),
        ("self._b", "m.K._b", "threading.RLock"),
        ("self._c", "m.K._a", "threading.Condition"),
        ("self._d", "m.K._d", "threading.Condition"),
        ("self.guard", "m.K._a", "threading.Lock"),
        ("self.shared", "@m.K.shared", "threading.RLock"),
        ("K.shared", "@m.K.shared", "threading.RLock"),
        ("self._mutex", "m.K._mutex", ""),
        ("param_lock", "m.K.f:param_lock", ""),
        ("self._name", "", ""),
        ("self._blocking", "", ""),
        ("open('clock')", "", ""),
    ],
)
def test_identity(lock: str, identity: str, kind: str) -> None:
    found = held(CLASS.format(lock=lock))
    if not identity:
        assert not found
        return
    (each,) = found
    assert (each.lock.identity, each.lock.row.name if each.lock.row else "") == (identity, kind)


@pytest.mark.parametrize(
    ("mark", "identity"),
    [
        ("@wrapt.synchronized", "m.K.@synchronized"),
        ("@lockutils.synchronized('one')", "m.K.@synchronized"),
        ("@fasteners.interprocess_locked('path')", "m.K.@interprocess_locked"),
        ("@functools.wraps(print)", ""),
    ],
)
def test_a_library_s_decorator_runs_it_under_a_lock(mark: str, identity: str) -> None:
    text = f"""
    import fasteners, wrapt
    from oslo_concurrency import lockutils
    class K:
        {mark}
        def f(self):
            time.sleep(1)
    """
    found = stalls(text)
    assert [each.held.lock.identity for each in found] == ([identity] if identity else [])
    assert [each.held.scope.place[0] for each in found] == ([ROWS + 4] if identity else [])


@pytest.mark.parametrize(
    "text",
    [
        "lock = Lock()\ndef f():\n    with lock:\n        pass\n",
        "lock = Lock()\ndef f():\n    mine = lock\n    with mine:\n        pass\n",
        "lock = Lock()\ndef f():\n    def g():\n        with lock:\n            pass\n    g()\n",
    ],
)
def test_a_lock_of_the_module(text: str) -> None:
    (each,) = held(text)
    assert each.lock.identity == "@m.lock"
    assert each.lock.shared_by_all


def test_a_lock_of_another_module_is_the_same() -> None:
    found = scopes(
        {
            "a.py": "lock = Lock()\ndef f():\n    with lock:\n        pass\n",
            "b.py": "from a import lock\ndef g():\n    with lock:\n        pass\n",
        }
    )
    identities = {each.lock.identity for name in "ab" for each, _ in found.scopes_in(name)}
    assert identities == {"@a.lock"}


def test_an_heir_has_its_base_s_lock() -> None:
    text = CLASS.format(lock="self._a") + "\nclass L(K):\n    def g(self):\n        with self._a:\n            pass\n"
    assert {each.lock.identity for each in held(text)} == {"m.K._a"}


def test_a_generator_holds_it_for_its_block() -> None:
    text = """
    import contextlib
    class K:
        def __init__(self):
            self._a = Lock()
        @contextlib.contextmanager
        def locked(self):
            with self._a:
                yield
        def f(self):
            with self.locked():
                pass
    """
    assert [each.lock.identity for each in held(text)] == ["m.K._a", "m.K._a"]


# -- what waits --------------------------------------------------------------------------------------------------------


def chains(body: str, more: str = "") -> str:
    """The chains of the waits in the first stall of `f`, "" without one."""
    found = stalls(dedent(more) + of_function(body))
    return ", ".join(" > ".join(way.chain) for _, way in found[0].ways) if found else ""


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("with lock:\n    time.sleep(1)", "time.sleep"),
        ("with lock:\n    work()\ntime.sleep(1)", ""),
        ("with lock:\n    def g():\n        time.sleep(1)", ""),
        ("q = queue.Queue()\nwith lock:\n    q.put(1)", ""),
        ("q = queue.Queue(3)\nwith lock:\n    q.put(1)", "Queue.put"),
        ("q = queue.Queue(3)\nwith lock:\n    q.put(1, block=False)", ""),
        ("q = queue.Queue()\nwith lock:\n    q.get_nowait()", ""),
        ("q = queue.Queue()\nwith lock:\n    q.get()", "Queue.get"),
        ("with lock:\n    one()", "one > two > time.sleep"),
        ("with lock:\n    again(3)", "again > time.sleep"),
        ("with lock:\n    maybe(True)", "maybe > time.sleep"),
        ("with lock:\n    maybe(False)", ""),
        ("with lock:\n    maybe()", "maybe > time.sleep"),
        ("with lock:\n    passes_on(wait=False)", ""),
        ("with lock:\n    passes_on(wait=True)", "passes_on > maybe > time.sleep"),
        ("with lock:\n    calm()", ""),
        ("with lock:\n    Made()", "Made.__init__ > time.sleep"),
        ("with lock:\n    remembered()", ""),
        ("with lock:\n    remembered_for(1)", "remembered_for > time.sleep"),
        ("with lock:\n    optional()", ""),
        ("with lock:\n    optional(slow=1)", "optional > time.sleep"),
        ("with lock:\n    chosen()", ""),
        ("with lock:\n    chosen(slow=1)", "chosen > time.sleep"),
        ("with lock:\n    filled()", "filled > time.sleep"),
        ("with lock:\n    apply_twice(slow)", "apply_twice > apply > slow > time.sleep"),
        ("with lock:\n    apply_twice(calm)", ""),
        ("def mine():\n    time.sleep(1)\nwith lock:\n    optionally(mine)", "optionally > f.mine > time.sleep"),
        ("with lock:\n    optionally()", ""),
        ("late = functools.partial(slow)\nwith lock:\n    late()", "slow > time.sleep"),
        ("with lock:\n    list(map(slow, work))", "slow > time.sleep"),
        ("q = queue.Queue()\nwith lock:\n    while not q.empty():\n        q.get()", ""),
        ("q = queue.Queue()\nwith lock:\n    if q.empty():\n        q.get()", "Queue.get"),
        ("q = queue.Queue(2)\nwith lock:\n    if not q.full():\n        q.put(1)", ""),
        ("s = threading.Semaphore(2)\nwith lock:\n    with s:\n        work()", "Semaphore.acquire"),
        ("with lock:\n    Told(print).tell()", "Told.tell > slow > time.sleep"),
        ("with lock:\n    apply(work)", "apply > slow > time.sleep"),
    ],
)
def test_chains(body: str, wanted: str) -> None:
    more = """
    def one():
        two()
    def two():
        time.sleep(1)
    def again(count):
        if count:
            again(count - 1)
        time.sleep(1)
    def maybe(wait=True):
        if wait:
            time.sleep(1)
    def passes_on(wait):
        maybe(wait)
    def calm():
        return calm2()
    def calm2():
        return calm()
    class Made:
        def __init__(self):
            time.sleep(1)
    @functools.lru_cache()
    def remembered():
        time.sleep(1)
    @functools.lru_cache()
    def remembered_for(what):
        time.sleep(what)
    def optional(**options):
        if "slow" in options:
            time.sleep(1)
    def chosen(**options):
        slow = options.pop("slow") if "slow" in options else False
        if slow:
            options["more"] = slow
        if "more" in options:
            time.sleep(1)
    def apply_twice(one):
        apply(one)
        apply(one)
    def optionally(one=None):
        if one is not None:
            one()
    def slow():
        time.sleep(1)
    class Told:
        def __init__(self, callback):
            self._callback = callback
        def tell(self):
            self._callback()
    def apply(function):
        return function()
    def main():
        Told(slow)
        apply(function=slow)
    def filled(**options):
        options["slow"] = 1
        if "slow" in options:
            time.sleep(1)
    """
    assert chains(body, more) == wanted


FAMILY = """
class Base:
    def stop(self):
        self.on_stop()
    def on_stop(self):
        pass
class Slow(Base):
    def on_stop(self):
        time.sleep(1)
class Quick(Base):
    def f(self):
        with lock:
            {quick}
class Both(Slow):
    def f(self):
        with lock:
            {both}
lock = Lock()
"""


@pytest.mark.parametrize(
    ("quick", "both", "found"),
    [
        ("self.stop()", "pass", []),
        ("super().stop()", "pass", []),
        ("Slow().stop()", "pass", ["Base.stop > Slow.on_stop > time.sleep"]),
        ("pass", "self.stop()", ["Base.stop > Slow.on_stop > time.sleep"]),
        ("pass", "super().stop()", ["Base.stop > Slow.on_stop > time.sleep"]),
    ],
)
def test_an_object_s_own_class_is_kept_in_mind(quick: str, both: str, found: list[str]) -> None:
    """What a brother of it overrides doesn't run, whoever's method it is called by."""
    ways = [way for stall in stalls(FAMILY.format(quick=quick, both=both)) for _, way in stall.ways]
    assert [" > ".join(way.chain) for way in ways] == found


def test_a_far_fetched_chain_is_only_information() -> None:
    """Whoever is told by a name alone, at the end of many calls, may well be somebody else."""
    steps = "".join(f"def s{n}(thing):\n    s{n + 1}(thing)\n" for n in range(1, 5))
    text = (
        steps
        + """
class Engine:
    def turn_over(self):
        time.sleep(1)
def s5(engine):
    engine.turn_over()
lock = Lock()
def near(engine):
    with lock:
        engine.turn_over()
def far(thing):
    with lock:
        s1(thing)
"""
    )
    overlay = {ROOT / "m.py": (HEAD + text).encode()}
    found = {each.scope: each for each in pipeline.check(ROOT, list(overlay), Settings(), overlay).findings}
    assert found["near"].severity is Severity.WARNING
    assert found["far"].severity is Severity.INFO
    assert found["far"].message.endswith("if all 1 guesses on the way are right")


CONDITION = """
class K:
    def __init__(self):
        self._a = Lock()
        self._c = Condition(self._a)
    def f(self):
        with self._a:
            self._c.wait()
    def g(self):
        with other:
            with self._c:
                self._c.wait()
other = Lock()
"""


def test_a_condition_lets_go_of_its_own_lock_alone() -> None:
    found = [(stall.held.facts.name, stall.held.lock.identity) for stall in stalls(CONDITION)]
    assert found == [("g", "@m.other")]


# -- design or accident ------------------------------------------------------------------------------------------------

OWNER = """
class K:
    def __init__(self):
        self.{name} = {made}
        self._items = []
        self._sock = socket.socket()
        self._thread = threading.Thread(target=print)
    def f(self, flag):
        with self.{name}:{comment}
            {wait}
    def g(self):
        with self.{name}:
            {rest}
"""


def evidence(
    wait: str, name: str = "_lock", made: str = "Lock()", rest: str = "self._items.append(1)", comment: str = ""
) -> tuple[bool, list[str]]:
    """Whether the first stall is taken for design, and what speaks for and against it."""
    stall = stalls(OWNER.format(wait=wait, name=name, made=made, rest=rest, comment=comment))[0]
    return stall.design, [each.text for each in stall.evidence]


@pytest.mark.parametrize(
    ("given", "design", "said"),
    [
        ({"wait": "time.sleep(1)"}, False, "a timer guards nothing"),
        ({"wait": "self._thread.join()"}, False, "whom it waits for may need the lock to end"),
        ({"wait": "self._sock.sendall(b'x')", "rest": "self._sock.recv(1)"}, True, "it serialises the use of self._sock"),
        ({"wait": "self._sock.sendall(b'x')", "name": "_send_lock", "rest": "pass"}, True, "the lock's name says what it is for (_send_lock)"),
        ({"wait": "time.sleep(1)", "made": "threading.Semaphore(3)"}, True, "a semaphore bounds how many do this at once"),
        ({"wait": "time.sleep(1)", "made": "threading.Semaphore(1)"}, False, "the lock guards _items (line 14)"),
        ({"wait": "time.sleep(1)", "made": "threading.Semaphore()"}, False, "the lock guards _items (line 14)"),
        ({"wait": "time.sleep(1)", "made": "redis.Redis().lock('a')"}, True, "a lock against other machines is made to be held over I/O"),
        ({"wait": "self._sock.recv(1)", "made": "threading.Semaphore(3)"}, True, "a semaphore bounds how many do this at once"),
        ({"wait": "self._sock.recv(1)", "comment": "  # one thread at a time"}, True, 'a comment says "one thread"'),
        ({"wait": "self._thread.join()", "rest": "self._items.append(1)"}, False, "the lock guards _items (line 14)"),
        ({"wait": "self._sock.sendall(b'x'); self._sock.recv(1)", "rest": "pass"}, True, "a question is sent and its answer read on self._sock"),
        ({"wait": "self._sock.recv(1)", "name": "_pool_lock", "rest": "pass"}, False, "the lock's name says that it guards state (_pool_lock)"),
    ],
)  # fmt: skip
def test_evidence(given: dict[str, str], design: bool, said: str) -> None:
    found, texts = evidence(**given)
    assert said in texts
    assert found is design, texts


def test_one_lock_for_all_speaks_for_an_accident() -> None:
    (stall,) = stalls(of_function("with lock:\n    time.sleep(1)"))
    assert "one lock serves the whole program" in [each.text for each in stall.evidence]
    assert not stall.design


ONCE = """
class K:
    def __init__(self):
        self._guard = Lock()
        self._up = False
        self._ready = threading.Event()
        self._client = None
    def f(self):
        with self._guard:
            {first}
            self._ready.wait()
    def g(self):
        {g}
"""


@pytest.mark.parametrize(
    ("first", "g", "once"),
    [
        ("if self._up: return\n            self._up = True", "pass", True),
        ("if self._up: return\n            self._up = True", "self._up = False", False),
        ("if self._client is not None: return\n            self._client = object()", "pass", True),
        ("if self._client is not None: return\n            self._client = object()", "self._client = None", False),
        ("if self._up: self._up = True", "pass", False),
        ("if self._up: return", "pass", False),
    ],
)
def test_what_is_done_once(first: str, g: str, once: bool) -> None:
    stall = stalls(ONCE.format(first=first, g=g))[0]
    assert any(each.text.endswith("says that it is done once, and stays") for each in stall.evidence) is once


CALLERS = """
class K:
    def __init__(self):
        self._guard = Lock()
        self._sock = socket.socket()
    def _ask(self):
        return self._sock.recv(1)
    def f(self):
        with self._guard:
            self._ask()
    def g(self):
        {g}
"""


@pytest.mark.parametrize(
    ("g", "said"),
    [
        ("with self._guard: self._ask()", "_ask() is only called under the lock"),
        ("return self._ask()", "_ask() also runs without the lock (line 13)"),
        ("pass", ""),
    ],
)
def test_who_else_calls_it(g: str, said: str) -> None:
    stall = stalls(CALLERS.format(g=g))[0]
    found = [each.text for each in stall.evidence if "_ask()" in each.text]
    assert found == ([said] if said else [])


def related(text: str) -> list[str]:
    """What is said beside the lock finding of a module, its lock left out."""
    overlay = {ROOT / "m.py": (HEAD + dedent(text)).encode()}
    (finding,) = pipeline.check(ROOT, list(overlay), Settings(), overlay).findings
    assert finding.related[0].message.endswith("is taken here")
    return [each.message for each in finding.related[1:]]


def test_what_was_weighed_is_shown() -> None:
    accident = OWNER.format(wait="time.sleep(1)", name="_io", made="Lock()", rest="self._items.append(1)", comment="")
    assert related(accident) == [
        "speaks for an accident: a timer guards nothing; the lock guards _items (line 15)",
        "speaks for design: the lock's name says what it is for (_io)",
    ]
    comment = "  # one thread at a time"
    design = OWNER.format(wait="self._sock.recv(1)", name="_sock_lock", made="Lock()", rest="pass", comment=comment)
    (told, *against) = related(design)
    assert told.startswith("speaks for design: the lock's name says what it is for (_sock_lock); ")
    assert against == ["speaks for an accident: most of its 2 scopes don't wait"]


def test_of_an_await_under_a_thread_s_lock_nothing_is_weighed() -> None:
    assert related("lock = Lock()\nasync def f():\n    with lock:\n        await asyncio.sleep(1)\n") == []


def test_what_speaks_loudest_comes_first() -> None:
    (stall, *_) = stalls(OWNER.format(wait="time.sleep(1)", name="_io_lock", made="Lock()", rest="pass", comment=""))
    weights = [abs(each.weight) for each in stall.evidence]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) > 1
