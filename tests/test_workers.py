"""Several processes: the same answer, however many there are."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from letgo import files, pipeline
from letgo.cache import Cache
from letgo.config import Settings
from letgo.model import Report
from letgo.progress import counted, watched
from letgo.workers import MANY, PIPE, beside, processes, spread

LEAK = "import sqlite3\n\ndef f{n}(p):\n    c = sqlite3.connect(p)\n    return c.execute('q{n}').fetchall()\n"
LOCK = "import threading\nlock = threading.Lock()\n\ndef g(t):\n    with lock:\n        t.x = 1\n        t.ev.wait()\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("project")
    for number in range(40):
        text = LEAK.replace("{n}", str(number)) + (f"from m{number - 1} import f{number - 1}\n" if number else "")
        (place / f"m{number}.py").write_text(text, encoding="utf-8")
    for number in range(5):
        (place / f"locks{number}.py").write_text(LOCK, encoding="utf-8")
    (place / "broken.py").write_text("import sqlite3\ndef (:\n", encoding="utf-8")
    return place


def checked(root: Path, jobs: int, cache: Cache | None = None) -> Report:
    settings = Settings(jobs=jobs)
    report = pipeline.check(root, files.discover(root, [root], settings), settings, {}, cache)
    if cache is not None:
        cache.close()
    return report


def test_the_number_of_processes_changes_nothing(root: Path, tmp_path: Path) -> None:
    alone = checked(root, 1)
    assert len([each for each in alone.findings if each.fix is not None]) >= 40
    assert any(each.code == "LG001" for each in alone.findings)
    assert checked(root, 2) == alone
    assert checked(root, 3, Cache(tmp_path / "kept")) == alone
    assert checked(root, 2, Cache(tmp_path / "kept")) == alone


NESTED = """
import sqlite3
import threading
import time

lock = threading.Lock()

def handle(path):
    def write(data):
        time.sleep(data)

    with lock:
        write(1)
    return sqlite3.connect(path).execute("q")
"""
MAIN = """
import sqlite3
import threading
import time

lock = threading.Lock()
with lock:
    time.sleep(1)
sqlite3.connect("x").execute("q")
"""


def test_what_was_read_for_rows_changes_nothing_for_locks(tmp_path: Path) -> None:
    """One process looks for locks once it has read for rows, others look meanwhile, by what they read themselves."""
    (tmp_path / "nested.py").write_text(NESTED, encoding="utf-8")
    (tmp_path / "main.py").write_text(MAIN, encoding="utf-8")
    for number in range(40):
        (tmp_path / f"m{number}.py").write_text(LEAK.replace("{n}", str(number)), encoding="utf-8")
    alone = checked(tmp_path, 1)
    assert "LG202" in {each.code for each in alone.findings if each.path == "nested.py"}
    assert checked(tmp_path, 2) == alone


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_order_is_kept(jobs: int) -> None:
    assert list(spread(lambda number: number * number, 11, jobs)) == [number * number for number in range(11)]


@pytest.mark.skipif(sys.platform != "linux", reason="no fork is trusted elsewhere")
def test_what_goes_wrong_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(lambda number: 1 // (3 - number), 6, 2))


@pytest.mark.skipif(sys.platform != "linux", reason="no fork is trusted elsewhere")
def test_there_may_be_more_to_do_than_a_pipe_holds() -> None:
    count = 2 * PIPE + 1
    assert list(spread(lambda number: -number, count, 3)) == [-number for number in range(count)]


@pytest.mark.skipif(sys.platform != "linux", reason="no fork is trusted elsewhere")
def test_a_process_that_dies_is_an_error() -> None:
    mine = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)  # so that there is something left for the others
        return number

    opened = len(os.listdir("/proc/self/fd"))
    with pytest.raises(ChildProcessError):
        list(spread(work, 200, 3))
    assert len(os.listdir("/proc/self/fd")) == opened


@pytest.mark.skipif(sys.platform != "linux", reason="no fork is trusted elsewhere")
def test_how_many_are_used() -> None:
    assert processes(0, MANY - 1) == 1
    assert processes(0, MANY) >= 1
    assert processes(3, 1) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="no fork is trusted elsewhere")
def test_work_beside_gives_its_answer_or_its_error() -> None:
    assert beside(lambda: [1, 2])() == [1, 2]
    with pytest.raises(ZeroDivisionError):
        beside(lambda: 1 // 0)()
    with pytest.raises(ChildProcessError):
        beside(lambda: os._exit(3))()


@pytest.mark.skipif(sys.platform != "linux", reason="no fork is trusted elsewhere")
def test_work_beside_may_be_spread_itself() -> None:
    def work() -> list[int]:
        return list(spread(lambda number: os.getpid() if number >= 0 else 0, 8, 2))

    assert os.getpid() not in beside(work)()


@pytest.mark.skipif(sys.platform != "linux", reason="no fork is trusted elsewhere")
def test_nobody_watches_a_process_beside() -> None:
    said: list[str] = []
    with watched(lambda what, *_: said.append(what)):
        assert beside(lambda: [*counted("Looking", "ab"), *said])() == ["a", "b"]
        assert [*counted("Reading", "ab")] == ["a", "b"]
    assert set(said) == {"Reading"}
