"""`letgo fix --interactive`, driven through a real pseudo-terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from repositories import REFUSED, SAFE, SAFE_FIXED, UNSAFE, put, repository, tree
from terminal import PROMPT, Terminal

from letgo import cli

ASKING = ("fix", "--interactive")
A, B, U = SAFE.format(name="a"), SAFE.format(name="b"), UNSAFE.format(name="u")
FIXED = {"a.py": SAFE_FIXED.format(name="a"), "b.py": SAFE_FIXED.format(name="b")}
BOTH = A + "\n\n" + SAFE.format(name="c").removeprefix("import sqlite3\n\n\n")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return repository(tmp_path, {"a.py": A, "b.py": B, "r.py": REFUSED.format(name="r"), "u.py": U})


def test_yes_and_no(root: Path) -> None:
    terminal = Terminal(*ASKING)

    first = terminal.answer("y")
    second = terminal.answer("n")
    third = terminal.answer("n")
    code, rest = terminal.end()

    assert first.startswith("LG103 [*] connection stays open")
    assert " --> a.py:5:18\n" in first
    assert "the connection is acquired here" in first
    assert "6 +     with closing(sqlite3.connect(path)) as connection:\n" in first
    assert first.endswith("[1/3] ")
    assert " --> b.py:5:18\n" in second
    assert "note: this fix is unsafe, look at it before you apply it: log() is not known" in third
    assert code == 1
    assert "1 fixed, 1 not fixed yet, 1 needs review (unsafe), 1 refused" in rest
    assert tree(root) == {**tree(root), "a.py": FIXED["a.py"].encode(), "b.py": B.encode(), "u.py": U.encode()}


def test_all_of_a_rule_takes_the_unsafe_ones_only_if_asked_there(root: Path) -> None:
    terminal = Terminal(*ASKING)

    terminal.answer("a")
    assert " --> u.py:5:18\n" in terminal.answer("n")
    terminal.end()

    made = tree(root)
    assert made["a.py"].decode() == FIXED["a.py"]
    assert made["b.py"].decode() == FIXED["b.py"], "taken without a question"
    assert made["u.py"].decode() == U, "that was the one that was asked for"


def test_all_of_a_rule_from_an_unsafe_one(root: Path) -> None:
    put(root, {"v.py": U})
    terminal = Terminal(*ASKING, "--allow-dirty")

    for answer in ("n", "n", "a"):
        terminal.answer(answer)
    terminal.end()

    assert tree(root)["v.py"].count(b"with closing") == tree(root)["u.py"].count(b"with closing") == 1


def test_the_rest_of_a_file(root: Path) -> None:
    put(root, {"a.py": BOTH})
    terminal = Terminal(*ASKING, "a.py", "b.py")

    assert terminal.answer("d").endswith("[1/3] ")
    assert terminal.answer("y").endswith("[3/3] ")
    terminal.end()

    assert (tree(root)["a.py"].decode(), tree(root)["b.py"].decode()) == (BOTH, FIXED["b.py"])


@pytest.mark.parametrize("way", ["q", "\x04"])
def test_quit_applies_what_was_chosen(way: str, root: Path) -> None:
    terminal = Terminal(*ASKING)
    terminal.answer("y")
    terminal.until(PROMPT)
    os.write(terminal.master, way.encode() + (b"\n" if way == "q" else b""))

    assert terminal.end()[0] == 1
    assert (tree(root)["a.py"].decode(), tree(root)["b.py"].decode()) == (FIXED["a.py"], B)


def test_an_interrupt_writes_nothing(root: Path) -> None:
    terminal = Terminal(*ASKING)
    terminal.answer("y")
    terminal.until(PROMPT)
    while terminal.process.poll() is None:  # one that comes just before the read begins is told only after it
        terminal.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            terminal.process.wait(timeout=5)  # a second one must not meet an interpreter that is going down

    assert terminal.end()[0] == 130
    assert tree(root)["a.py"].decode() == A


def test_help_and_what_is_no_answer(root: Path) -> None:
    terminal = Terminal(*ASKING, "a.py")
    terminal.answer("?")
    assert "a - apply it and all that follow of this rule" in terminal.answer("maybe")
    assert "d - leave it and all that follow in this file" in terminal.answer("")
    terminal.answer("n")
    terminal.end()
    assert tree(root)["a.py"].decode() == A


EDITOR = """\
import pathlib, sys

