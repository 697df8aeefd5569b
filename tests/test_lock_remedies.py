"""Which way a wait leaves its lock: the title of the plan, or the refusal, and what a person is told to look at."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

import letgo

HEAD = """
import queue
import threading
import time


class Engine:
    def prepare(self):
        time.sleep(1)

    def close(self):
        time.sleep(1)


class Box:
    def __init__(self):
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=print)
        self._engines = {}
        self._list = []
        self._queue = queue.Queue()
        self._count = 0
        self._last = 0.0

    def other(self, engine):
        with self._lock:
            self._count += 1
            self._engines[engine] = engine
            self._list.append(engine)
            self._thread = engine

"""
SPLIT = "Let go of self._lock for the wait, and take it again after it"
SETTLED = "Settle the rest under self._lock, then wait"
TITLES = {
    "seen by others as a part of something": (
        """
        self._count += 1
        engine.prepare()
        self._engines[1] = engine, 1
        """,
        SPLIT,
    ),
    "seen by others in a list": (
        """
        self._count += 1
        engine.prepare()
        self._list.append(engine)
        """,
        SPLIT,
    ),
    "taken out of a list": (
        """
        self._count += 1
        engine.close()
        self._list.remove(engine)
        """,
        SETTLED,
    ),
    "another wait begins it": (
        """
        engine.prepare()
        self._count += 1
        engine.close()
        self._list.remove(engine)
        """,
        SETTLED,
    ),
    "something is decided after it": (
        """
        self._count += 1
        engine.close()
        if self._list:
            self._last = 1.0
        """,
        SPLIT,
    ),
    "the thread is forgotten": (
        """
        self._count += 1
        self._thread.join()
        self._thread = None
        """,
        SETTLED,
    ),
    "the wait ends the function": (
        """
        self._count += 1
        if self._thread.join():
            return
        self._count -= 1
        """,
        SPLIT,
    ),
    "a pause": (
        """
        pause = self._last + 1 - time.time()
        time.sleep(pause)
        self._last = time.time()
        """,
        "Reserve the time under self._lock, leave it, then sleep",
    ),
    "a pause that nothing is counted from": (
        """
        pause = self._count
        time.sleep(pause)
        self._last = time.time()
        """,
        SPLIT,
    ),
    "a loop that looks again": (
        """
        while not self._list:
            time.sleep(1)
        self._list.pop()
        """,
        "Look under self._lock, and sleep outside",
    ),
}


def told(body: str) -> letgo.Finding:
    method = f"def method(self, engine: Engine):\n    with self._lock:\n{indent(dedent(body).strip(), ' ' * 8)}\n"
    found = letgo.check_source(HEAD + indent(method, "    ")).findings
    (finding,) = [each for each in found if each.scope.endswith("method")]
    return finding


@pytest.mark.parametrize("name", TITLES)
def test_the_way_out(name: str) -> None:
    body, title = TITLES[name]
    finding = told(body)
    assert (finding.fix.title if finding.fix else "no fix") == title


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("the thread is forgotten", "whoever begins anew may do so before the one that is waited for has ended"),
        ("another wait begins it", "others may take the lock between what is done before it and the rest"),
        ("a pause", "_last holds a time that is still to come: see who else reads it"),
        ("a loop that looks again", "others come in between two looks: who asked first is no longer served first"),
        ("taken out of a list", "what stands at line 36 is done before the wait, and stays done if the wait fails"),
    ],
)
def test_what_a_person_looks_at(name: str, reason: str) -> None:
    finding = told(TITLES[name][0])
    assert finding.fix
    assert reason in finding.fix.reasons
