"""Lock scopes are run under every order of their threads' steps, before and after their fix.

Safe fixes leave the set of what may come of it as it is, but for those who were stuck; others only add to it. Nobody is
stuck who wasn't, nothing is raised that wasn't, and where letgo is silent no lock is held over a wait.
"""

from __future__ import annotations

import re

import pytest

from property.locks.compare import Trial, differences, problems, trial
from property.locks.real import REAL
from property.locks.scheduler import Scenario, TooLargeError, outcomes
from property.locks.scopes import HEAD, JOB, Made, generated
from property.locks.steps import steps
from property.locks.tasks import HEAD as LOOP
from property.locks.tasks import TASKS

GENERATED = [generated(number) for number in range(150)]
ACQUIRED = [each for each in map(generated, range(150, 330)) if "self._lock.acquire()" in each.text]
SAFE, UNSAFE = 20, 4  # one of so many is fixed at least
TOO_LARGE = 5  # so many are left out at most


def text(*parts: Made) -> str:
    return HEAD + JOB + "\n\n".join(part.text for part in parts)


@pytest.mark.parametrize("classes", [GENERATED, ACQUIRED], ids=["of all shapes", "acquired"])
def test_generated_scopes(classes: list[Made]) -> None:
    tried = trial(text(*classes))
    found, large = [], 0
    for each in classes:
        try:
            found += [f"{each.text}\n# --- {problem}" for problem in problems(tried, each.scenario)]
        except TooLargeError:
            large += 1
    assert not found, "\n\n".join(found[:3])
    assert large <= TOO_LARGE
    levels = [safe for each in classes for safe, _ in tried.fixed(each.scenario.clazz)]
    assert levels.count(True) >= len(classes) // SAFE
    assert levels.count(False) >= len(classes) // UNSAFE


@pytest.fixture(scope="module")
def real() -> Trial:
    return trial(text(*REAL.values()))


@pytest.mark.parametrize("name", REAL)
def test_real_scopes(name: str, real: Trial) -> None:
    assert not list(problems(real, REAL[name].scenario))


def test_which_real_scopes_are_fixed(real: Trial) -> None:
    fixed = {name: [safe for safe, _ in real.fixed(each.scenario.clazz)] for name, each in REAL.items()}
    assert fixed == {
        "restarted": [True, False],
        "worker needs the lock": [True, False],
        "limiters": [False],
        "asked and answered": [True, False],
        "pauses between": [],
        "full queue": [False],
        "copied": [True, False],
        "counted": [False],
        "taken from the list": [False],
        "closed once": [False],
        "drained": [False],
        "spaced out": [False],
        "looks again": [False],
        "taken away": [False],
    }


@pytest.mark.parametrize(("name", "ends"), [("spaced out", 3), ("looks again", 6)])
def test_a_limit_is_kept(name: str, ends: int, real: Trial) -> None:
    """Nobody gets his turn sooner, or later, than under the lock: the same times, in every order."""
    scenario = REAL[name].scenario
    old, new = (outcomes(each.module, scenario) for each in (real.before, real.unsafe))
    assert old.waits
    assert not new.waits
    assert old.ends == new.ends
    assert len(old.ends) == ends  # one for each order that they may come in


# -- tasks of one loop -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tasks() -> Trial:
    return trial(LOOP + "\n\n".join(part.text for part in TASKS.values()))


@pytest.mark.parametrize("name", TASKS)
def test_scopes_of_tasks(name: str, tasks: Trial) -> None:
    assert outcomes(tasks.before.module, TASKS[name].scenario).waits
    assert not list(problems(tasks, TASKS[name].scenario))


def test_which_scopes_of_tasks_are_fixed(tasks: Trial) -> None:
    fixed = {name: [safe for safe, _ in tasks.fixed(each.scenario.clazz)] for name, each in TASKS.items()}
    assert fixed == {
        "backs off": [False],
        "pauses first": [False],
        "in branches": [],
        "through a call": [False],
        "acquired": [False],
    }


TURNS = """
class Counter:
    def __init__(self):
        self.number = 0

    async def add(self):
        number = self.number
        {between}
        self.number = number + 1
        return self.number
"""


