"""A plan is carried out alike by both rewriters; one that doesn't fit is refused by each, as by the second opinion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import dedent

import pytest

from letgo.flow.language import ProofError, ReadError, RewriteError
from letgo.flow.plan import (
    Ahead,
    Block,
    Capture,
    Converge,
    Cover,
    Defer,
    Drain,
    Drop,
    DropFinally,
    Enclose,
    Finish,
    Later,
    LetGo,
    Opener,
    Operation,
    Plan,
    Poll,
    Rewrap,
    Several,
    Sink,
    Stack,
)
from letgo.model import Safety
from letgo.python import language
from letgo.python2.language import Python2

NOWHERE = (0, 0, 0, 0)
CLOSING = Opener("contextlib.closing")
SPELLED = {"contextlib.closing": "closing", "contextlib.ExitStack": "ExitStack"}


@dataclass(frozen=True)
class Wrong:
    """The body of a function (its statements have the numbers 0, 1, … from the top), what is wanted, and the refusals.

    A refusal is a part of what is said, "" for a room that isn't asked.
    """

    body: str
    operation: Operation
    source: str = ""
    python: str = ""
    python2: str = ""
    proof: str = ""

    @property
    def text(self) -> str:
        rows = dedent(self.body).strip("\n").splitlines()
        return "def f(self, p):\n" + "".join(f"    {row}\n" if row else "\n" for row in rows)

    @property
    def plan(self) -> Plan:
        return Plan((self.operation,), "t", Safety.UNSAFE)


TWO = """
with self._lock:
    a(self.x)
    b(self.y)
c()
"""
NOTED = """
with self._lock:
    a()
    b()  # said
    # the end
c()
"""
GONE = "the block of the lock is not where"
APART = "the returns of the block don't come together"
LOOK = "what is done before each look isn't the same"
LOOP = """
with self._lock:
    x = look()
    while not x:
        sleep(1)
        {again}
    {after}
