"""Which files `letgo fix` may write: what git doesn't hold is left alone, unless its user says otherwise."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import SAFE, SAFE_FIXED, UNSAFE, git, put, repository, tree

from letgo import cli, worktree

A, FIXED = SAFE.format(name="a"), SAFE_FIXED.format(name="a")
Fix = Callable[..., tuple[int, str]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NO_COLOR", "1")
    repository(tmp_path, {"a.py": A, "pkg/ünï b.py": A, "clean.py": "x = 1\n", ".gitignore": "made/\n"})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def fix(capsys: pytest.CaptureFixture[str]) -> Fix:
    def call(*args: str) -> tuple[int, str]:
        code = cli.main(["fix", *args])
        return code, capsys.readouterr().err

    return call


def test_a_clean_tree_is_written(root: Path, fix: Fix) -> None:
    assert fix() == (0, "2 fixed\n")
    assert tree(root)["a.py"].decode() == tree(root)["pkg/ünï b.py"].decode() == FIXED


def test_only_files_that_would_be_written_count(root: Path, fix: Fix) -> None:
    put(root, {"clean.py": "x = 2\n", "new.txt": "x"})

    assert fix()[0] == 0


@pytest.mark.parametrize("args", [(), ("--allow-staged",), ("--allow-no-vcs",), (".", "pkg/ünï b.py")])
def test_a_dirty_file_stops_the_run(args: tuple[str, ...], root: Path, fix: Fix) -> None:
    put(root, {"a.py": A + "# mine\n"})

    code, said = fix(*args, "--exit-zero")

    assert code == 2
    assert said == (
        "letgo: error: files that letgo would write have changes that are not committed:\n"
        "  * a.py (dirty)\n"
        "commit or stash them, or pass --allow-dirty; nothing was written\n"
    )
    assert tree(root)["pkg/ünï b.py"].decode() == A, "all or nothing"


def test_a_staged_file_stops_the_run(root: Path, fix: Fix) -> None:
    put(root, {"pkg/ünï b.py": A + "# mine\n"})
    git(root, "add", "-A")

    code, said = fix("--allow-dirty")

    assert (code, "  * pkg/ünï b.py (staged)\n" in said, "pass --allow-staged;" in said) == (2, True, True)
    put(root, {"a.py": A + "# mine\n"})
    assert "pass --allow-dirty --allow-staged;" in fix()[1]
    assert fix("--allow-staged", "--allow-dirty") == (0, "2 fixed\n")


def test_an_untracked_file_is_dirty_and_an_ignored_one_is_nobodys(root: Path, fix: Fix) -> None:
    put(root, {"new.py": A, "made/old.py": A})

    assert "  * new.py (dirty)\n" in fix()[1]
    assert fix("made/old.py") == (0, "1 fixed\n")
    assert fix("--allow-dirty") == (0, "3 fixed\n")


def test_many_files_are_named_in_part(root: Path, fix: Fix) -> None:
    put(root, {f"m{number}.py": A for number in range(23)})

    assert "  * m6.py (dirty)\n  ... and 3 more\n" in fix()[1]


@pytest.mark.parametrize("args", [("--diff",), ("--patch", "made/x.patch"), ("a.py",), ("a.py", "pkg/ünï b.py")])
def test_what_is_shown_or_named_never_stops(args: tuple[str, ...], root: Path, fix: Fix) -> None:
    put(root, {"a.py": A + "# mine\n", "made/x": "x"})

    assert fix(*args)[0] < 2


def test_what_letgo_wrote_itself_is_no_obstacle(root: Path, fix: Fix) -> None:
    put(root, {"a.py": A + UNSAFE.format(name="b")})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "more")

    assert fix()[0] == 1
    assert fix("--unsafe-fixes") == (0, "1 fixed\n")
    put(root, {"a.py": tree(root)["a.py"].decode() + UNSAFE.format(name="c")})
    assert fix("--unsafe-fixes")[0] == 2, "its user has changed it since"


def test_outside_of_git(tmp_path: Path, fix: Fix, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"a.py": A, "b.py": A})
    monkeypatch.chdir(tmp_path)

    code, said = fix()

    assert (code, "pass --allow-no-vcs" in said, (tmp_path / "a.py").read_text()) == (2, True, A)
    assert fix("b.py") == (0, "1 fixed\n")
    assert fix("--allow-no-vcs") == (0, "1 fixed\n")


def test_where_there_is_no_git_or_nothing_to_ask(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert worktree.uncommitted(root, []) == {}
    (root / ".git" / "index").write_bytes(b"no index")
    assert worktree.uncommitted(root, ["a.py"]) is None, "git can't tell"
    monkeypatch.setenv("PATH", str(root))
    assert worktree.uncommitted(root, ["a.py"]) is None


def test_a_work_tree_of_its_own(root: Path, fix: Fix, tmp_path_factory: pytest.TempPathFactory,
                                monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    other = tmp_path_factory.mktemp("other") / "tree"
    git(root, "worktree", "add", "-q", str(other))
    monkeypatch.chdir(other)

    assert fix("--allow-dirty") == (0, "2 fixed\n")
    assert sorted(worktree.written(other)) == ["a.py", "pkg/ünï b.py"]
    assert worktree.written(root) == {}


def test_a_project_below_the_top_of_its_repository(root: Path) -> None:
    put(root, {"pkg/ünï b.py": A + "# mine\n", "pkg/new.py": A})

    assert worktree.uncommitted(root / "pkg", ["ünï b.py", "new.py"]) == {"ünï b.py": "dirty", "new.py": "dirty"}
    assert worktree.uncommitted(root, [f"{'x' * 300}{number}" for number in range(300)]) == {}, "more than a line holds"


def test_the_journal_stays_short(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worktree, "LONGEST", 100)
    for number in range(50):
        worktree.remember(root, {"a.py": f"{number:032}", "b.py": "0" * 32})

    assert worktree.written(root) == {"a.py": f"{49:032}", "b.py": "0" * 32}
    assert (root / ".git" / worktree.JOURNAL).stat().st_size < 400


def test_a_hook_fixes_what_it_is_handed(root: Path, fix: Fix, monkeypatch: pytest.MonkeyPatch) -> None:
    put(root, {"a.py": A + "# staged\n"})
    git(root, "add", "-A")
    monkeypatch.setenv("GIT_INDEX_FILE", str(root / ".git" / "index"))

    assert fix("a.py") == (0, "1 fixed\n")


def test_git_is_not_disturbed(root: Path, fix: Fix) -> None:
    fix()

    assert subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, check=True).stdout == (
        b' M a.py\n M "pkg/\\303\\274n\\303\\257 b.py"\n'
    )
