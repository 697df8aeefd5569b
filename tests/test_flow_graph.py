"""The graph of a function, told as the ways through it.

A way is what happens on it, in order: a call by its name, a condition by its operand with `+` (true, or None) or `-`
behind it, and `in`, `out`, `return`, `raise`, `yield`, `await`, `catch`, `next`. A `!` says that the step raised.
It ends in `exit` or `failure`, and takes no edge of a step twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from textwrap import dedent, indent

import pytest

from letgo.flow.blocks import Suite, walk
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import (
    Argument,
    Await,
    Bind,
    Build,
    Call,
    Catch,
    Enter,
    Graph,
    Item,
    Iterate,
    Leave,
    Member,
    Next,
    Node,
    Raise,
    Return,
    Yield,
    is_path,
    is_temporary,
    reads,
    root,
    writes,
)
from letgo.flow.graph import (
    Test as Condition,
)
from letgo.python.read import read
from letgo.python.words import identifiers


def function(body: str, head: str = "def f(self, x, y, *rest):") -> FunctionFacts:
    text = f"{head}\n{indent(dedent(body).strip(chr(10)), '    ')}\n"
    return read(text, "m.py", "m", identifiers(text)).functions["f"]


def graph(body: str, head: str = "def f(self, x, y, *rest):") -> Graph:
    found = function(body, head).graph
    assert found is not None
    return found


def told(node: Node) -> str:
    """A step in a word, "" if it doesn't matter here."""
    match node.event:
        case Call():
            return node.event.name
        case Condition(operand):
            return operand.lstrip("@%")
        case Enter():
            return "in"
        case Leave():
            return "out"
        case Catch(types):
            return "catch" + "".join(f":{name}" for name in types)
        case Return() | Raise() | Yield() | Await() | Iterate() | Next():
            return type(node.event).__name__.lower()
        case _:
            return ""


def ways(body: str, head: str = "def f(self, x, y, *rest):") -> set[str]:
    made = graph(body, head)
    return {" ".join(steps) for steps in _from(made, made.entry, Counter())}


def _from(made: Graph, number: int, used: Counter[tuple[int, int]]) -> Iterator[tuple[str, ...]]:
    if number in (made.exit, made.failure):
        yield ("exit" if number == made.exit else "failure",)
        return
    node = made.nodes[number]
    word = told(node)
    branches = isinstance(node.event, Condition) or (isinstance(node.event, Leave) and node.event.failed)
    edges = [(end, f"{word}{'+-'[slot]}" if branches else word) for slot, end in enumerate(node.next) if end >= 0]
    if node.raises >= 0:
        edges.append((node.raises, word + "!"))
    for slot, (end, said) in enumerate(edges):
        if used[number, slot] < (1 if word else 2):
            for rest in _from(made, end, used + Counter({(number, slot): 1})):
                yield (said, *rest) if said else rest


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("a()\nb()", {"a b exit", "a! failure", "a b! failure"}),
        ("return a()", {"a return exit", "a! failure"}),
        ("return", {"return exit"}),
        ("pass", {"exit"}),
        ("raise x", {"raise! failure"}),
        ("assert x", {"x+ exit", "x- raise! failure"}),
        ("self.n += 1\ndel x", {"exit"}),
    ],
)
def test_straight_lines(body: str, wanted: set[str]) -> None:
    assert ways(body) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("if x:\n    return\nelse:\n    raise y", {"x+ return exit", "x- raise! failure"}),
        (
            "if x:\n    return 1\nelif y:\n    return 2\nraise x",
            {"x+ return exit", "x- y+ return exit", "x- y- raise! failure"},
        ),
        ("if not x:\n    return\nraise x", {"x- return exit", "x+ raise! failure"}),
        ("if x and y:\n    return\nraise x", {"x+ y+ return exit", "x+ y- raise! failure", "x- raise! failure"}),
        ("if x or y:\n    return\nraise x", {"x+ return exit", "x- y+ return exit", "x- y- raise! failure"}),
        ("if not (x or y):\n    return\nraise x", {"x+ raise! failure", "x- y+ raise! failure", "x- y- return exit"}),
        ("return x if y else None", {"y+ return exit", "y- return exit"}),
    ],
)
def test_conditions(body: str, wanted: set[str]) -> None:
    assert ways(body) == wanted