"""
WRONG = {
    "no block to leave": Wrong(TWO, LetGo(3, 1, 1), "", GONE, GONE, GONE),
    "no such block": Wrong(TWO, LetGo(9, 1, 1), "", "statement 9 is not", "", GONE),
    "another suite": Wrong(TWO, LetGo(0, 3, 3), "", "is not in the block", "is not where it was", "in another suite"),
    "a note at the end": Wrong(NOTED, LetGo(0, 2, 2), "", "at the end", "at the end"),
    "nothing to capture": Wrong(
        TWO, Capture(0, 2, 2, NOWHERE, "x"), "self.z", "can't be found again", "can't be found again", "is not needed"
    ),
    "captured under no block": Wrong(TWO, Capture(3, 2, 2, NOWHERE, "x"), "self.y", GONE, GONE, GONE),
    "nothing comes first": Wrong(TWO, Defer(0, 1, 2), "", "nothing of the block", "nothing of the block"),
    "not the return at the end": Wrong(
        TWO, Defer(0, 1, 1, ending=2), "", "nothing of the block", "nothing of the block", "is not the return"
    ),
    "deferred with a note": Wrong(NOTED, Defer(0, 1, 1), "", "a comment stands at", "a comment stands at"),
    "no count": Wrong(TWO, Defer(0, 1, 1, back=(2,)), "", "doesn't count", "doesn't count", "no count behind"),
    "drained with a note": Wrong(NOTED, Drain(0, 1, "i", "n"), "", "a comment stands at", "a comment stands at"),
    "drained, and not the return": Wrong(TWO, Drain(0, 1, "i", "n", ending=2), "", "", "", "is not the return"),
    "no time is read": Wrong(TWO, Later(2, NOWHERE, "p"), "now()", "is not read once", "is not read once", "read once"),
    "no branch to sink into": Wrong(TWO, Sink(0), "", "more than one branch", "more than one branch", "more than one"),
    "sunk with a note": Wrong(
        "with self._lock:\n    if p:\n        a()\n    # the end\n", Sink(0), "", "a comment stands", "a comment stands"
    ),
    "no loop to look again": Wrong(
        TWO, Poll(0, 1, 2), "", "no loop on a condition", "no loop on a condition", "no loop on a condition"
    ),
    "looks otherwise": Wrong(LOOP.format(again="x = see()", after="b()"), Poll(0, 2, 3), "", LOOK, LOOK, LOOK),
    "a note before the look": Wrong(
        LOOP.format(again="# again\n        x = look()", after="b()"), Poll(0, 2, 3), "", "a comment", "a comment"
    ),
    "leaves otherwise": Wrong(
        LOOP.format(again="x = look()", after="b()"), Poll(0, 2, 3, ends=True), "", "", "", "isn't left where"
    ),
    "nothing is made ahead": Wrong(
        TWO, Ahead(0, 1, NOWHERE, "x"), "make()", "the waiting call can't", "the waiting call can't", "more than once"
    ),
    "made ahead of no branch": Wrong(
        "with self._lock:\n    a(make())\n", Ahead(0, 1, NOWHERE, "x", twice=True), "make()", "", "", "other branches"
    ),
    "returns under a try": Wrong(
        """
        with self._lock:
            try:
                return w(p)
            except E:
                a()
        """,
        Converge(0, NOWHERE), "w(p)", APART, APART, APART,
    ),
    "no return": Wrong(TWO, Converge(0, NOWHERE), "w(p)", APART, APART, APART),
    "a loop with an end of its own": Wrong(
        """
        with self._lock:
            for each in p:
                if each:
                    return w(p)
            else:
                a()
            return w(p)
        """,
        Converge(0, NOWHERE), "w(p)", APART, APART, APART,
    ),
    "a loop that is left elsewhere": Wrong(
        """
        with self._lock:
            while p:
                if a():
                    break
                return w(p)
            return w(p)
        """,
        Converge(0, NOWHERE), "w(p)", APART, APART, APART,
    ),
    "nothing behind a loop": Wrong(
        """
        with self._lock:
            for each in p:
                return w(p)
        """,
        Converge(0, NOWHERE), "w(p)", APART, APART, APART,
    ),
    "more behind a return": Wrong(
        """
        with self._lock:
            for each in p:
                return w(p)
                a()
            return w(p)
        """,
        Converge(0, NOWHERE), "w(p)", APART, APART, APART,
    ),
    "a try in a loop": Wrong(
        """
        with self._lock:
            for each in p:
                try:
                    return w(p)
                finally:
                    a()
            return w(p)
        """,
        Converge(0, NOWHERE), "w(p)", APART, APART, APART,
    ),
    "more behind both branches": Wrong(
        """
        with self._lock:
            if p:
                return w(p)
            else:
                return w(p)
            a()
        """,
        Converge(0, NOWHERE), "w(p)", APART, APART, APART,
    ),
    "another return in a branch": Wrong(
        """
        with self._lock:
            if p:
                return w(p)
            elif a():
                return 1
            return 2
        """,
        Converge(0, NOWHERE), "w(p)", APART, APART, APART,
    ),
    "acquires nothing": Wrong(TWO, Enclose(1, 2, NOWHERE), "a", "acquire() is not where", "", "is not the acquire()"),
    "releases nothing": Wrong(
        "self.l.acquire()\na()\nb()\n", Enclose(0, 2, NOWHERE), "self.l.acquire()", "", "", "is not the release()"
    ),
    "releases first": Wrong(
        "self.l.release()\na()\nself.l.acquire()\n", Enclose(2, 0, NOWHERE), "self.l.acquire()", "in one suite", "",
        "doesn't follow",
    ),
    "released with a note": Wrong(
        "self.l.acquire()\na()\n# now\nself.l.release()\n", Enclose(0, 2, NOWHERE), "self.l.acquire()",
        "a comment stands beside", "a comment stands beside",
    ),
    # rows -------------------------------------------------------------------------------------------------------------
    "no block of its own": Wrong("a()\nb()\n", Block(0, 1, "x", CLOSING), "", "not a plain binding", "binding"),
    "shares its line": Wrong("x = a(); b()\nc()\n", Block(0, 2, "x", CLOSING), "", "shares its line", "line"),
    "no tuple": Wrong("x = a()\nx.b()\n", Several(0, 1, (("x", CLOSING),)), "", "not a plain tuple", "a plain tuple"),
    "a tuple on several lines": Wrong(
        "x, y = a(\n), b()\nx.b(y)\n", Several(0, 1, (("x", CLOSING), ("y", CLOSING))), "", "several lines", "one line"
    ),
    "nothing to enter": Wrong(
        "a()\nb()\n", Stack(0, 1, "s", ((0, CLOSING),)), "", "not a plain binding", "not written for Python 2: Stack"
    ),
    "nothing to cover": Wrong("a()\nb()\n", Cover(0, 1, (0,), "x", "close"), "", "not a plain binding", "binding"),
    "no with": Wrong("a()\nb()\n", Rewrap(0, NOWHERE, "x", CLOSING), "a()", "is not where it was", "not where it was"),
    "another with": Wrong("with a():\n    b()\n", Rewrap(0, NOWHERE, "x", CLOSING), "c()", "not where", "not where"),
    "no expression": Wrong("x = a()\n", Finish(0, "close"), "", "not a plain expression", "not a plain expression"),
    "beside another": Wrong("a(); x.close()\n", Drop(1), "", "shares its line", "shares its line"),
    "no try": Wrong("a()\nb()\n", DropFinally(0), "", "the try is not where", "the try is not where"),
    "a try on one line": Wrong(
        "try: a()\nfinally:\n    b()\n", DropFinally(0), "", "on the line of its header", "on the line of its header"
    ),
}  # fmt: skip
ROOMS: dict[str, Callable[[Wrong], object]] = {
    "python": lambda each: language.carry_out(each.text, each.plan, SPELLED, {0: each.source}),
    "python2": lambda each: Python2((2, 7)).carry_out(each.text, each.plan, SPELLED, {0: each.source}),
    "proof": lambda each: language.undo(each.text, each.text, each.plan, SPELLED, {0: each.source}),
}


@pytest.mark.parametrize(
    ("room", "name"), [(room, name) for name, each in WRONG.items() for room in ROOMS if getattr(each, room)]
)
def test_it_is_refused(room: str, name: str) -> None:
    with pytest.raises((RewriteError, ProofError)) as caught:
        ROOMS[room](WRONG[name])
    assert getattr(WRONG[name], room) in str(caught.value)


RIGHT = {
    "an elif that goes on": Wrong(
        """
        with self._lock:
            if p:
                return w(p)
            elif self.x:
                b()
            else:
                c()
            return w(p)
        """,
        Converge(0, NOWHERE), "w(p)",
    ),
    "both branches": Wrong(
        """
        with self._lock:
            a()
            if p:
                b()
                return w(p)
            else:
                c()
                return w(p)
        """,
        Converge(0, NOWHERE), "w(p)",
    ),
    "the other branch": Wrong(
        """
        with self._lock:
            if p:
                b()
            else:
                return w(p)
            c()
            return w(p)
        """,
        Converge(0, NOWHERE), "w(p)",
    ),
    "a branch behind a branch": Wrong(
        """
        with self._lock:
            if p:
                b()
                return w(p)
            if self.x:
                c()
                return w(p)
            return w(p)
        """,
        Converge(0, NOWHERE), "w(p)",
    ),
    "a name, and what is only called so": Wrong(
        """
        with self._lock:
            self.x = b(n, p.n, n=1)
        """,
        Later(1, NOWHERE, "m"), "n",
    ),
    "made ahead of a branch": Wrong(
        """
        with self._lock:
            if p:
                self.x = w(p)
        """,
        Ahead(0, 2, NOWHERE, "made", twice=True), "w(p)",
    ),
    "made ahead of two branches": Wrong(
        """
        with self._lock:
            if p:
                self.x = w(p)
            else:
                a()
        """,
        Ahead(0, 2, NOWHERE, "made", twice=True, apart=True), "w(p)",
    ),
    "sunk into the branch": Wrong(
        """
        with self._lock:
            if p:
                a()
        """,
        Sink(0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_it_is_carried_out(name: str) -> None:
    each = RIGHT[name]

    made = str(ROOMS["python"](each))

    assert made != each.text
    assert made == ROOMS["python2"](each)
    language.undo(each.text, made, each.plan, SPELLED, {0: each.source})


@pytest.mark.parametrize("room", ["python", "python2"])
def test_a_try_that_catches_something_keeps_that(room: str) -> None:
    text = "try:\n    a()\nexcept E:\n    b()\nfinally:\n    x.close()\nc()\n"

    made = ROOMS[room](Wrong(text, DropFinally(0)))

    assert made == Wrong("try:\n    a()\nexcept E:\n    b()\nc()\n", DropFinally(0)).text


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("releases nothing", (2, 5), "no with statement before Python 2.6"),
        ("no block of its own", (2, 5), "not a plain binding"),
        ("another with", (2, 6), "no with on several items before Python 2.7"),
        ("two of them", (2, 6), "no with on several items before Python 2.7"),
        ("held async", (2, 7), "Python 2 has no async with"),
        ("nothing to hold", (2, 7), "nothing is left for the block to hold"),
    ],
)
def test_what_an_old_python_lacks(name: str, target: tuple[int, int], said: str) -> None:
    more = {
        "two of them": Wrong("x, y = a(), b()\nx.b(y)\n", Several(0, 1, (("x", CLOSING), ("y", CLOSING)))),
        "held async": Wrong("x = a()\nx.b()\n", Block(0, 1, "x", Opener(asynchronous=True))),
        "nothing to hold": Wrong("x = a()\nx.b()\n", Block(0, 0, "x", CLOSING)),
    }
    each = more.get(name) or WRONG[name]
    with pytest.raises(RewriteError, match=said):
        Python2(target).carry_out(each.text, each.plan, SPELLED, {0: each.source})


def test_a_plan_is_about_one_thing() -> None:
    plan = Plan((LetGo(0, 2, 2), Drop(3)), "t", Safety.SAFE)
    with pytest.raises(ProofError):
        language.undo(WRONG["no return"].text, WRONG["no return"].text, plan, SPELLED, {})


def test_a_text_that_is_no_function_is_told_as_such() -> None:
    good, bad = "def f():\n    x.close()\n", "def f(:\n"
    plan = Plan((Drop(0),), "t", Safety.SAFE)
    (facts,) = language.read(good, "a.py", "a", frozenset({"close"})).functions.values()

    with pytest.raises(ProofError, match="syntax"):
        language.undo(good, bad, plan, SPELLED, {})
    with pytest.raises(ReadError, match="syntax"):
        language.read_function(bad, facts, {}, ())
    with pytest.raises(ReadError, match="null bytes"):
        language.read("x = '\0'\n", "a.py", "a", frozenset())
    with pytest.raises(RewriteError, match="Bowler can't read the function"):
        Python2((2, 7)).carry_out("def f():\n    x = f'{1}'; async with y: pass\n", plan, SPELLED, {})
    assert not Python2((2, 7)).parses(bad)
    assert Python2((2, 7)).parses("print 'x'\n")
