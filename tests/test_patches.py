"""Patches by part: each applies on its own, and all of them in any order give what one run gives."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from repositories import REFUSED, SAFE, UNSAFE, git, put, repository, tree

from letgo import cli

TEMPORARY = """\
import sqlite3


def {name}(path):
    rows = sqlite3.connect(path).execute("SELECT 1").fetchall()
    return rows
"""
NEVER = """\
import sqlite3
import contextlib


def {name}(path):
    connection = sqlite3.connect(path)
    row = connection.execute("SELECT 1").fetchone()
    return row
"""
STACK = """\
import sqlite3


def {name}(path, wanted, log):
    if wanted:
        connection = sqlite3.connect(path)
        log(connection)
    print(connection.execute("SELECT 1").fetchone())
"""
HEAD = "import sqlite3\n\n\n"
OWNERS = "* @everyone\n/db/ @db @me\n"


def body(form: str, name: str) -> str:
    return form.format(name=name).removeprefix(HEAD)


FAR = "\n".join(f"x{number} = {number}" for number in range(9))
CONTENTS: dict[str, str | bytes] = {
    "CODEOWNERS": OWNERS,
    "one.py": SAFE.format(name="one"),
    "db/two.py": TEMPORARY.format(name="two") + "\n\n" + body(SAFE, "near"),
    "db/apart.py": NEVER.format(name="never") + "\n\n" + FAR + "\n\n\n" + body(TEMPORARY, "temporary"),
    "db/unsafe.py": UNSAFE.format(name="three"),
    "mixed.py": SAFE.format(name="safe") + "\n\n" + FAR + "\n\n\n" + body(UNSAFE, "unsafe"),
    "alike.py": NEVER.format(name="a") + "".join(f"\n\n{FAR}\n\n\n" + body(UNSAFE, "f") for _ in range(3)),
    "with space/ünï.py": SAFE.format(name="named").replace("\n", "\r\n").encode(),
    "refused.py": REFUSED.format(name="refused"),
    "nul.py": "x\0",
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NO_COLOR", "1")
    root = tmp_path / "project"
    root.mkdir()
    repository(root, CONTENTS)
    monkeypatch.chdir(root)
    return root


def parts(root: Path, way: str, *args: str) -> list[Path]:
    folder = root.parent / "parts"
    assert cli.main(["fix", "--patch-dir", str(folder), "--split-by", way, *args]) == 1
    lines = (folder / "series").read_text(encoding="utf-8").splitlines()
    names = [line.partition(" ")[0] for line in lines if not line.startswith("#")]
    assert sorted([*names, *(name.replace(".patch", ".md") for name in names), "series"]) == sorted(
        path.name for path in folder.iterdir()
    )
    return [folder / name for name in names]


def reset(root: Path) -> None:
    git(root, "reset", "-q", "--hard")


def orders(patches: list[Path]) -> Iterator[tuple[Path, ...]]:
    """All orders of few patches; of many, each one first, last, and turned around."""
    if len(patches) <= 3:
        yield from permutations(patches)
        return
    for start in range(len(patches)):
        turned = patches[start:] + patches[:start]
        yield tuple(turned)
        yield tuple(reversed(turned))


def one_run(root: Path, *args: str) -> dict[str, bytes]:
    cli.main(["fix", *args])
    made = tree(root)
    reset(root)
    return made


@pytest.mark.parametrize("way", ["rule", "dir", "owner", "file"])
def test_safe_parts_give_what_one_run_gives(way: str, root: Path) -> None:
    wanted = one_run(root)
    patches = parts(root, way)

    assert len(patches) > 1
    for order in orders(patches):
        for patch in order:
            git(root, "apply", str(patch))
        assert tree(root) == wanted
        reset(root)


@pytest.mark.parametrize("way", ["rule", "dir", "file"])
def test_safe_and_unsafe_parts_do_too_as_git_merges(way: str, root: Path) -> None:
    wanted = one_run(root, "--unsafe-fixes")
    patches = parts(root, way, "--unsafe-fixes")

    assert {patch.name.split("-")[1] for patch in patches} == {"safe", "unsafe"}
    for order in orders(patches):
        for patch in order:
            git(root, "apply", "-3", str(patch))
        assert tree(root) == wanted
        reset(root)


def test_each_part_applies_alone_and_is_of_one_level(root: Path) -> None:
    safe = one_run(root)
    for patch in parts(root, "file", "--unsafe-fixes"):
        git(root, "apply", "--check", str(patch))
        git(root, "apply", str(patch))
        for name, raw in tree(root).items():
            if raw != (root / name).read_bytes() and "-safe-" in patch.name:
                assert raw == safe[name]
            if name.endswith(".py") and name != "nul.py":
                compile(raw, name, "exec")
        reset(root)


def test_owners_are_parts(root: Path) -> None:
    assert [patch.name for patch in parts(root, "owner")] == ["0001-safe-db-me.patch", "0002-safe-everyone.patch"]
    text = (root.parent / "parts" / "0001-safe-db-me.md").read_text(encoding="utf-8")
    assert text.startswith("# Let go of what is held too long: `@db @me` (safe)\n")
    assert "Apply it with `git apply 0001-safe-db-me.patch`." in text


def test_a_fix_that_needs_the_same_import_row_is_held_back(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    put(root, {"held.py": SAFE.format(name="safe") + "\n\n" + FAR + "\n\n\n" + body(STACK, "stack")})
    git(root, "add", "held.py")
    git(root, "commit", "-qm", "more")
    wanted = one_run(root, "--unsafe-fixes", "held.py")
    folder = root.parent / "held"
    assert b"from contextlib import ExitStack, closing\n" in wanted["held.py"], "both fixes are wanted"
    capsys.readouterr()

    assert cli.main(["fix", "--unsafe-fixes", "--patch-dir", str(folder), "held.py"]) == 1

    series = (folder / "series").read_text(encoding="utf-8")
    assert "# in no patch: held.py:" in series
    assert "1 more can be fixed when these are in: run again then (1 of them need" in capsys.readouterr().err
    git(root, "apply", str(folder / "0001-safe-LG103.patch"))
    assert cli.main(["fix", "--unsafe-fixes", "held.py"]) == 0
    assert tree(root) == wanted


def test_old_patches_go_and_foreign_files_stay(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root.parent / "parts"
    many = parts(root, "file")
    few = parts(root, "dir")
    assert len(few) < len(many)
    (folder / "mine.txt").write_text("x", encoding="utf-8")

    assert cli.main(["fix", "--patch-dir", str(folder)]) == 2
    assert "holds other files" in capsys.readouterr().err
    assert (folder / "mine.txt").exists()
    assert git(root, "status", "--porcelain") == b"", "nothing is written"


def test_nothing_to_fix(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = root.parent / "parts"

    assert cli.main(["fix", "--patch-dir", str(folder), "--exit-zero", "refused.py"]) == 0
    assert (root.parent / "parts" / "series").read_text(encoding="utf-8").count("\n") == 1
    assert "0 patches in " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--split-by", "rule"], "--split-by needs --patch-dir or --verify"),
        (["--patch-dir", "x", "--split-by", "owners"], "is not one of rule, dir, owner, file; did you mean 'owner'?"),
        (["--patch-dir", "x", "--diff"], "--patch-dir can't be given together with --diff"),
        (["--patch-dir", "one.py"], "--patch-dir: one.py is no folder"),
        (["--report", "x.pdf"], "--report: x.pdf should end in one of .md"),
    ],
)
def test_usage(args: list[str], message: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fix", *args]) == 2
    assert message in capsys.readouterr().err
    assert git(root, "status", "--porcelain") == b""


def test_without_owners(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "CODEOWNERS").unlink()

    assert cli.main(["fix", "--patch-dir", "x", "--split-by", "owner"]) == 2
    assert "has no CODEOWNERS file" in capsys.readouterr().err
    shutil.rmtree(root)
