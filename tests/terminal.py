"""letgo at the other end of a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

import letgo

QUIET = "import letgo.cli.bar as bar\nbar.PATIENCE = 600\n"
PROMPT = "Apply this fix? [y,n,a,d,e,q,?] "

# A test run in the background of a shell ignores interrupts, and so would all that it starts.
PROGRAM = """\
import signal, sys
from letgo.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())
"""


class Terminal:
    """A letgo that believes to talk to a person."""

    def __init__(self, *args: str, editor: str = "false", before: str = QUIET) -> None:
        self.master, slave = pty.openpty()
        source = str(Path(letgo.__file__).parents[1])
        environment = {**os.environ, "PYTHONPATH": source, "EDITOR": editor, "TERM": "xterm", "NO_COLOR": "1"}
        environment.pop("VISUAL", None)
        command = [sys.executable, "-c", before + PROGRAM, *args]
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
