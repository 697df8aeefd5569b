"""What a change touches, asked of real repositories."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

import letgo
from letgo import pipeline
from letgo.config import ConfigError, Settings
from letgo.wanted import scope
from letgo.wanted.spans import carried, changes, functions

HEAD = "import sqlite3\n\n\n"
F = "def f(path):\n    c = sqlite3.connect(path)\n    c.execute('x')\n    print(1)\n    print(2)\n"
G = "\n\ndef g(path):\n    d = sqlite3.connect(path)\n    d.execute('y')\n    print(3)\n"
CLOSED = F.replace("    print(2)\n", "    print(2)\n    c.close()\n")


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose one commit, tagged `base`, has a.py with f and g."""
    git(tmp_path, "init", "-q")
    (tmp_path / "a.py").write_text(HEAD + F + G, encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "base")
    git(tmp_path, "tag", "base")
    return tmp_path


def found(root: Path, mode: str = "function", base: str = "base") -> list[str]:
    """What is reported, as `file function code`."""
    settings = Settings(diff_base=base, diff_scope=mode)
    report = letgo.check_paths([root], settings=settings)
    return [f"{each.path} {each.scope} {each.code}" for each in report.findings]


def test_nothing_changed(repository: Path) -> None:
    assert found(repository) == found(repository, "file") == []
    assert len(letgo.check_paths([repository]).findings) == 2


@pytest.mark.parametrize(
    ("old", "new", "lines", "function"),
    [
        ("print(1)", "print(10)", [], ["f"]),
        ("print(1)", "print(1)\n    print(11)", [], ["f"]),
        ("    print(1)\n", "", [], ["f"]),
        ("    print(2)\n", "", [], ["f"]),
        ("    print(3)\n", "", [], ["g"]),
        ("c = sqlite3.connect(path)", "c = sqlite3.connect(path, 3)", ["f"], ["f"]),
        ("import sqlite3\n", "import os\nimport sqlite3\n", [], []),
        ("def f(path)", "@print\ndef f(path)", [], ["f"]),
        ("def g(path)", "def h(path)", [], ["h"]),
    ],
)
@pytest.mark.parametrize("how", ["worktree", "index", "commit"])
def test_a_change(old: str, new: str, lines: list[str], function: list[str], how: str, repository: Path) -> None:
    path = repository / "a.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    if how != "worktree":
        git(repository, "add", ".")
    if how == "commit":
        git(repository, "commit", "-qm", "change")

    assert found(repository, "lines") == [f"a.py {name} LG101" for name in lines]
    assert found(repository) == [f"a.py {name} LG101" for name in function]
    assert len(found(repository, "file")) == 2


def test_a_close_that_is_taken_out(repository: Path) -> None:
    path = repository / "a.py"
    path.write_text(HEAD + CLOSED + G, encoding="utf-8")
    git(repository, "commit", "-qam", "close")
    assert letgo.check_paths([repository]).findings[0].code == "LG103"

    path.write_text(HEAD + F + G, encoding="utf-8")

    assert found(repository, base="HEAD") == ["a.py f LG101"]
    assert found(repository, "lines", base="HEAD") == []


def test_new_and_untracked_and_renamed_files(repository: Path) -> None:
    (repository / "b.py").write_text(HEAD + F, encoding="utf-8")
    (repository / "ü b\n.py").write_text(HEAD + F, encoding="utf-8")
    (repository / "pkg").mkdir()
    git(repository, "mv", "a.py", "pkg/c.py")

    assert found(repository) == ["b.py f LG101", "ü b\n.py f LG101"]
    path = repository / "pkg" / "c.py"
    path.write_text(path.read_text(encoding="utf-8").replace("print(3)", "print(4)"), encoding="utf-8")
    assert found(repository) == ["b.py f LG101", "pkg/c.py g LG101", "ü b\n.py f LG101"]


def test_the_base_is_where_the_branches_parted(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "topic")
    path = repository / "a.py"
    path.write_text(HEAD + F.replace("print(1)", "print(5)") + G, encoding="utf-8")
    git(repository, "commit", "-qam", "topic")
    git(repository, "checkout", "-q", "main")
    path.write_text(HEAD + F + G.replace("print(3)", "print(6)"), encoding="utf-8")
    git(repository, "commit", "-qam", "main")
    git(repository, "checkout", "-q", "topic")

    assert found(repository, base="main") == ["a.py f LG101"]


def test_code_outside_of_functions(repository: Path) -> None:
    with_leak = "import sqlite3\n\nsqlite3.connect('a').execute('x')\n\n\ndef f():\n    pass\n"
    path = repository / "m.py"
    path.write_text(with_leak, encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "m")
    first = letgo.check_paths([path]).findings

    path.write_text(with_leak.replace("pass", "return 1"), encoding="utf-8")
    assert found(repository, base="HEAD") == []
    path.write_text("import os\n" + with_leak, encoding="utf-8")
    assert len(found(repository, base="HEAD")) == len(first) > 0


