"""Blocks of locks, drawn at random: Bowler makes of each what LibCST makes of it, to the character.

What is drawn has no meaning; both are asked for the same plans, so that layout is compared: comments, blank lines,
suites on the line of their header, `elif`, statements that are spelled alike.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from test_proof_locks import HEAD, OLD

from letgo import config, pipeline
from letgo.compose import apply
from letgo.config import Settings

pytest.importorskip("bowler")

NEW = OLD.replace("print >>log, `0777`", "print(0)")
WAITS = [
    "time.sleep(1)",
    "self._thread.join()",
    "self._thread.join(\n        key)",
    "limiter.taken(self._count)",
    "if note: self._thread.join()",
    "for t in self._threads:  # each\n    # why\n    t.join()\n    # foot",
    "x = limiter.taken(note(3))",
    "return limiter.taken(1)",
    "if key not in self._limiters:\n    self._limiters[key] = limiter.taken(1)",
]
OTHERS = [
    *("self._count += 1", "self._count -= 1", "note(1)", "self._threads.append(key)", "return x", "pass"),
    *("self._limiters[key] = limiter", "x = self._count", "note(1); note(2)", "return True"),
    "if self._count > 9:\n    return False",
    "try:\n    note(9)\nfinally:\n    note(10)  # ten",
]
TESTS = ["limiter is None", "limiter", "not key", "key in self._limiters", "key == 1 and note", "key != 3"]
LAST = "return limiter.taken(1)"


class Draw:
    """Programs of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def some(self, chance: float) -> bool:
        return self.random.random() < chance

    def dressed(self, text: str, comment: bool = True) -> list[str]:
        """A statement's lines, maybe with a blank line and comments."""
        lines = text.split("\n")
        if comment and len(lines) == 1 and self.some(0.15):
            lines[0] += f"  # t{self.random.randrange(99)}"
        above = [""] if self.some(0.15) else []
        return [*above, *([f"# c{self.random.randrange(99)}"] if self.some(0.2) else []), *lines]

    def leaving(self) -> list[str]:
        """A block in which something waits."""
        count = self.random.randrange(1, 5)
        wait = self.random.randrange(count)
        body = []
        for number in range(count):
            body += self.dressed(self.random.choice(WAITS if number == wait else OTHERS))
        return [*self.dressed("with self._lock:"), *inner(body)]

    def acquired(self) -> list[str]:
        """The same, spelled with `acquire()` and `release()`."""
        _, *block = self.leaving()
        body = [line.removeprefix("    ") for line in block if not line.startswith("with")]
        take, free = self.dressed("self._lock.acquire()"), "self._lock.release()"
        if self.some(0.2) and not any("return" in line for line in body):
            return [*take, *body, *self.dressed(free, comment=self.some(0.1))]
        begun = self.some(0.3)
        caught = ["except ValueError:", *inner(self.dressed("note(7)"))] if not begun and self.some(0.2) else []
        end = [f"finally: {free}"] if self.some(0.3) else ["finally:", *inner([free])]
        foot = ["    # foot"] if self.some(0.1) else []
        whole = self.dressed("try:") if self.some(0.5) else ["try:"]
        if begun:
            return [*whole, *inner([*take, *body]), *foot, *end]
        return [*take, *whole, *inner(body), *foot, *caught, *end]

    def converging(self) -> list[str]:
        """A block whose branches end in the same wait."""
        return [*self.dressed("with self._lock:"), *inner(self.suite(0))]

    def suite(self, depth: int, ends: bool = True) -> list[str]:
        found = self.dressed(self.random.choice(OTHERS[:4])) if self.some(0.5) else []
        if depth == 3 or self.some(0.25):
            return [*found, *self.dressed(LAST if ends else "note(0)")]
        every = ends and self.some(0.7)
        for word in ["if", "elif", "elif"][: self.random.randrange(1, 4)]:
            header = f"{word} {self.random.choice(TESTS)}:"
            if self.some(0.1):
                found += self.dressed(f"{header} {LAST}", comment=False)
                continue
            found += [*self.dressed(header), *inner(self.suite(depth + 1, every or self.some(0.5)))]
            found += ["    # foot"] if self.some(0.1) else []
        if self.some(0.5):
            found += [*self.dressed("else:"), *inner(self.suite(depth + 1, every or self.some(0.5)))]
            if every:
                return found
        return [*found, *self.dressed(LAST)] if ends else found


def inner(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]


def program(lines: Sequence[str]) -> str:
    method = ["def allow(self, key, note, limiter, x=None):", *inner(["note(0)", *lines, "note(99)"])]
    return HEAD + "\n".join(inner(method)) + "\n"


def answers(text: str, tail: str) -> list[tuple[str, ...]]:
    """What is said of each finding, and what its fix makes of the text."""
    root = Path("/nowhere")
    settings = config.override(Settings(), target_version="2.7")
    (result,) = pipeline.check(root, [root / "a.py"], settings, {root / "a.py": (text + tail).encode()}).files
    assert not result.skipped
    return [
        (each.code, each.refusal.reason if each.refusal else "")
        if each.fix is None
        else (each.code, each.fix.title, each.fix.safety, *each.fix.reasons, apply(text, each.fix.edits))
        for each in result.findings
    ]


@pytest.mark.parametrize("shape", ["leaving", "converging", "acquired"])
@pytest.mark.parametrize("seed", range(25))
def test_both_make_the_same(shape: str, seed: int) -> None:
    draw = Draw(seed)
    text = program(getattr(draw, shape)())
    compile(text, "drawn", "exec")
    assert answers(text, OLD) == answers(text, NEW)


def test_what_is_drawn_is_fixed() -> None:
    """Enough of it gets a fix for the comparison to say something."""
    for shape, least in {"leaving": 5, "converging": 1, "acquired": 5}.items():
        made = [answers(program(getattr(Draw(seed), shape)()), NEW) for seed in range(12)]
        assert sum(len(answer) > 2 for found in made for answer in found) >= least, shape
