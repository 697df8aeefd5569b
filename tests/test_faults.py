"""What may go wrong while a repository is fixed: nothing is lost, and every exit code says what happened.

LETGO_KILLS=100 kills more runs than the suite does, LETGO_FINDINGS=10000 looks for more findings.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from repositories import SAFE, SAFE_FIXED, git, put, repository, tree

import letgo
from letgo import cli, files, pipeline, worktree

KILLS = int(os.environ.get("LETGO_KILLS", "20"))
FINDINGS = int(os.environ.get("LETGO_FINDINGS", "300"))
FILES = 40
LEAK, FIXED = SAFE.format(name="f"), SAFE_FIXED.format(name="f")
# Loads everything once; every line that it reads is the arguments of a run in a process of its own.
NURSERY = """\
import os, sys
from letgo import api, cli, pipeline

for line in sys.stdin:
    process = os.fork()
    if not process:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os._exit(cli.main(line.split()))
    print(process, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


class Nursery:
    """Runs of letgo that start at once."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(letgo.__file__).parents[1]), "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY], cwd=folder, env=environment, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self, *args: str) -> int:
        assert self.process.stdin
        self.process.stdin.write(" ".join(args) + "\n")
        self.process.stdin.flush()
        return int(self._line())

    def end(self) -> int:
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def leaks(count: int) -> dict[str, str | bytes]:
    return {f"pkg{number % 4}/m{number}.py": LEAK for number in range(count)}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def nursery(root: Path) -> Iterator[Nursery]:
    made = Nursery(root)
    yield made
    made.close()


# Killed, and two at once ----------------------------------------------------------------------------------------------


def test_a_killed_run_leaves_every_file_whole(root: Path, nursery: Nursery) -> None:
    repository(root, leaks(FILES))
    journal = root / ".git" / worktree.JOURNAL
    chance = random.Random(0)
    halves = 0
    for number in range(KILLS):
        git(root, "reset", "-q", "--hard")
        journal.unlink(missing_ok=True)
        process = nursery.start("fix")
        if number % 2:
            time.sleep(chance.uniform(0, 1))
        else:
            while not journal.exists():  # which is written just before the first file is
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.05))
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        assert nursery.end() in (0, -signal.SIGKILL)
        made = {name: raw.decode() for name, raw in tree(root).items() if not name.rpartition("/")[2].startswith(".")}
        assert set(made) == set(leaks(FILES))
        assert set(made.values()) <= {LEAK, FIXED}, "no file is torn"
        halves += len(set(made.values())) == 2
        assert nursery.start("fix")
        assert nursery.end() == 0, "it can be run again, without --allow-dirty"
        assert set(tree(root).values()) == {FIXED.encode()}, "and what the killed one left behind is gone"
    assert KILLS < 20 or halves, "some of them were killed between two files"


def test_two_runs_at_once(root: Path, nursery: Nursery) -> None:
    repository(root, leaks(FILES))
    other = Nursery(root)
    for _ in range(4):
        git(root, "reset", "-q", "--hard")
        nursery.start("fix", "--allow-dirty")
        other.start("fix", "--allow-dirty")
        codes = {nursery.end(), other.end()}

        assert codes <= {0, 1}, "1: the other one was faster, so a file is no longer what was read"
        assert set(tree(root).values()) == {FIXED.encode()}
    other.close()


# The disk -------------------------------------------------------------------------------------------------------------


def test_files_that_may_grow_no_more(root: Path) -> None:
    repository(root, {"a.py": LEAK, "b.py": "x = 1\n"})
    environment = {**os.environ, "PYTHONPATH": str(Path(letgo.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-m", "letgo", "fix"], capture_output=True, text=True, check=False, env=environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )  # fmt: skip

    assert (done.returncode, "it can't be written: File too large" in done.stdout) == (1, True)
    assert tree(root) == {"a.py": LEAK.encode(), "b.py": b"x = 1\n"}


def test_a_full_disk(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    small = root / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "letgo-test", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can't be mounted here")
    try:
        put(small, {"a.py": LEAK + "#" * 30_000})
        (small / "rest").write_bytes(b"x" * 24_000)
        monkeypatch.chdir(small)

        assert cli.main(["fix", "--allow-no-vcs"]) == 1
        assert "it can't be written: No space left on device" in capsys.readouterr().out
        assert (small / "a.py").read_text(encoding="utf-8").startswith(LEAK)
        assert sorted(path.name for path in small.iterdir() if path.name != ".letgo_cache") == ["a.py", "rest"]
    finally:
        monkeypatch.chdir(root)
        subprocess.run(["umount", str(small)], check=True)


def test_a_file_that_changes_meanwhile_is_its_users(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository(root, {"a.py": LEAK, "b.py": LEAK})
    fix = pipeline.fix

    def slow(*args: Any) -> Any:
        report = fix(*args)
        put(root, {"a.py": "mine = 1\n"})
        return report

    monkeypatch.setattr(pipeline, "fix", slow)

    assert cli.main(["fix", "--allow-dirty"]) == 1
    assert tree(root) == {"a.py": b"mine = 1\n", "b.py": FIXED.encode()}
    out, err = capsys.readouterr()
    assert "a.py:1:1: LG001 Skipped: it changed since it was read" in out
    assert err == "1 fixed, 1 skipped\n"


def test_what_may_not_be_read_or_written(
    root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Root may do everything, so a process of nobody's does it."""
    with tempfile.TemporaryDirectory(prefix="letgo-") as name:
        folder = Path(name)
        put(folder, {"a.py": LEAK, "secret.py": LEAK, "shut/b.py": LEAK, "fixed/c.py": LEAK})
        mine = os.geteuid()
        if mine == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, 65534, 65534)
        monkeypatch.chdir(root)
        modes = {"secret.py": 0o000, "shut": 0o000, "fixed": 0o555}
        for part, mode in modes.items():
            (folder / part).chmod(mode)
        assert cli.main(["fix", "--diff", str(folder / "a.py")]) == 1  # all modules are loaded now
        process = os.fork()
        if not process:
            with suppress(BaseException):
                if mine == 0:
                    os.setegid(65534)
                    os.seteuid(65534)
                os.chdir(folder)
                os._exit(cli.main(["fix", "--allow-no-vcs"]))
            os._exit(99)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        for part in modes:
            (folder / part).chmod(0o755)

        assert code == 1
        assert {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.py")} == {
            "a.py": FIXED,
            "secret.py": LEAK,
            "b.py": LEAK,
            "c.py": LEAK,
        }
        text = capfd.readouterr().out
        assert "fixed/c.py:1:1: LG001 Skipped: it can't be written: Permission denied" in text
        assert "secret.py:1:1: LG001 Skipped: it can't be read: Permission denied" in text