def test_standard_input_counts_as_it_is(repository: Path) -> None:
    settings = Settings(diff_base="base")
    place = repository / "a.py"
    text = (HEAD + F + G).replace("print(3)", "print(4)")

    assert letgo.check_source(HEAD + F + G, place, settings=settings).findings == ()
    assert [each.scope for each in letgo.check_source(text, place, settings=settings).findings] == ["g"]
    new = letgo.check_source(text, repository / "new.py", settings=settings)
    assert [each.scope for each in new.findings] == ["f", "g"]


@pytest.mark.parametrize("mode", ["lines", "function"])
def test_fixing_stays_inside_of_the_change(mode: str, repository: Path) -> None:
    path = repository / "a.py"
    path.write_text((HEAD + F + G).replace("d = sqlite3.connect(path)", "d = sqlite3.connect('p')"), encoding="utf-8")
    settings = Settings(diff_base="base", diff_scope=mode, unsafe_fixes=True)

    (result,) = pipeline.fix(repository, [path], settings).files

    assert "with closing(sqlite3.connect('p')) as d:" in result.fixed
    assert "    c = sqlite3.connect(path)\n" in result.fixed
    assert result.findings == ()


def test_revisions_that_cannot_be_used(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(ConfigError, match="git knows no revision 'gone'"):
        found(repository, base="gone")
    with pytest.raises(ConfigError, match="git knows no revision '--all'"):
        found(repository, base="--all")
    git(repository, "checkout", "-q", "--orphan", "other")
    git(repository, "commit", "-qm", "other")
    with pytest.raises(ConfigError, match="no common ancestor here; is the clone too shallow"):
        found(repository)
    outside = tmp_path_factory.mktemp("outside")
    with pytest.raises(ConfigError, match="is in no git repository"):
        letgo.check_source("x = 1\n", outside / "a.py", settings=replace(Settings(), diff_base="main"))


def test_a_finding_counts_if_what_it_tells_of_elsewhere_was_changed(repository: Path) -> None:
    (repository / "slow.py").write_text("import time\n\n\ndef pause():\n    return 1\n", encoding="utf-8")
    used = "import threading, slow\n\nL = threading.Lock()\n\n\ndef h():\n    with L:\n        slow.pause()\n"
    (repository / "use.py").write_text(used, encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "more")
    git(repository, "tag", "more")
    assert found(repository, base="more") == []
    (repository / "slow.py").write_text("import time\n\n\ndef pause():\n    time.sleep(9)\n", encoding="utf-8")

    assert found(repository, base="more") == [], "the file is as it was"
    (repository / "use.py").write_text(used + "\n\nX = 1\n", encoding="utf-8")
    assert found(repository, base="more") == ["use.py h LG202"]


def test_a_patch_needs_a_revision_and_a_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "a.py").write_text(HEAD + CLOSED + G, encoding="utf-8")

    assert "+    c.close()" in scope.patch_since(repository, "base", "a.py")
    assert scope.patch_since(repository, "gone", "a.py") == ""
    monkeypatch.setenv("PATH", str(repository))
    assert scope.patch_since(repository, "base", "a.py") == ""


# rows -----------------------------------------------------------------------------------------------------------------


def test_changes_are_whole_rows() -> None:
    made = [(each.first, each.behind, each.start, each.end) for each in changes("a\nb\nc\nd\n", "a\nB\nc\nx\nd\n")]

    assert made == [(2, 3, 2, 3), (4, 4, 4, 5)]
    assert changes("a\n", "a\n") == []
    assert [(each.first, each.behind) for each in changes("a\na\n", "a\n")] == [(2, 3)]


def test_rows_are_carried_into_a_later_text() -> None:
    old, new = "a\nb\nc\nd\n", "0\na\nB\nB2\nc\nd\n"

    assert carried(old, new, frozenset({1, 4})) == {2, 6}
    assert carried(old, new, frozenset({2})) == {3, 4}
    assert carried(old, old, frozenset({2})) == {2}
    assert carried(old, "a\nc\nd\n", frozenset({2, 3})) == {2}


def test_functions_and_their_rows() -> None:
    text = "@x\n@y\ndef f():\n    def g(): pass\nclass C:\n    if 1:\n        async def h(self):\n            pass\n"

    assert [(each.name, each.first, each.last) for each in functions(text)] == [
        ("f", 1, 4),
        ("f.<locals>.g", 4, 4),
        ("C.h", 7, 8),
    ]
    assert functions("def (") == []