@pytest.mark.parametrize(("between", "ends"), [("await asyncio.sleep(0)", {1, 2}), ("await self.add_nothing()", {2})])
def test_tasks_give_way_where_they_await_and_nowhere_else(between: str, ends: set[int]) -> None:
    text = LOOP + TURNS.format(between=between) + "    async def add_nothing(self):\n        pass\n"
    found = outcomes(steps(text), Scenario("Counter", ((("add",),), (("add",),))))
    assert {int(number) for end in found.ends for number in re.findall(r"'number': '(\d+)'", end)} == ends


def test_a_task_that_awaits_what_needs_its_lock_is_stuck() -> None:
    text = """
class Store:
    def __init__(self):
        self._lock = asyncio.Lock()

    async def flush(self):
        async with self._lock:
            await asyncio.create_task(self._write())

    async def _write(self):
        async with self._lock:
            pass
"""
    found = outcomes(steps(LOOP + text), Scenario("Store", ((("flush",),),)))
    assert found.stuck
    assert not found.ends


# -- what the trial itself sees ----------------------------------------------------------------------------------------

BOX = """
class Box:
    def __init__(self):
        self._lock = threading.Lock()
        self._count = 0
        self._event = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self):
        self._event.set()

    def renew(self):
        with self._lock:
            self._count += 1
            self._thread = None

    def stop(self):
        with self._lock:
            self._count *= 2
            self._thread.join()
"""
BOTH = Scenario("Box", ((("stop",),), (("renew",),)))
LAST = "            self._count *= 2\n            self._thread.join()\n"
WRONG = {
    "not taken under the lock": (
        "            self._count *= 2\n        self._thread.join()\n",
        "it may end like this now: ['[AttributeError",
    ),
    "written without the lock": (
        "            thread = self._thread\n        self._count *= 2\n        thread.join()\n",
        "it may end like this now",
    ),
    "never done": ("            thread = self._thread\n        thread.join()\n", "it can't end like this any more"),
    "not let go of": (LAST, "the lock is held while it waits"),
    "taken twice": (
        "            self._count *= 2\n            with self._lock:\n                self._thread.join()\n",
        "somebody is stuck",
    ),
    "never released": (
        (
            "            self._count *= 2\n            thread = self._thread\n        thread.join()\n"
            "        self._lock.acquire()\n"
        ),
        "the lock is left held",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_fixes_are_seen(what: str) -> None:
    wrong, problem = WRONG[what]
    assert BOX.count(LAST) == 1
    old, new = (outcomes(steps(HEAD + each), BOTH) for each in (BOX, BOX.replace(LAST, wrong)))
    found = list(differences(old, new, safe=True, told=False, reported=False))
    assert any(each.startswith(problem) for each in found), found


def test_the_right_fix_passes() -> None:
    right = "            self._count *= 2\n            thread = self._thread\n        thread.join()\n"
    old, new = (outcomes(steps(HEAD + each), BOTH) for each in (BOX, BOX.replace(LAST, right)))
    assert old.waits
    assert not list(differences(old, new, safe=True, told=False, reported=False))


def test_every_order_is_tried() -> None:
    """Two threads that add to a number without a lock may lose one of their turns."""
    counts = """
class Counter:
    def __init__(self):
        self.number = 0

    def add(self):
        self.number += 1
        return self.number
"""
    found = outcomes(steps(counts), Scenario("Counter", ((("add",),), (("add",),))))
    assert sorted(found.ends) == [
        "['[1]', '[1]'] {'number': '1'} []",
        "['[1]', '[2]'] {'number': '2'} []",
        "['[2]', '[1]'] {'number': '2'} []",
        "['[2]', '[2]'] {'number': '2'} []",
    ]


def test_two_locks_in_two_orders_may_stick() -> None:
    crossed = """
class Crossed:
    def __init__(self):
        self.a = threading.Lock()
        self.b = threading.Lock()

    def one(self):
        with self.a, self.b:
            pass

    def other(self):
        with self.b, self.a:
            pass
"""
    found = outcomes(steps(HEAD + crossed), Scenario("Crossed", ((("one",),), (("other",),))))
    assert found.stuck == {"caller 0, caller 1"}
    assert len(found.ends) == 1