def test_links(root: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]) -> None:
    outside = tmp_path_factory.mktemp("outside")
    put(outside, {"out.py": LEAK})
    (root / "to out.py").symlink_to(outside / "out.py")
    (root / "folder").symlink_to(outside)
    (root / "inside.py").symlink_to("real.py")
    (root / "loop.py").symlink_to("loop.py")
    repository(root, {"real.py": LEAK})
    (root / "real.py").chmod(0o755)
    git(root, "commit", "-qam", "mode")

    assert cli.main(["fix"]) == 0
    assert cli.main(["fix", "to out.py", "loop.py"]) == 1

    assert "it lies outside the project" in capsys.readouterr().out
    assert (outside / "out.py").read_text(encoding="utf-8") == LEAK
    assert ((root / "inside.py").is_symlink(), (root / "real.py").read_text(encoding="utf-8")) == (True, FIXED)
    assert stat.S_IMODE((root / "real.py").stat().st_mode) == 0o755
    git(root, "checkout", "-q", ".")
    patch = root.parent / "links.patch"
    assert cli.main(["fix", "--patch", str(patch), "inside.py", "real.py", "to out.py"]) == 1
    git(root, "apply", str(patch))
    assert ((root / "inside.py").is_symlink(), (root / "real.py").read_text(encoding="utf-8")) == (True, FIXED)
    assert stat.S_IMODE((root / "real.py").stat().st_mode) == 0o755


# What is large or deep ------------------------------------------------------------------------------------------------