@pytest.mark.parametrize(
    ("condition", "what", "first"),
    [
        ("x is None", "none", 0),
        ("x is not None", "none", 1),
        ("x == None", "none", 0),
        ("x", "truth", 0),
        ("not x", "truth", 1),
    ],
)
def test_what_a_condition_asks(condition: str, what: str, first: int) -> None:
    made = graph(f"if {condition}:\n    return\nraise x")
    tests = [node for node in made.nodes if isinstance(node.event, Condition)]
    assert [(node.event.operand, node.event.what) for node in tests if isinstance(node.event, Condition)] == [
        ("x", what)
    ]
    taken = made.nodes[tests[0].next[first]]
    assert isinstance(taken.event, Return)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            "try:\n    a()\nexcept ValueError:\n    b()",
            {"a exit", "a! failure", "a! catch:ValueError b exit", "a! catch:ValueError b! failure"},
        ),
        ("try:\n    a()\nexcept:\n    return", {"a exit", "a! catch return exit"}),
        ("try:\n    a()\nexcept BaseException:\n    raise", {"a exit", "a! catch:BaseException raise! failure"}),
        ("try:\n    a()\nexcept (KeyError, OSError):\n    pass", {"a exit", "a! failure", "a! catch:KeyError:OSError exit"}),  # noqa: E501
        ("try:\n    a()\nexcept Exception:\n    pass\nelse:\n    b()", {"a b exit", "a b! failure", "a! catch:Exception exit"}),  # noqa: E501
        (
            "try:\n    a()\nfinally:\n    b()",
            {"a b exit", "a b! failure", "a! b failure", "a! b! failure"},
        ),
        ("try:\n    return a()\nfinally:\n    b()", {"a b return exit", "a b! failure", "a! b failure", "a! b! failure"}),  # noqa: E501
        (
            "try:\n    a()\nexcept Exception:\n    b()\nfinally:\n    c()",
            {
                "a c exit", "a c! failure",
                "a! catch:Exception b c exit", "a! catch:Exception b c! failure",
                "a! catch:Exception b! c failure", "a! catch:Exception b! c! failure",
            },
        ),
        (
            "try:\n    try:\n        return x\n    finally:\n        a()\nfinally:\n    b()",
            {"a b return exit", "a b! failure", "a! b failure", "a! b! failure"},
        ),
        ("try:\n    a()\nfinally:\n    return", {"a return exit", "a! return exit"}),
    ],
)  # fmt: skip
def test_try(body: str, wanted: set[str]) -> None:
    assert ways(body) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("while x:\n    pass\nelse:\n    raise y", {"x+ x- raise! failure", "x- raise! failure"}),
        ("while True:\n    return x", {"return exit"}),
        ("while True:\n    if x:\n        break\n    return y", {"x+ exit", "x- return exit"}),
        ("while x:\n    break\nelse:\n    raise y", {"x+ exit", "x- raise! failure"}),
        ("while x:\n    if y:\n        continue\n    return", {"x+ y+ x- exit", "x+ y- return exit", "x- exit"}),
        (
            "for each in x:\n    return each\nelse:\n    raise y",
            {"next return exit", "next raise! failure", "next! failure", "iterate! failure"},
        ),
        (
            "while x:\n    try:\n        break\n    finally:\n        a()\nreturn",
            {"x+ a return exit", "x+ a! failure", "x- return exit"},
        ),
        (
            "while x:\n    try:\n        continue\n    finally:\n        a()",
            {"x- exit", "x+ a x- exit", "x+ a! failure"},
        ),
    ],
)
def test_loops(body: str, wanted: set[str]) -> None:
    assert {" ".join(word for word in way.split() if word != "iterate") for way in ways(body)} == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            "with x:\n    a()",
            {
                "in! failure", "in a out exit", "in a out! failure",
                "in a! out+ failure", "in a! out- exit", "in a! out! failure",
            },
        ),
        ("with x:\n    return", {"in! failure", "in out return exit", "in out! failure"}),
        ("with x:\n    raise y", {"in! failure", "in raise! out+ failure", "in raise! out- exit", "in raise! out! failure"}),  # noqa: E501
        (
            "with x, y:\n    pass",
            {
                "in! failure", "in in out out exit", "in in out out! failure",
                "in in! out+ failure", "in in! out- exit", "in in! out! failure",
                "in in out! out+ failure", "in in out! out- exit", "in in out! out! failure",
            },
        ),
        (
            "while x:\n    with y:\n        break\nreturn",
            {"x- return exit", "x+ in! failure", "x+ in out return exit", "x+ in out! failure"},
        ),
    ],
)  # fmt: skip
def test_with(body: str, wanted: set[str]) -> None:
    assert ways(body) == wanted


