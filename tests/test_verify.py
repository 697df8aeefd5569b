"""`letgo fix --verify`: what the project's own tests don't let pass is taken back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from repositories import SAFE, SAFE_FIXED, UNSAFE, git, put, repository, tree

from letgo import cli

A, B = SAFE.format(name="a"), SAFE.format(name="b")
TEST = f"{sys.executable} check.py"
# Fails as long as b.py holds a with block, and counts how often it ran.
CHECK = """\
import pathlib, sys

pathlib.Path(".git/runs").open("a").write("x")
if "with closing" in pathlib.Path("b.py").read_text():
    sys.exit("b must not change\\nnot at all")
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    return repository(tmp_path, {"a.py": A, "b.py": B, "pkg/c.py": A, "check.py": CHECK})


def runs(root: Path) -> int:
    return len((root / ".git" / "runs").read_text(encoding="utf-8"))


def test_a_part_that_fails_is_taken_back(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fix", "--verify", TEST]) == 1

    out, err = capfd.readouterr()
    assert tree(root)["b.py"].decode() == B
    assert tree(root)["a.py"].decode() == tree(root)["pkg/c.py"].decode() == SAFE_FIXED.format(name="a")
    assert runs(root) == 4, "once before, once for each part"
    assert err.splitlines() == [
        "[1/3] a.py (safe): kept",
        f"[2/3] b.py (safe): taken back, `{TEST}` ends with 1",
        "    b must not change",
        "    not at all",
        "[3/3] pkg/c.py (safe): kept",
        "2 fixed, 1 refused",
    ]
    assert f"    refused: taken back: `{TEST}` ends with 1\n" in out


@pytest.mark.parametrize(("way", "kept"), [("rule", []), ("dir", ["pkg/c.py"])])
def test_parts_are_made_as_wanted(way: str, kept: list[str], root: Path) -> None:
    assert cli.main(["fix", "--verify", TEST, "--split-by", way]) == 1

    assert [name for name, raw in tree(root).items() if b"with closing(sql" in raw] == kept


def test_fixes_of_one_file_are_told_apart(root: Path) -> None:
    far = "\n".join(f"x{number} = {number}" for number in range(9))
    unsafe = UNSAFE.format(name="bad").removeprefix("import sqlite3\n\n\n")
    put(root, {"b.py": f"{B}\n\n{far}\n\n\n{unsafe}"})
    check = CHECK.replace('"with closing" in', '"        log(connection)" in')
    put(root, {"check.py": check})
    git(root, "commit", "-qam", "more")

    assert cli.main(["fix", "--verify", TEST, "--unsafe-fixes"]) == 1

    text = tree(root)["b.py"].decode()
    assert text == f"{SAFE_FIXED.format(name='b')}\n\n{far}\n\n\n{unsafe}"


def test_the_command_must_pass_before(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fix", "--verify", "echo broken; exit 3"]) == 2

    assert "`echo broken; exit 3` ends with 3\n    broken before anything is changed" in capfd.readouterr().err
    assert git(root, "status", "--porcelain") == b""


def test_an_interrupt_takes_the_part_back(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from letgo.cli import verify

    runs = iter(range(3))

    def failure(_: str) -> str:
        if next(runs) == 2:
            raise KeyboardInterrupt
        return ""

    monkeypatch.setattr(verify, "_failure", failure)

    assert cli.main(["fix", "--verify", "x"]) == 130
    assert git(root, "diff", "--name-only") == b"a.py\n", "the first part is kept, the second is not"


def test_a_dirty_tree_is_refused_before_the_command_runs(root: Path) -> None:
    put(root, {"a.py": A + "# mine\n"})

    assert cli.main(["fix", "--verify", TEST]) == 2
    assert not (root / ".git" / "runs").exists()


def test_a_file_that_cannot_be_written_leaves_its_part_out(root: Path) -> None:
    (root / "a.py").chmod(0o444)

    assert cli.main(["fix", "--verify", "true", "--split-by", "dir"]) == 1
    assert git(root, "diff", "--name-only") == b"pkg/c.py\n", "b.py is taken back with it"