DEEP = {
    "parentheses": "(" * 100_000 + ")" * 100_000,
    "brackets": "[" * 190 + "]" * 190,
    "minus": "-" * 100_000 + "1",
    "not": "not " * 100_000 + "1",
    "attributes": "a" + ".b" * 100_000,
    "calls": "a" + "()" * 50_000,
    "sum": "1" + " + 1" * 100_000,
    "lambdas": "lambda: " * 10_000 + "1",
    "conditions": "1 if 1 else " * 20_000 + "1",
    "strings": "'x' " * 100_000,
    "blocks": "".join("    " * depth + "if x:\n" for depth in range(99)) + "    " * 99 + "pass",
    "functions": "".join(" " * depth + "def f():\n" for depth in range(99)) + " " * 99 + "pass",
    "elifs": "if x:\n    pass\n" + "elif x:\n    pass\n" * 5_000 + "else:\n    pass",
}


@pytest.mark.parametrize("shape", DEEP)
def test_deep_nesting_is_no_crash(shape: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, {"deep.py": f"{LEAK}\n\n{DEEP[shape]}\n", "inside.py": LEAK + f"    {DEEP[shape]}\n", "a.py": LEAK})
    if "\n" in DEEP[shape]:
        (root / "inside.py").unlink()

    code = cli.main(["fix", "--allow-no-vcs"])

    out, err = capsys.readouterr()
    assert (code < 2, "internal error" in err) == (True, False), err
    assert (root / "a.py").read_text(encoding="utf-8") == FIXED
    for name in ("deep.py", "inside.py"):
        skipped = f"{name}:1:1: LG001 Skipped: it does not parse" in out
        fixed = not (root / name).exists() or "with closing" in (root / name).read_text(encoding="utf-8")
        refused = f"{name}:5:18: LG103" in out
        assert skipped or fixed or refused, "what isn't fixed has its reason"


def test_long_lines_and_large_files(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, {
        "ten megabytes.py": "x = '" + "y" * 10_000_000 + "'\n",
        "one line.py": "x = [" + "1, " * 300_000 + "]\n",
        "leak.py": LEAK + "x = '" + "y" * 900_000 + "'\n",
    })  # fmt: skip

    assert cli.main(["fix", "--allow-no-vcs"]) == 1

    out, err = capsys.readouterr()
    assert "ten megabytes.py:1:1: LG001 Skipped: it is larger than 2 MB\n" in out
    assert err == "1 fixed, 1 skipped\n"


def test_many_findings(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = "\n\n".join(SAFE.format(name=f"f{number}").removeprefix("import sqlite3\n\n\n") for number in range(50))
    repository(root, {f"m{number}.py": "import sqlite3\n\n\n" + body for number in range(FINDINGS // 50)})

    assert cli.main(["check", "--output-format", "concise"]) == 1
    assert f"Found {FINDINGS:,} findings ({FINDINGS} fixable)." in capsys.readouterr().out
    for way, count in (("rule", 1), ("file", FINDINGS // 50)):
        assert cli.main(["fix", "--patch-dir", f".git/{way}", "--split-by", way]) == 1
        patches = sorted((root / ".git" / way).glob("*.patch"))
        assert len(patches) == count
        git(root, "apply", *map(str, patches))
        assert {raw.count(b"with closing(") for raw in tree(root).values()} == {50}
        git(root, "reset", "-q", "--hard")
    capsys.readouterr()
    assert cli.main(["fix", "--report", ".git/report.md", "--report", ".git/report.html"]) == 0
    assert capsys.readouterr().err == f"{FINDINGS} fixed\n"
    assert cli.main(["check"]) == 0
    assert {raw.count(b"with closing(") for raw in tree(root).values()} == {50}


def test_a_writer_that_was_killed_left_something(root: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    repository(root, {"a.py": LEAK})
    left = [f".letgo-{int(dead.stdout)}-x.tmp", f".letgo-{os.getpid()}-x.tmp", ".letgo-mine.tmp"]
    put(root, dict.fromkeys(left, "x"))

    assert cli.main(["fix"]) == 0
    assert sorted(path.name for path in root.glob(".letgo-*")) == sorted(left[1:]), "what lives or is foreign stays"
    assert files.digest(FIXED.encode()) == worktree.written(root)["a.py"]
