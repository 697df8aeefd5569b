"""An internal error in one file names that file; all others are still done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from letgo import cures, known, pipeline
from letgo.cache import Cache
from letgo.config import Settings
from letgo.failure import STRICT, failure_of
from letgo.model import Report
from letgo.program import program
from letgo.program.scopes import LockScopes
from letgo.python import language

LEAK = """import sqlite3


def names(path):
    conn = sqlite3.connect(path)
    return conn.execute("select name from t").fetchall()
"""
STALL = """import threading
import time

lock = threading.Lock()
seen = {}


def pause():
    with lock:
        seen["x"] = 1
        time.sleep(1)
"""
TEXTS = {"bad.py": LEAK + STALL, "good.py": LEAK, "idle.py": STALL}
Breaks = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(STRICT)
    return tmp_path


def broken(place: Any, name: str, is_bad: Callable[..., bool]) -> Breaks:
    """That function raises where it is given something of the bad file."""
    whole = getattr(place, name)

    def work(*args: Any, **kwargs: Any) -> Any:
        if is_bad(*args):
            raise ZeroDivisionError("no\nreason")
        return whole(*args, **kwargs)

    return lambda monkeypatch: monkeypatch.setattr(place, name, work)


WHOLE = {
    "reading": broken(language, "read", lambda _, path, *__: path == "bad.py"),
    "analysing": broken(program.Program, "look", lambda _, facts: facts.module == "bad"),
    "surveying": broken(LockScopes, "survey", lambda _, module: module == "bad"),
    "telling": broken(known, "leak_findings", lambda _, __, source: source.name == "bad.py"),
}
PARTS = {
    "mending": broken(cures, "mend_function", lambda _, __, ___, source, *____: source.name == "bad.py"),
    "composing": broken(pipeline, "composed", lambda text, _: text == TEXTS["bad.py"]),
}


def run(root: Path, jobs: int = 1, cache: Cache | None = None) -> Report:
    return pipeline.fix(root, sorted(root.glob("*.py")), Settings(jobs=jobs), {}, cache)


@pytest.mark.parametrize("breaks", [*WHOLE.values(), *PARTS.values()], ids=[*WHOLE, *PARTS])
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_other_files_are_done(project: Path, monkeypatch: pytest.MonkeyPatch, breaks: Breaks, jobs: int) -> None:
    before = {result.path: result for result in run(project).files}
    breaks(monkeypatch)

    report = run(project, jobs)

    bad, good, idle = report.files
    assert (bad.path, bad.failure and bad.failure.error) == ("bad.py", "ZeroDivisionError: no reason")
    assert bad.failure is not None
    assert "Traceback" in bad.failure.trace
    assert bad.fixed == bad.text
    assert good == before["good.py"]
    assert good.applied
    assert idle == before["idle.py"]
    assert idle.failure is None


@pytest.mark.parametrize("breaks", WHOLE.values(), ids=WHOLE)
def test_a_file_that_could_not_be_looked_at_is_left_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch, breaks: Breaks
) -> None:
    breaks(monkeypatch)

    bad = run(project).files[0]

    assert bad.skipped == "internal error: ZeroDivisionError: no reason; this is a fault of letgo, please report it"
    assert [found.code for found in bad.findings] == ["LG001"]


def test_what_could_not_be_mended_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    PARTS["mending"](monkeypatch)

    bad = run(project).files[0]

    assert not bad.skipped
    assert bad.failure is not None
    reasons = {found.code[:3]: found.refusal and found.refusal.reason for found in bad.findings}
    assert reasons["LG1"] == bad.failure.reason
    assert reasons["LG2"] != bad.failure.reason


@pytest.mark.parametrize("breaks", [*WHOLE.values(), PARTS["mending"]], ids=[*WHOLE, "mending"])
def test_it_is_not_kept_for_later_runs(project: Path, monkeypatch: pytest.MonkeyPatch, breaks: Breaks) -> None:
    before = run(project)
    with monkeypatch.context() as patch:
        breaks(patch)
        cache = Cache(project / "kept")
        assert run(project, cache=cache) != before
        cache.close()

    cache = Cache(project / "kept")

    assert run(project, cache=cache) == before
    cache.close()


def test_many_files_in_several_processes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        (project / f"more{number}.py").write_text(STALL if number % 2 else LEAK, encoding="utf-8")
    WHOLE["reading"](monkeypatch)

    report = run(project, jobs=3)

    assert [result.path for result in report.files if result.failure] == ["bad.py"]
    assert sum(bool(result.applied) for result in report.files) == 21


def test_the_first_failure_ends_a_strict_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STRICT, "1")
    with pytest.raises(KeyError):
        failure_of(KeyError("x"))
    monkeypatch.delenv(STRICT)
    assert failure_of(KeyError("x")).error == "KeyError: 'x'"