def test_async_with_and_for_are_awaited() -> None:
    made = graph("async with x as y:\n    async for each in y:\n        await each", "async def f(x):")
    assert [node.event.awaited for node in made.nodes if isinstance(node.event, Enter | Leave)] == [True, True, True]
    assert [node.event.src for node in made.nodes if isinstance(node.event, Await)][-1] == "each"


def test_what_may_raise() -> None:
    made = graph("a = x()\nb = a.c\nd = b[0]\ne = [a, d]\nyield e\nreturn a")
    raising = {type(node.event).__name__ for node in made.nodes if node.raises >= 0}
    silent = {type(node.event).__name__ for node in made.nodes if node.event is not None and node.raises < 0}
    assert raising == {"Call", "Item", "Yield"}
    assert silent == {"Bind", "Member", "Build", "Return"}


def test_a_match_tries_its_cases_in_turn() -> None:
    body = "match x:\n    case 1:\n        return\n    case [a, b] if a:\n        raise a\n    case _:\n        g()"
    found = ways(body)
    assert {"x+ return exit", "x- x+ a+ raise! failure", "x- x- x+ g exit", "x- x+ a- x+ g exit"} <= {
        " ".join(word if not word[0].isdigit() else "x" + word[-1] for word in way.split()) for way in found
    }


def test_a_case_for_all_leaves_no_way_around_it() -> None:
    assert {
        way.split()[-1] for way in ways("match x:\n    case 1:\n        raise x\n    case _:\n        raise y")
    } == {"failure"}
    assert {way.split()[-1] for way in ways("match x:\n    case 1:\n        raise x")} == {"failure", "exit"}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("y = x", [("y", "x")]),
        ("y = self.pool.conn", [("y", "self.pool.conn")]),
        ("self.conn = x", [("self.conn", "x")]),
        ("a, b = x, y", [("a", "x"), ("b", "y")]),
        ("a = b = x", [("a", "x"), ("b", "x")]),
        ("a: int = x", [("a", "x")]),
        ("g(a := x)", [("a", "x")]),
        ("global n\nn = x", [("@n", "x")]),
        ("y = None", [("y", "#None")]),
        ("y = True", [("y", "#True")]),
        ("y = 3", [("y", "#")]),
    ],
)
def test_binds(body: str, wanted: list[tuple[str, str]]) -> None:
    assert [(node.event.dst, node.event.src) for node in graph(body).nodes if isinstance(node.event, Bind)] == wanted


def test_a_nonlocal_is_part_of_the_function_around() -> None:
    text = "def f():\n    c = None\n\n    def g():\n        nonlocal c\n        c = h()\n    g()\n    return c\n"
    inner = read(text, "m.py", "m", identifiers(text)).functions["f.<locals>.g"].graph
    assert inner is not None
    assert [node.event.dst for node in inner.nodes if isinstance(node.event, Bind)] == ["nonlocal.c"]


@pytest.mark.parametrize(
    ("body", "target", "receiver", "method"),
    [
        ("g(x)", "g", "", ""),
        ("import db\ndb.connect(x)", "db.connect", "@db", "connect"),
        ("x.close()", "", "x", "close"),
        ("self.pool.get(x)", "", "self.pool", "get"),
        ("super().close()", "", "super", "close"),
        ("x()", "", "", ""),
    ],
)
def test_calls(body: str, target: str, receiver: str, method: str) -> None:
    call = next(node.event for node in graph(body).nodes if isinstance(node.event, Call))
    assert (call.target, call.receiver, call.method) == (target, receiver, method)


def test_names_from_outside_stand_for_what_they_were_imported_as() -> None:
    text = "import psycopg2.pool as pp\nfrom sqlite3 import connect as c\n\ndef f():\n    c(1)\n    pp.ThreadedConnectionPool()\n"  # noqa: E501
    made = read(text, "m.py", "m", identifiers(text)).functions["f"].graph
    assert made is not None
    targets = [node.event.target for node in made.nodes if isinstance(node.event, Call)]
    assert targets == ["sqlite3.connect", "psycopg2.pool.ThreadedConnectionPool"]


def test_arguments_keep_keyword_operand_and_text() -> None:
    call = next(node.event for node in graph("g(x, 1, *rest, name='n', **y)").nodes if isinstance(node.event, Call))
    assert call.arguments == (
        Argument("", "x", "x"), Argument("", "#", "1"), Argument("*", "rest", "rest"), Argument("name", "#", "'n'"),
        Argument("**", "y", "y"),
    )  # fmt: skip