path = pathlib.Path(sys.argv[1])
text = path.read_text()
assert text.startswith("# letgo: the new text of rows 5-7 of a.py"), text
path.write_text(text.replace("connection:", "db:").replace("connection.execute", "db.execute"))
"""


RENAMED = FIXED["a.py"].replace("as connection", "as db").replace("connection.execute", "db.execute")


@pytest.mark.parametrize(
    ("program", "end", "fixed"),
    [
        (
            EDITOR,
            "1 fixed",
            FIXED["a.py"].replace("as connection", "as db").replace("connection.execute", "db.execute"),
        ),
        ("import pathlib, sys\npathlib.Path(sys.argv[1]).write_text('')\n", "1 not fixed yet", A),
    ],
    ids=["another name", "no text"],
)
def test_edit(program: str, end: str, fixed: str, root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    script = tmp_path_factory.mktemp("editor") / "editor.py"
    script.write_text(program, encoding="utf-8")
    terminal = Terminal(*ASKING, "a.py", editor=f"{sys.executable} {script}")
    terminal.answer("e")

    assert end in terminal.end()[1]
    assert tree(root)["a.py"].decode() == fixed


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys\nsys.exit(1)\n", "the editor failed, so nothing is changed"),
        ("import sys\nopen(sys.argv[1], 'w').write('    with (\\n')\n", "the file would not parse with this text"),
    ],
)
def test_an_edit_that_cannot_be_used_is_asked_again(
    program: str, said: str, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    script = tmp_path_factory.mktemp("editor") / "editor.py"
    script.write_text(program, encoding="utf-8")
    terminal = Terminal(*ASKING, "a.py", editor=f"{sys.executable} {script}")
    terminal.answer("e")

    assert said in terminal.answer("y")
    terminal.end()
    assert tree(root)["a.py"].decode() == FIXED["a.py"]


@pytest.mark.usefixtures("root")
def test_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fix", "-i"]) == 2
    assert "--interactive needs a terminal" in capsys.readouterr().err


def test_a_dirty_tree_is_refused_before_any_question(root: Path) -> None:
    put(root, {"a.py": A + "# mine\n"})
    code, text = Terminal(*ASKING).end()

    assert (code, PROMPT in text, "* a.py (dirty)" in text) == (2, False, True)


def test_a_run_that_takes_a_while_shows_how_far_it_is(root: Path) -> None:
    code, text = Terminal("fix", "a.py", before="import letgo.cli.bar as bar\nbar.PATIENCE = 0\n").end()

    assert code == 0
    assert "Reading" in text
    assert "Looking" in text
    assert text.rstrip().endswith("1 fixed")
    assert tree(root)["a.py"].decode() == FIXED["a.py"]


def test_a_run_that_tells_nothing_for_a_while_shows_that_it_is_alive(root: Path) -> None:
    slow = """\
import time
import letgo.pipeline as pipeline
fix = pipeline.fix
pipeline.fix = lambda *args: (time.sleep(2), fix(*args))[1]
import letgo.progress as progress
progress.counted = lambda what, things: iter(things)
"""
    code, text = Terminal("fix", "a.py", before=slow).end()

    assert code == 0
    assert "Reading" in text
    assert text.rstrip().endswith("1 fixed")
    assert tree(root)["a.py"].decode() == FIXED["a.py"]


def test_a_short_run_shows_nothing_of_that(root: Path) -> None:
    assert Terminal("fix", "a.py").end() == (0, "1 fixed\n")
    assert tree(root)["a.py"].decode() == FIXED["a.py"]
