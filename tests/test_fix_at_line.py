"""`letgo fix - --line N`: one finding, or one function, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from letgo import cli

TEXT = """\
import sqlite3


def first(path):
    conn = sqlite3.connect(path)
    print(conn.execute("select 1").fetchone())


def second(path):
    conn = sqlite3.connect(path)
    print(conn.execute("select 2").fetchone())
"""
FIXED = {
    "first": '    with closing(sqlite3.connect(path)) as conn:\n        print(conn.execute("select 1").fetchone())\n',
    "second": '    with closing(sqlite3.connect(path)) as conn:\n        print(conn.execute("select 2").fetchone())\n',
}


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *args: str) -> int:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(TEXT.encode())))
    return cli.main(["fix", "-", "--stdin-filename", "jobs.py", *args])


@pytest.mark.parametrize(("line", "name"), [(5, "first"), (4, "first"), (6, "first"), (10, "second"), (9, "second")])
def test_only_what_is_at_the_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], line: int, name: str
) -> None:
    assert run(monkeypatch, tmp_path, "--line", str(line)) == cli.FOUND
    out = capfd.readouterr().out
    assert FIXED[name] in out
    assert out.count("with closing(") == 1
    assert out.count("from contextlib import closing") == 1


@pytest.mark.parametrize("line", [1, 2, 99])
def test_nothing_is_at_the_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], line: int
) -> None:
    assert run(monkeypatch, tmp_path, "--line", str(line)) == cli.FOUND
    assert capfd.readouterr().out == TEXT


def test_a_line_is_one_of_standard_input(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "jobs.py").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["fix", "jobs.py", "--line", "5"]) == cli.FAILED
    assert "--line needs `-`" in capfd.readouterr().err
    assert (tmp_path / "jobs.py").read_text() == TEXT