def test_unpacking_says_which_part() -> None:
    items = [node.event for node in graph("a, (b, c) = x").nodes if isinstance(node.event, Item)]
    assert [(item.base, item.index, item.unpacks) for item in items if item.base == "x"] == [
        ("x", 0, True),
        ("x", 1, True),
    ]
    assert [item.unpacks for item in (node.event for node in graph("a = x[0]").nodes) if isinstance(item, Item)] == [
        False
    ]


@pytest.mark.parametrize("body", ["return lambda: x", "def g():\n    return x\nreturn g", "return (x for _ in y)"])
def test_what_runs_later_holds_what_it_reads(body: str) -> None:
    built = [node.event for node in graph(body).nodes if isinstance(node.event, Build)]
    assert built
    assert all(event.lazy for event in built)
    assert any("x" in event.operands for event in built)


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("x = y\nx.a()\nreturn x", "bind call return"),
        ("for a in x:\n    a()\nelse:\n    raise y", "loop call raise"),
        ("try:\n    x()\nexcept E:\n    y()\nelse:\n    x = y\nfinally:\n    del x", "try call call bind other"),
        ("with x:\n    pass\nif x:\n    return\nelif y:\n    return", "with other if return if return"),
        ("match x:\n    case 1:\n        x()", "match call"),
        ("def g():\n    x()\nx()", "define call"),
        ("while x:\n    break", "loop jump"),
    ],
)
def test_block_tree(body: str, kinds: str) -> None:
    tree = function(body).tree
    assert tree is not None
    found = list(walk(tree))
    assert " ".join(each.kind for each in found) == kinds
    assert sorted(each.id for each in found) == list(range(len(found)))


def test_roles_of_suites() -> None:
    body = "if x:\n    pass\nelif y:\n    pass\nelse:\n    pass\ntry:\n    pass\nexcept E:\n    pass\nelse:\n    pass\nfinally:\n    pass"  # noqa: E501
    tree = function(body).tree
    assert tree is not None
    assert [_roles(suite) for statement in tree.statements for suite in statement.suites] == [
        "body", "elif(body else)", "body", "handler", "else", "finally",
    ]  # fmt: skip


def _roles(suite: Suite) -> str:
    inner = [part.role for statement in suite.statements for part in statement.suites]
    return f"{suite.role}({' '.join(inner)})" if inner else suite.role


def test_statement_ids_name_the_same_statement_in_graph_and_tree() -> None:
    """Copies of a `finally` bear the ids of the one that is written."""
    made = function("try:\n    a()\nexcept E:\n    b()\nelse:\n    c()\nfinally:\n    d()\ne()")
    assert made.graph
    assert made.tree
    rows = {statement.id: (statement.first, statement.last) for statement in walk(made.tree)}
    calls = [(node.event.name, node.stmt, node.place[0]) for node in made.graph.nodes if isinstance(node.event, Call)]
    assert {name for name, _, _ in calls} == set("abcde")
    assert len([name for name, _, _ in calls if name == "d"]) >= 2
    for name, statement, row in calls:
        assert rows[statement] == (row, row), name


def test_two_statements_on_a_line_are_not_alone() -> None:
    tree = function("x(); y()\nx()").tree
    assert tree is not None
    assert [statement.alone for statement in tree.statements] == [False, False, True]


def test_operands() -> None:
    assert root("self.pool.conn") == "self"
    assert [is_path(each) for each in ("self.conn", "conn", "@m.conn", "#None", "%1")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert [is_temporary(each) for each in ("%1", "x")] == [True, False]
    call = Call("%1", "", "x", "close", (Argument("", "y", "y"),))
    assert set(reads(call)) == {"", "x", "y"}
    assert writes(call) == "%1"
    assert (list(reads(None)), writes(None)) == ([], "")
    assert (list(reads(Member("a", "b", "c"))), writes(Return("a"))) == (["b"], "")


def test_every_edge_leads_somewhere() -> None:
    """No open successors are left, whatever stands in the function."""
    made = graph(
        "while x:\n    try:\n        with y:\n            if x:\n                continue\n            return\n    finally:\n        y()"  # noqa: E501
    )
    for node in made.nodes:
        assert all(-1 <= end < len(made.nodes) for end in node.next)
        if isinstance(node.event, Call):
            assert node.raises >= 0
