"""`letgo fix --interactive`, driven through a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repositories import REFUSED, SAFE, SAFE_FIXED, UNSAFE, put, repository, tree

import letgo
from letgo import cli

PROMPT = "Apply this fix? [y,n,a,d,e,q,?] "
A, B, U = SAFE.format(name="a"), SAFE.format(name="b"), UNSAFE.format(name="u")
FIXED = {"a.py": SAFE_FIXED.format(name="a"), "b.py": SAFE_FIXED.format(name="b")}
BOTH = A + "\n\n" + SAFE.format(name="c").removeprefix("import sqlite3\n\n\n")


# A test run in the background of a shell ignores interrupts, and so would all that it starts.
PROGRAM = """\
import signal, sys
from letgo.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())
"""


class Terminal:
    """A letgo that believes to talk to a person."""

    def __init__(self, *args: str, editor: str = "false") -> None:
        self.master, slave = pty.openpty()
        source = str(Path(letgo.__file__).parents[1])
        environment = {**os.environ, "PYTHONPATH": source, "EDITOR": editor, "TERM": "xterm", "NO_COLOR": "1"}
        environment.pop("VISUAL", None)
        command = [sys.executable, "-c", PROGRAM, "fix", "--interactive", *args]
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
        os.close(slave)
        self.text = ""

    def until(self, wanted: str, patience: float = 60) -> str:
        """Read up to a text; gives what stands before it."""
        end = time.monotonic() + patience
        while wanted not in self.text:
            raw = self._read(end - time.monotonic())
            assert raw, f"no {wanted!r} in {self.text!r}"
            self.text += raw.decode().replace("\r\n", "\n")
        before, _, self.text = self.text.partition(wanted)
        return before

    def answer(self, line: str) -> str:
        """Wait for the question and answer it; gives what was shown before."""
        shown = self.until(PROMPT)
        os.write(self.master, line.encode() + b"\n")
        return shown

    def end(self) -> tuple[int, str]:
        """The exit code, and what was shown since the last question."""
        while raw := self._read(60):
            self.text += raw.decode().replace("\r\n", "\n")
        os.close(self.master)
        return self.process.wait(60), self.text

    def _read(self, patience: float) -> bytes:
        ready, _, _ = select.select([self.master], [], [], max(0, patience))
        if not ready:
            self.process.kill()
            pytest.fail(f"it waits for something, after {self.text!r}")
        try:
            return os.read(self.master, 1 << 16)
        except OSError:  # the other end is closed
            return b""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return repository(tmp_path, {"a.py": A, "b.py": B, "r.py": REFUSED.format(name="r"), "u.py": U})


def test_yes_and_no(root: Path) -> None:
    terminal = Terminal()

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
    terminal = Terminal()

    terminal.answer("a")
    assert " --> u.py:5:18\n" in terminal.answer("n")
    terminal.end()

    made = tree(root)
    assert made["a.py"].decode() == FIXED["a.py"]
    assert made["b.py"].decode() == FIXED["b.py"], "taken without a question"
    assert made["u.py"].decode() == U, "that was the one that was asked for"


def test_all_of_a_rule_from_an_unsafe_one(root: Path) -> None:
    put(root, {"v.py": U})
    terminal = Terminal("--allow-dirty")

    for answer in ("n", "n", "a"):
        terminal.answer(answer)
    terminal.end()

    assert tree(root)["v.py"].count(b"with closing") == tree(root)["u.py"].count(b"with closing") == 1


def test_the_rest_of_a_file(root: Path) -> None:
    put(root, {"a.py": BOTH})
    terminal = Terminal("a.py", "b.py")

    assert terminal.answer("d").endswith("[1/3] ")
    assert terminal.answer("y").endswith("[3/3] ")
    terminal.end()

    assert (tree(root)["a.py"].decode(), tree(root)["b.py"].decode()) == (BOTH, FIXED["b.py"])


@pytest.mark.parametrize("way", ["q", "\x04"])
def test_quit_applies_what_was_chosen(way: str, root: Path) -> None:
    terminal = Terminal()
    terminal.answer("y")
    terminal.until(PROMPT)
    os.write(terminal.master, way.encode() + (b"\n" if way == "q" else b""))

    assert terminal.end()[0] == 1
    assert (tree(root)["a.py"].decode(), tree(root)["b.py"].decode()) == (FIXED["a.py"], B)


def test_an_interrupt_writes_nothing(root: Path) -> None:
    terminal = Terminal()
    terminal.answer("y")
    terminal.until(PROMPT)
    terminal.process.send_signal(2)

    assert terminal.end()[0] == 130
    assert tree(root)["a.py"].decode() == A


def test_help_and_what_is_no_answer(root: Path) -> None:
    terminal = Terminal("a.py")
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
    terminal = Terminal("a.py", editor=f"{sys.executable} {script}")
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
    terminal = Terminal("a.py", editor=f"{sys.executable} {script}")
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
    code, text = Terminal().end()

    assert (code, PROMPT in text, "* a.py (dirty)" in text) == (2, False, True)
