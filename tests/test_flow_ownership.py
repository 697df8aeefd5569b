"""Where acquisitions end: each snippet with all ends of the resource that its function acquires.

`cur` and `conn` are acquired from sqlite3; an end is how, by what kind of exception the path came, and at which row.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import Any
from unittest.mock import patch

import pytest

from letgo import known, pipeline
from letgo.catalogue import load
from letgo.config import Settings
from letgo.flow import ownership
from letgo.flow.effects import Rank
from letgo.flow.graph import Call
from letgo.flow.ownership import Acquisition
from letgo.program import Analysis, Program

HEAD = "import os, sqlite3, contextlib, threading\nfrom contextlib import closing, ExitStack, suppress\n"
ROWS = HEAD.count("\n") + 1  # what stands before the first row of a body


def analysed(body: str, head: str = "def f(self, path, other, flag):") -> tuple[Program, Analysis]:
    text = f"{HEAD}{head}\n{indent(dedent(body).strip(chr(10)), '    ')}\n"
    made: list[Program] = []

    def recorded(*given: Any) -> Program:
        made.append(Program(*given))
        return made[-1]

    with patch.object(known, "Program", recorded):
        pipeline.check(Path("/nowhere"), [], Settings(), {Path("/nowhere/m.py"): text.encode()})
    return made[0], made[0].analyses["m.f"]


def acquired(body: str, head: str = "def f(self, path, other, flag):") -> Acquisition:
    """The first acquisition."""
    return analysed(body, head)[1].acquisitions[0]


def ends(body: str, head: str = "def f(self, path, other, flag):") -> str:
    found = {f"{end.how} {end.came.name.lower()}" for end in acquired(body, head).endings}
    return ", ".join(sorted(found)).replace(" flow", "")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("c = sqlite3.connect(path)", "left"),
        ("c = sqlite3.connect(path)\nc.close()", "released"),
        ("c = sqlite3.connect(path)\nc.execute(path)\nc.close()", "left operation, released"),
        ("c = sqlite3.connect(path)\nother()\nc.close()", "left unknown, released"),
        ("c = sqlite3.connect(path)\nif flag:\n    raise ValueError\nc.close()", "left raise, released"),
        ("c = sqlite3.connect(path)\nif flag:\n    c.close()", "left, released"),
        ("c = sqlite3.connect(path)\nif flag:\n    return\nc.close()", "left, released"),
        ("sqlite3.connect(path)", "left"),
        ("sqlite3.connect(path).execute(path)", "left operation, lost"),
        ("c = sqlite3.connect(path)\nc = None", "lost"),
        ("c = sqlite3.connect(path)\ndel c", "lost"),
        ("c = d = sqlite3.connect(path)\nc = None\nd.close()", "released"),
        ("c = sqlite3.connect(path)\nd = c\nd.close()", "released"),
        ("while other():\n    c = sqlite3.connect(path)", "left, lost"),
    ],
)
def test_plain_flow(body: str, wanted: str) -> None:
    found = set(ends(body).split(", "))
    assert set(wanted.split(", ")) <= found
    assert {each.split()[0] for each in found} == {each.split()[0] for each in wanted.split(", ")}


@pytest.mark.parametrize(
    "body",
    [
        "c = sqlite3.connect(path)\ntry:\n    c.execute(path)\nfinally:\n    c.close()",
        "with closing(sqlite3.connect(path)) as c:\n    c.execute(path)",
        "c = sqlite3.connect(path)\nwith closing(c):\n    c.execute(path)",
        "with ExitStack() as stack:\n    c = stack.enter_context(closing(sqlite3.connect(path)))\n    c.execute(path)",
        "c = None\ntry:\n    c = sqlite3.connect(path)\n    c.execute(path)\nfinally:\n    if c is not None:\n        c.close()",  # noqa: E501
        "c = None\ntry:\n    c = sqlite3.connect(path)\n    c.execute(path)\nfinally:\n    if c:\n        c.close()",
        "own = False\ntry:\n    if flag:\n        c = sqlite3.connect(path)\n        own = True\nfinally:\n    if own:\n        c.close()",  # noqa: E501
        "c = sqlite3.connect(path)\ntry:\n    c.execute(path)\nexcept BaseException:\n    c.close()\n    raise\nc.close()",  # noqa: E501
        "c = sqlite3.connect(path)\ntry:\n    for a in c.execute(path):\n        return a\nfinally:\n    c.close()",
        "c = sqlite3.connect(path)\ntry:\n    while flag:\n        if other():\n            break\nfinally:\n    c.close()",  # noqa: E501
    ],
)
def test_released_on_all_paths(body: str) -> None:
    assert not acquired(body).left()


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("c = sqlite3.connect(path)\nreturn c", "returned"),
        ("return sqlite3.connect(path)", "returned"),
        ("return sqlite3.connect(path), path", "returned"),
        ("c = sqlite3.connect(path)\nreturn {'c': c}", "returned"),
        ("c = sqlite3.connect(path)\nreturn c if flag else c", "returned"),
        ("c = sqlite3.connect(path)\nreturn lambda: c", "returned"),
        ("c = sqlite3.connect(path)\nself.c = c", "kept"),
        ("self.c = sqlite3.connect(path)", "kept"),
        ("c = sqlite3.connect(path)\nother['c'] = c", "kept"),
        ("c = sqlite3.connect(path)\nother.append(c)", "kept"),
        ("global G\nG = sqlite3.connect(path)", "kept"),
        ("c = sqlite3.connect(path)\nthreading.Thread(target=other, args=(c,)).start()", "kept"),
        ("c = sqlite3.connect(path)\nyield c", "yielded"),
        ("c = sqlite3.connect(path)\nreturn c.execute(path)", "returned"),
        ("c = sqlite3.connect(path)\nreturn iter(c.cursor())", "returned"),
        ("c = sqlite3.connect(path)\nself.rows = c.execute(path)", "kept"),
    ],
)
def test_handed_on(body: str, how: str) -> None:
    found = acquired(body)
    assert how in {end.how for end in found.endings}
    assert all(end.came is not Rank.FLOW for end in found.left())


@pytest.mark.parametrize(
    "result",
    [
        "c.execute(path).fetchall()",
        "len(c.execute(path).fetchall())",
        "[r for r in c.execute(path)]",
        "c.total_changes",
        "path",
    ],
)
def test_what_does_not_need_it_is_no_hand_over(result: str) -> None:
    found = acquired(f"c = sqlite3.connect(path)\nreturn {result}")
    assert "returned" not in {end.how for end in found.endings}
    assert found.left()[0].came is Rank.FLOW


@pytest.mark.parametrize(
    ("step", "rank"),
    [
        ("raise ValueError", Rank.RAISE),
        ("c.execute(path)", Rank.OPERATION),
        ("c.cursor().execute(path)", Rank.OPERATION),
        ("raiser()", Rank.KNOWN),
        ("other()", Rank.UNKNOWN),
        ("len(path)", Rank.UNKNOWN),
        ("path[0]", Rank.UNKNOWN),
    ],
)
def test_rank_of_what_raises(step: str, rank: Rank) -> None:
    """The loudest comes first."""
    head = "def raiser():\n    raise sqlite3.Error\n\ndef f(self, path, other, flag):"
    body = f"c = sqlite3.connect(path)\n{'if flag:' + chr(10) + '    ' + step if 'raise ' in step else step}\nc.close()"
    left = acquired(body, head).left()
    if rank is Rank.UNKNOWN:
        assert all(end.came >= rank for end in left)
    else:
        assert left[0].came is rank


def test_a_witness_is_the_shortest_path() -> None:
    found = acquired("c = sqlite3.connect(path)\nif flag:\n    return 1\nother()\nif other:\n    return 2\nc.close()")
    program, analysis = analysed(
        "c = sqlite3.connect(path)\nif flag:\n    return 1\nother()\nif other:\n    return 2\nc.close()"
    )
    assert analysis.facts.graph
    rows = [analysis.facts.graph.nodes[node].place[0] - ROWS for node in found.left()[0].path]
    assert [row for row in rows if row > 0][-1] == 3
    assert found.left()[0].path[0] == found.node
    assert program.parsed == 1


def test_the_cause_is_what_raised() -> None:
    _, analysis = analysed("c = sqlite3.connect(path)\nc.execute(path)\nc.commit()\nc.close()")
    found = analysis.acquisitions[0].left()[0]
    assert analysis.facts.graph
    event = analysis.facts.graph.nodes[found.cause].event
    assert isinstance(event, Call)
    assert event.method == "execute"


@pytest.mark.parametrize(
    ("body", "second"),
    [
        ("c = sqlite3.connect(path)\nk = c.cursor()\nk.execute(path)\nc.close()", "covered"),
        ("with closing(sqlite3.connect(path)) as c:\n    k = c.cursor()\n    k.execute(path)", "covered"),
        ("c = sqlite3.connect(path)\nk = c.cursor()\nk.close()\nc.close()", "released"),
    ],
)
def test_a_connection_covers_its_cursors(body: str, second: str) -> None:
    cursor = analysed(body)[1].acquisitions[1]
    assert second in {end.how for end in cursor.endings}
    assert not [end for end in cursor.left() if end.came is Rank.FLOW]


def test_a_with_that_commits_only_releases_nothing() -> None:
    assert "left" in {end.how for end in acquired("with sqlite3.connect(path) as c:\n    c.execute(path)").endings}


def test_names_are_bindings() -> None:
    """The same name bound twice is two resources."""
    _, analysis = analysed("c = sqlite3.connect(path)\nc.close()\nc = sqlite3.connect(path)")
    first, second = analysis.acquisitions
    assert {end.how for end in first.endings if end.came is Rank.FLOW} == {"released"}
    assert {end.how for end in second.endings if end.came is Rank.FLOW} == {"left"}


def test_names_and_holders() -> None:
    found = acquired("c = sqlite3.connect(path)\nd = c\npair = (c, path)\nother(pair)\nd.close()")
    assert {"c", "d"} <= found.names
    assert "pair" in found.holders


def test_methods_called_on_it() -> None:
    found = acquired("c = sqlite3.connect(path)\nc.execute(path)\nc.commit()\nc.close()")
    assert {"execute", "commit"} <= found.touched


def test_suppress_swallows() -> None:
    """What is suppressed goes on behind the block."""
    body = "c = sqlite3.connect(path)\nwith suppress(ValueError):\n    c.execute(path)\n"
    assert "left" in {end.how for end in acquired(body).endings if end.came is not Rank.FLOW}
    assert not [end for end in acquired(body + "c.close()").left() if end.came is Rank.FLOW]


@pytest.mark.parametrize("call", ["os._exit(1)", "os.abort()"])
def test_what_ends_the_process_leaves_nothing(call: str) -> None:
    assert not [end for end in acquired(f"c = sqlite3.connect(path)\n{call}").left() if end.came is Rank.FLOW]


def misused(body: str) -> list[str]:
    _, analysis = analysed(body)
    assert analysis.facts.graph
    found = ownership.misuses(analysis.ground, analysis.acquisitions[0].node)
    return [f"{end.how} {analysis.facts.graph.nodes[end.node].place[0] - ROWS}" for end in found]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("c = sqlite3.connect(path)\nc.execute(path)\nc.close()", []),
        ("c = sqlite3.connect(path)\nc.close()\nc.execute(path)", ["misused 3"]),
        ("c = sqlite3.connect(path)\nk = c.cursor()\nc.close()\nk.execute(path)", ["misused 4"]),
        ("with closing(sqlite3.connect(path)) as c:\n    c.execute(path)\nother(path)", []),
        (
            "with closing(sqlite3.connect(path)) as c:\n    rows = c.execute(path)\nfor row in rows:\n    other(row)",
            ["misused 3"],
        ),
        (
            "c = sqlite3.connect(path)\nwith closing(c):\n    rows = c.execute(path)\nfor row in rows:\n    other(row)",
            ["misused 4"],
        ),
        (
            "with closing(sqlite3.connect(path)) as c:\n    rows = c.execute(path).fetchall()\nfor row in rows:\n    other(row)",  # noqa: E501
            [],
        ),
        ("c = sqlite3.connect(path)\nc.close()\nreturn c", ["misused 3"]),
    ],
)
def test_misuses(body: str, wanted: list[str]) -> None:
    assert misused(body)[:1] == wanted


def test_too_many_states_are_said() -> None:
    """Beyond the limit the answer is marked inexact, and it ends."""
    tests = "\n".join(f"if other({n}):\n    a{n} = None\nelse:\n    a{n} = True" for n in range(16))
    uses = "\n".join(f"if a{n}:\n    path()" for n in range(16))
    found = acquired(f"c = sqlite3.connect(path)\n{tests}\n{uses}\nc.close()")
    assert not found.exact
    assert found.left()


def parameter(body: str, name: str = "path") -> set[str]:
    _, analysis = analysed(body)
    kind = load().type("sqlite3.Connection")
    assert kind
    found = ownership.parameter_endings(analysis.ground, name, kind)
    return {end.how for end in found.endings if end.came is Rank.FLOW}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("sqlite3.connect(other)\npath.close()", {"released"}),
        ("sqlite3.connect(other)\nself.c = path", {"kept"}),
        ("sqlite3.connect(other)\nreturn path", {"returned"}),
        ("sqlite3.connect(other)\nif flag:\n    path.close()", {"released", "left"}),
        ("sqlite3.connect(other)\npath.execute(other)", {"left"}),
        ("sqlite3.connect(other)\nwith closing(path):\n    pass", {"released"}),
    ],
)
def test_parameters(body: str, wanted: set[str]) -> None:
    assert parameter(body) == wanted
