# ruff: noqa: E501 (a mutant is read best in one line)
"""A lock that is taken by `acquire()` is let go of for the wait just as one that a `with` block holds.

Every remedy of `test_proof_locks` is tried on the same method, spelled with `acquire()` and `release()`: the same text
comes out, of the same level. What is refused keeps its lock as it is, and says why.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import pytest
from test_proof_locks import HEAD, OLD, REMEDIES, Mutant, Remedy, method, remedy, room

import letgo
from letgo.model import Safety

__all__ = ["room"]

WITH = "with self._lock:"


def spelled(text: str, shape: str) -> str:
    """A method whose block is spelled with `acquire()` and `release()`."""
    made: list[str] = []
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip() == WITH)
    own = lines[start][: -len(WITH)]
    inner = [line for line in lines[start + 1 :] if line.startswith(f"{own}    ")]
    take, free = "self._lock.acquire()", "self._lock.release()"
    match shape:
        case "nothing protects it":
            made = [f"{own}{take}", *(line[4:] for line in inner), f"{own}{free}"]
        case "before the try":
            made = [f"{own}{take}", f"{own}try:", *inner, f"{own}finally:", f"{own}    {free}"]
        case "in the try":
            made = [f"{own}try:", f"{own}    {take}", *inner, f"{own}finally:", f"{own}    {free}"]
        case "on one line":
            made = [f"{own}{take}", f"{own}try:", *inner, f"{own}finally: {free}"]
        case "some of it before the try":
            first = next(n for n in range(1, len(inner) + 1) if n == len(inner) or inner[n][len(own) + 4] != " ")
            made = [f"{own}{take}", *(line[4:] for line in inner[:first]), f"{own}try:", *inner[first:]]
            made += [f"{own}finally:", f"{own}    {free}"]
    return "\n".join([*lines[:start], *made, *lines[start + 1 + len(inner) :]]) + "\n"


SHAPES = ["nothing protects it", "before the try", "in the try", "on one line", "some of it before the try"]


def fits(each: Remedy, shape: str) -> bool:
    """Whether a method may be spelled so."""
    if WITH not in each.old:
        return False
    block = each.old.partition(WITH)[2].split("\n        n")[0]
    if shape == "some of it before the try":  # a return there would leave it held
        return block.count("\n            ") > 1 and "return" not in block
    return shape != "nothing protects it" or "            return" not in each.old


@pytest.mark.parametrize(
    ("each", "shape"),
    [
        pytest.param(each, shape, id=f"{each.name}: {shape}")
        for each in REMEDIES
        for shape in SHAPES
        if fits(each, shape)
    ],
)
def test_it_becomes_the_same(each: Remedy, shape: str, room: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    levels = []
    for old in (each.old, spelled(each.old, shape)):
        rewriter = Mutant(room, replace(each, old=old))
        with monkeypatch.context() as patch:
            patch.setattr(room, "rewrite", rewriter)
            fixes = [finding.fix for finding in rewriter.checked().findings]
        assert all(fixes), f"no fix for\n{old}"
        levels.append(
            [(fix.safety, *(re.sub(r"lines? \d+", "there", each) for each in fix.reasons)) for fix in fixes if fix]
        )
    assert levels[0] == levels[1]


BEHIND = remedy(
    "behind the block",
    """
    def stop(self, note):
        note(0)
        self._lock.acquire()
        try:
            self._count += 1
            note(1)
            self._thread.join()
        finally:
            self._lock.release()
        note(2)
    """,
    """
    def stop(self, note):
        note(0)
        with self._lock:
            self._count += 1
            note(1)
            thread = self._thread
        thread.join()
        note(2)
    """,
    {
        "no block": ("        with self._lock:\n            self._count += 1\n            note(1)\n            thread = self._thread\n", "        self._count += 1\n        note(1)\n        thread = self._thread\n"),
        "never released": ("        with self._lock:\n            self._count += 1\n            note(1)\n            thread = self._thread\n", "        self._lock.acquire()\n        self._count += 1\n        note(1)\n        thread = self._thread\n"),
        "as it was, the wait behind": ("        with self._lock:\n            self._count += 1\n            note(1)\n            thread = self._thread\n", "        self._lock.acquire()\n        try:\n            self._count += 1\n            note(1)\n            thread = self._thread\n        finally:\n            self._lock.release()\n"),
        "acquired as well": ("        with self._lock:\n", "        self._lock.acquire()\n        with self._lock:\n"),
        "released as well": ("        thread.join()\n", "        self._lock.release()\n        thread.join()\n"),
        "released in a finally as well": ("        thread.join()\n", "        try:\n            thread.join()\n        finally:\n            self._lock.release()\n"),
        "wait left in the block": ("        thread.join()\n", "            thread.join()\n"),
        "wait before the block": ("            thread = self._thread\n        thread.join()\n", "            thread = self._thread\n        note(2)\n        thread.join()\n"),
        "block too early": ("        note(0)\n        with self._lock:\n", "        with self._lock:\n            note(0)\n"),
        "block too long": ("        thread.join()\n        note(2)\n", "        thread.join()\n        with self._lock:\n            note(2)\n"),
        "a statement lost": ("            note(1)\n", ""),
        "a try kept": ("            note(1)\n", "            try:\n                note(1)\n            finally:\n                pass\n"),
        "another lock": ("with self._lock:", "with self._other:"),
        "made async": ("with self._lock:", "async with self._lock:"),
        "lock named": ("with self._lock:", "with self._lock as lock:"),
    },
)  # fmt: skip
CAUGHT = remedy(
    "caught",
    """
    def grow(self, note):
        self._lock.acquire()
        note(0)
        try:
            self._count += 1
        except ValueError:
            note(1)
        else:
            note(2)
        finally:
            self._lock.release()
    """,
    """
    def grow(self, note):
        with self._lock:
            note(0)
            try:
                self._count += 1
            except ValueError:
                note(1)
            else:
                note(2)
    """,
    {
        "handler outside": ("        with self._lock:\n            note(0)\n            try:\n                self._count += 1\n", "        try:\n            with self._lock:\n                note(0)\n                self._count += 1\n"),
        "handler lost": ("            except ValueError:\n                note(1)\n            else:\n                note(2)\n", "            finally:\n                pass\n"),
        "else lost": ("            else:\n                note(2)\n", ""),
        "catches more": ("except ValueError:", "except Exception:"),
        "taken into the try": ("            note(0)\n            try:\n", "            try:\n                note(0)\n"),
        "finally kept": ("            else:\n                note(2)\n", "            else:\n                note(2)\n            finally:\n                self._lock.release()\n"),
        "block too late": ("        with self._lock:\n            note(0)\n", "        note(0)\n        with self._lock:\n"),
    },
)  # fmt: skip

LAST = remedy(
    "released last",
    """
    def grow(self, note):
        self._lock.acquire()
        try:
            self._count += 1
        finally:
            note(1)
            self._lock.release()
        note(2)
    """,
    """
    def grow(self, note):
        with self._lock:
            try:
                self._count += 1
            finally:
                note(1)
        note(2)
    """,
    {
        "finally outside": ("        with self._lock:\n            try:\n                self._count += 1\n            finally:\n                note(1)\n", "        try:\n            with self._lock:\n                self._count += 1\n        finally:\n            note(1)\n"),
        "finally lost": ("            try:\n                self._count += 1\n            finally:\n                note(1)\n", "            self._count += 1\n            note(1)\n"),
        "more in the end": ("                note(1)\n        note(2)\n", "                note(1)\n                note(2)\n"),
        "released as well": ("                note(1)\n", "                note(1)\n                self._lock.release()\n"),
    },
)  # fmt: skip


@pytest.mark.parametrize("each", [BEHIND, CAUGHT, LAST], ids=lambda each: each.name)
def test_the_right_one_passes(each: Remedy, room: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    same = Mutant(room, each)
    monkeypatch.setattr(room, "rewrite", same)
    assert [finding.fix.safety for finding in same.checked().findings if finding.fix] == [Safety.SAFE]


@pytest.mark.parametrize(
    ("each", "right", "wrong"),
    [
        pytest.param(each, *mutant, id=f"{each.name}: {what}")
        for each in (BEHIND, CAUGHT, LAST)
        for what, mutant in each.mutants.items()
    ],
)
def test_mutants_are_refused(
    each: Remedy, right: str, wrong: str, room: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert each.new.count(right) == 1, "the mutant is made at one place"
    mutant = Mutant(room, each, right, wrong)
    monkeypatch.setattr(room, "rewrite", mutant)
    findings = mutant.checked().findings
    assert all(finding.fix is None for finding in findings), f"it got through:\n{each.new.replace(right, wrong)}"


NO_BLOCK = {
    "released in several places": (
        """
        def stop(self, note):
            self._lock.acquire()
            if note:
                self._lock.release()
                return
            self._thread.join()
            self._lock.release()
        """
    ),
    "acquire() is called in a way that a with block has no form for": (
        """
        def stop(self, note):
            self._lock.acquire(timeout=note)
            try:
                self._thread.join()
            finally:
                self._lock.release()
        """,
        """
        def stop(self, note):
            got = self._lock.acquire()
            try:
                self._thread.join()
            finally:
                self._lock.release()
            return got
        """,
        """
        def stop(self, note):
            if self._lock.acquire():
                try:
                    self._thread.join()
                finally:
                    self._lock.release()
        """,
    ),
    "its finally clause goes on once it is released": (
        """
        def stop(self, note):
            self._lock.acquire()
            try:
                self._thread.join()
            finally:
                self._lock.release()
                note(1)
        """
    ),
    "acquire() doesn't stand right before what releases it": (
        """
        def stop(self, note):
            try:
                note(1)
                self._lock.acquire()
                self._thread.join()
            finally:
                self._lock.release()
        """,
        """
        def stop(self, note):
            try:
                self._lock.acquire()
                self._thread.join()
            except ValueError:
                note(1)
            finally:
                self._lock.release()
        """,
        """
        def stop(self, note):
            try:
                self._lock.acquire()
                self._thread.join()
            finally:
                note(1)
                self._lock.release()
        """,
        """
        def stop(self, note):
            if note:
                self._lock.acquire()
            try:
                self._thread.join()
            finally:
                self._lock.release()
        """,
    ),
    "acquire() and release() don't stand in one suite": (
        """
        def stop(self, note):
            self._lock.acquire()
            self._thread.join()
            if note:
                self._lock.release()
        """,
    ),
    "it is not released in this function": (
        """
        def stop(self, note):
            self._lock.acquire()
            self._thread.join()
        """,
    ),
    "some path returns with the lock held": (
        """
        def stop(self, note):
            self._lock.acquire()
            if note:
                return
            self._thread.join()
            self._lock.release()
        """,
    ),
    "self._lock is bound anew in between": (
        """
        def stop(self, note):
            self._lock.acquire()
            try:
                self._thread.join()
                self._lock = threading.Lock()
            finally:
                self._lock.release()
        """,
    ),
    "it may be taken again while it is held": (
        """
        def stop(self, note):
            for each in note:
                self._lock.acquire()
                if each:
                    continue
                self._thread.join()
                self._lock.release()
        """,
        """
        def stop(self, note):
            self._lock.acquire()
            self._thread.join()
            # another thread lets go of it
            self._lock.acquire()
            self._lock.release()
        """,
    ),
    "a comment stands beside the release": (
        """
        def stop(self, note):
            self._lock.acquire()
            try:
                self._count += 1
                self._thread.join()
            finally:
                # whatever happens
                self._lock.release()
        """,
        """
        def stop(self, note):
            self._lock.acquire()
            self._count += 1
            self._thread.join()
            self._lock.release()  # now
        """,
    ),
}


@pytest.mark.parametrize("tail", ["", OLD], ids=["Python 3", "Python 2"])
@pytest.mark.parametrize(
    ("reason", "text"),
    [(reason, text) for reason, texts in NO_BLOCK.items() for text in ((texts,) if isinstance(texts, str) else texts)],
)
def test_it_says_why_no_block_can_stand_for_it(reason: str, text: str, tail: str) -> None:
    if tail:
        pytest.importorskip("bowler")
    result = letgo.check_source(HEAD + method(text) + tail)
    assert not result.skipped
    assert result.findings
    for finding in result.findings:
        assert finding.refusal, f"it is fixed: {finding.fix}"
        assert reason in finding.refusal.reason
