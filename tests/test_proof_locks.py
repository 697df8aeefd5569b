# ruff: noqa: E501 (a mutant is read best in one line)
"""The proof refuses wrong rewrites of a lock's block. Each mutant is a right rewrite with one fault put in.

Style and machinery are those of `test_proof`; the plans are those that letgo makes itself. All of it is done twice:
by LibCST, and by Bowler for a program that only Python 2 reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import dedent
from types import ModuleType

import pytest

import letgo
from letgo.flow.language import RewriteError
from letgo.model import FileResult, Safety
from letgo.python import proof
from letgo.python import rewrite as newer

OLD = "\n\ndef old():\n    print >>log, `0777`  # only Python 2 reads this\n"
HEAD = """
import threading
import time


class Limiter:
    def taken(self, count):
        time.sleep(count)
        return True


class Box:
    def __init__(self):
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=id)
        self._threads = []
        self._limiters = {}
        self._count = 0
        self._last = 0.0

    def renew(self):
        with self._lock:
            self._count += 1
            self._threads.append(self._thread)
            self._thread = threading.Thread(target=id)

    def seen(self):
        with self._lock:
            return self._count

"""


@dataclass(frozen=True)
class Remedy:
    """A method of that class, its right rewrite, and mutants of that: what is wrong -> (right text, wrong text)."""

    name: str
    old: str
    new: str
    mutants: Mapping[str, tuple[str, str]]


def remedy(name: str, old: str, new: str, mutants: Mapping[str, tuple[str, str]]) -> Remedy:
    return Remedy(name, method(old), method(new), mutants)


def method(text: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in dedent(text).lstrip("\n").splitlines(True))


REMEDIES = [
    remedy(
        "behind the block",
        """
        def stop(self, note):
            note(0)
            with self._lock:
                self._count += 1
                note(1)
                self._thread.join()
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
            "wait moved too far": ("        thread.join()\n        note(2)\n", "        note(2)\n        thread.join()\n"),
            "wait left in the block": ("        thread.join()\n", "            thread.join()\n"),
            "wait lost": ("        thread.join()\n", ""),
            "wait doubled": ("        thread.join()\n", "        thread.join()\n        thread.join()\n"),
            "wait before the block": ("        with self._lock:\n", "        self._thread.join()\n        with self._lock:\n"),
            "wait given a time": ("thread.join()", "thread.join(1)"),
            "wait for something else": ("thread.join()", "note.join()"),
            "a statement lost": ("            note(1)\n", ""),
            "a statement lost before": ("        note(0)\n", ""),
            "a statement lost behind": ("        note(2)\n", ""),
            "a statement left the block": ("            thread = self._thread\n", "            thread = self._thread\n        note(1)\n"),
            "a statement moved in": ("        note(0)\n        with self._lock:\n", "        with self._lock:\n            note(0)\n"),
            "a statement taken along": ("            note(1)\n            thread = self._thread\n", "            thread = self._thread\n        note(1)\n"),
            "order swapped": ("            self._count += 1\n            note(1)\n", "            note(1)\n            self._count += 1\n"),
            "captured behind the block": ("            thread = self._thread\n", "        thread = self._thread\n"),
            "captured first": ("            self._count += 1\n            note(1)\n            thread = self._thread\n", "            thread = self._thread\n            self._count += 1\n            note(1)\n"),
            "captured before the block": ("        with self._lock:\n", "        thread = self._thread\n        with self._lock:\n"),
            "not captured": ("            thread = self._thread\n", ""),
            "captured and not used": ("        thread.join()\n", "        self._thread.join()\n"),
            "something else captured": ("thread = self._thread", "thread = self._threads"),
            "copied": ("thread = self._thread", "thread = list(self._thread)"),
            "under another name": ("            thread = self._thread\n        thread.join()\n", "            note = self._thread\n        note.join()\n"),
            "lock deleted": ("        with self._lock:\n            self._count += 1\n            note(1)\n            thread = self._thread\n", "        self._count += 1\n        note(1)\n        thread = self._thread\n"),
            "another lock": ("with self._lock:", "with self._other:"),
            "a new lock": ("with self._lock:", "with threading.Lock():"),
            "lock made a condition": ("        with self._lock:\n", "        if self._lock:\n"),
            "lock named": ("with self._lock:", "with self._lock as lock:"),
            "made async": ("with self._lock:", "async with self._lock:"),
            "released in the block": ("            thread = self._thread\n", "            thread = self._thread\n            self._lock.release()\n"),
            "taken again": ("        thread.join()\n", "        with self._lock:\n            thread.join()\n"),
            "errors swallowed": ("        thread.join()\n", "        try:\n            thread.join()\n        except RuntimeError:\n            pass\n"),
            "only sometimes": ("        thread.join()\n", "        if thread:\n            thread.join()\n"),
            "a return added": ("        thread.join()\n", "        return thread.join()\n"),
            "a parameter added": ("(self, note)", "(self, note, wait=True)"),
            "a number changed": ("+= 1", "+= 2"),
        },
    ),
    remedy(
        "before the block",
        """
        def pause(self, note):
            with self._lock:
                time.sleep(1)
                self._count += 1
                note(1)
            return note
        """,
        """
        def pause(self, note):
            time.sleep(1)
            with self._lock:
                self._count += 1
                note(1)
            return note
        """,
        {
            "moved behind": ("        time.sleep(1)\n        with self._lock:\n            self._count += 1\n            note(1)\n", "        with self._lock:\n            self._count += 1\n            note(1)\n        time.sleep(1)\n"),
            "in a block of its own": ("        time.sleep(1)\n", "        with self._lock:\n            time.sleep(1)\n"),
            "a statement taken along": ("        with self._lock:\n            self._count += 1\n", "        self._count += 1\n        with self._lock:\n"),
            "block too short": ("            note(1)\n", "        note(1)\n"),
            "block too long": ("        return note\n", "            return note\n"),
            "wait lost": ("        time.sleep(1)\n", ""),
            "waits longer": ("sleep(1)", "sleep(2)"),
            "lock deleted": ("        with self._lock:\n            self._count += 1\n            note(1)\n", "        self._count += 1\n        note(1)\n"),
        },
    ),
    remedy(
        "between two blocks",
        """
        def paced(self, note):
            with self._lock:
                self._threads.append(note)
                time.sleep(1)
                self._count += 1
            return note
        """,
        """
        def paced(self, note):
            with self._lock:
                self._threads.append(note)
            time.sleep(1)
            with self._lock:
                self._count += 1
            return note
        """,
        {
            "second block deleted": ("        with self._lock:\n            self._count += 1\n", "        self._count += 1\n"),
            "first block deleted": ("        with self._lock:\n            self._threads.append(note)\n", "        self._threads.append(note)\n"),
            "halves swapped": ("            self._threads.append(note)\n        time.sleep(1)\n        with self._lock:\n            self._count += 1\n", "            self._count += 1\n        time.sleep(1)\n        with self._lock:\n            self._threads.append(note)\n"),
            "second half in the first": ("            self._threads.append(note)\n        time.sleep(1)\n        with self._lock:\n            self._count += 1\n", "            self._threads.append(note)\n            self._count += 1\n        time.sleep(1)\n"),
            "first half in the second": ("        with self._lock:\n            self._threads.append(note)\n        time.sleep(1)\n        with self._lock:\n            self._count += 1\n", "        time.sleep(1)\n        with self._lock:\n            self._threads.append(note)\n            self._count += 1\n"),
            "second block takes another lock": ("        time.sleep(1)\n        with self._lock:\n", "        time.sleep(1)\n        with self._other:\n"),
            "second block nested": ("        time.sleep(1)\n        with self._lock:\n            self._count += 1\n", "            time.sleep(1)\n            with self._lock:\n                self._count += 1\n"),
            "wait in the second block": ("        time.sleep(1)\n        with self._lock:\n", "        with self._lock:\n            time.sleep(1)\n"),
            "return in the block": ("        return note\n", "            return note\n"),
        },
    ),
    remedy(
        "counted ahead",
        """
        def grow(self, note):
            limiter = Limiter()
            with self._lock:
                if self._count >= 9:
                    return False
                note(1)
                limiter.taken(1)
                self._count += 1
                return True
        """,
        """
        def grow(self, note):
            limiter = Limiter()
            with self._lock:
                if self._count >= 9:
                    return False
                note(1)
                self._count += 1
            try:
                limiter.taken(1)
            except BaseException:
                with self._lock:
                    self._count -= 1
                raise
            return True
        """,
        {
            "counted after": ("            self._count += 1\n        try:\n            limiter.taken(1)\n", "        try:\n            limiter.taken(1)\n            self._count += 1\n"),
            "never counted": ("            self._count += 1\n", ""),
            "not taken back": ("            with self._lock:\n                self._count -= 1\n            raise\n", "            raise\n"),
            "taken back without the lock": ("            with self._lock:\n                self._count -= 1\n", "            self._count -= 1\n"),
            "taken back under another lock": ("            with self._lock:\n                self._count -= 1\n", "            with self._other:\n                self._count -= 1\n"),
            "counted twice": ("self._count -= 1", "self._count += 1"),
            "too much taken back": ("self._count -= 1", "self._count -= 2"),
            "something else taken back": ("self._count -= 1", "self._other -= 1"),
            "always taken back": ("        except BaseException:\n            with self._lock:\n                self._count -= 1\n            raise\n", "        finally:\n            with self._lock:\n                self._count -= 1\n"),
            "only for some errors": ("except BaseException:", "except Exception:"),
            "error swallowed": ("            raise\n", ""),
            "another error": ("            raise\n", "            raise ValueError\n"),
            "wait left in the block": ("            self._count += 1\n        try:\n            limiter.taken(1)\n", "            self._count += 1\n            limiter.taken(1)\n        try:\n            pass\n"),
            "wait lost": ("            limiter.taken(1)\n", "            pass\n"),
            "asked outside": ("        with self._lock:\n            if self._count >= 9:\n                return False\n", "        if self._count >= 9:\n            return False\n        with self._lock:\n"),
            "return in the try": ("        except", "            return True\n        except"),
            "return in the block": ("            self._count += 1\n", "            self._count += 1\n            return True\n"),
            "return lost": ("            raise\n        return True\n", "            raise\n"),
            "a statement taken along": ("            note(1)\n            self._count += 1\n        try:\n", "            self._count += 1\n        try:\n            note(1)\n"),
        },
    ),
    remedy(
        "settled first",
        """
        def end(self, note):
            with self._lock:
                self._count += 1
                self._thread.join()
                self._thread = None
            return note
        """,
        """
        def end(self, note):
            with self._lock:
                self._count += 1
                thread = self._thread
                self._thread = None
            thread.join()
            return note
        """,
        {
            "captured too late": ("            thread = self._thread\n            self._thread = None\n", "            self._thread = None\n            thread = self._thread\n"),
            "captured first": ("            self._count += 1\n            thread = self._thread\n", "            thread = self._thread\n            self._count += 1\n"),
            "captured outside": ("        with self._lock:\n            self._count += 1\n            thread = self._thread\n", "        thread = self._thread\n        with self._lock:\n            self._count += 1\n"),
            "not captured": ("            thread = self._thread\n", ""),
            "captured and not used": ("        thread.join()\n", "        self._thread.join()\n"),
            "settled outside": ("            self._thread = None\n        thread.join()\n", "        self._thread = None\n        thread.join()\n"),
            "settled after": ("            self._thread = None\n        thread.join()\n", "        thread.join()\n        self._thread = None\n"),
            "never settled": ("            self._thread = None\n", ""),
            "settled otherwise": ("self._thread = None", "self._thread = note"),
            "wait left in the block": ("        thread.join()\n", "            thread.join()\n"),
            "wait before the block": ("        with self._lock:\n", "        self._thread.join()\n        with self._lock:\n"),
            "wait lost": ("        thread.join()\n", ""),
            "wait too far": ("        thread.join()\n        return note\n", "        return note\n        thread.join()\n"),
            "lock deleted": ("        with self._lock:\n            self._count += 1\n            thread = self._thread\n            self._thread = None\n", "        self._count += 1\n        thread = self._thread\n        self._thread = None\n"),
        },
    ),
    remedy(
        "drained",
        """
        def drain(self, note):
            note(0)
            with self._lock:
                while self._threads:
                    thread = self._threads.pop()
                    thread.join()
                    self._count += 1
                if note:
                    while self._threads:
                        thread = self._threads.pop()
                        thread.join()
                note(1)
            return note
        """,
        """
        def drain(self, note):
            note(0)
            threads = []
            threads_2 = []
            with self._lock:
                while self._threads:
                    thread = self._threads.pop()
                    threads.append(thread)
                    self._count += 1
                if note:
                    while self._threads:
                        thread = self._threads.pop()
                        threads_2.append(thread)
                note(1)
            for thread in threads:
                thread.join()
            for thread in threads_2:
                thread.join()
            return note
        """,
        {
            "one not added": ("                    threads_2.append(thread)\n            note(1)\n", "            note(1)\n"),
            "one dealt with twice": ("                threads.append(thread)\n                self._count", "                threads.append(thread)\n                threads.append(thread)\n                self._count"),
            "one left in the block": ("                    threads_2.append(thread)\n            note(1)\n", "                    thread.join()\n            note(1)\n"),
            "added after": ("                threads.append(thread)\n                self._count += 1\n", "                self._count += 1\n                threads.append(thread)\n"),
            "added too far out": ("                    threads_2.append(thread)\n            note(1)\n", "                threads_2.append(thread)\n            note(1)\n"),
            "something else added": ("                threads.append(thread)\n                self._count", "                threads.append(note)\n                self._count"),
            "added to something else": ("                threads.append(thread)\n                self._count", "                self._threads.append(thread)\n                self._count"),
            "begun in the block": ("        threads_2 = []\n        with self._lock:\n", "        with self._lock:\n            threads_2 = []\n"),
            "begun in the loop": ("                thread = self._threads.pop()\n                threads.append(thread)\n                self._count", "                thread = self._threads.pop()\n                threads = []\n                threads.append(thread)\n                self._count"),
            "begun with something": ("threads = []", "threads = [note]"),
            "never begun": ("        threads = []\n", ""),
            "loop in the block": ("        for thread in threads:\n            thread.join()\n", "            for thread in threads:\n                thread.join()\n"),
            "loop lost": ("        for thread in threads:\n            thread.join()\n", ""),
            "loop behind the return": ("        for thread in threads_2:\n            thread.join()\n        return note\n", "        return note\n        for thread in threads_2:\n            thread.join()\n"),
            "over something else": ("for thread in threads:", "for thread in self._threads:"),
            "only some of them": ("for thread in threads:", "for thread in threads[1:]:"),
            "the other way round": ("for thread in threads:", "for thread in reversed(threads):"),
            "ended by the first": ("        for thread in threads:\n            thread.join()\n", "        for thread in threads:\n            thread.join()\n            break\n"),
            "waited for with a limit": ("        for thread in threads:\n            thread.join()\n", "        for thread in threads:\n            thread.join(1)\n"),
            "one list for both": ("threads_2.append(thread)", "threads.append(thread)"),
            "note taken along": ("            note(1)\n        for thread in threads:\n", "        for thread in threads:\n            note(1)\n"),
            "taken outside": ("        with self._lock:\n            while self._threads:\n                thread = self._threads.pop()\n                threads.append(thread)\n                self._count += 1\n", "        while self._threads:\n            thread = self._threads.pop()\n            threads.append(thread)\n            self._count += 1\n        with self._lock:\n"),
        },
    ),
    remedy(
        "noted in a branch",
        """
        def give(self, key, limiter):
            with self._lock:
                # No more than that.
                if self._count < 9:
                    self._count += 1
                else:
                    # It is too much.
                    limiter.taken(key)
                self._threads.append(0)
                return key
        """,
        """
        def give(self, key, limiter):
            must_wait = False
            with self._lock:
                # No more than that.
                if self._count < 9:
                    self._count += 1
                else:
                    must_wait = True
                self._threads.append(0)
            if must_wait:
                # It is too much.
                limiter.taken(key)
            return key
        """,
        {
            "wait left in the block": ("                must_wait = True\n", "                must_wait = True\n                limiter.taken(key)\n"),
            "not noted": ("                must_wait = True\n", "                pass\n"),
            "noted in another branch": ("            self._count += 1\n            else:\n                must_wait = True\n".replace("            self", "                self", 1), "                must_wait = True\n            else:\n                self._count += 1\n"),
            "noted before the branch": ("            # No more than that.\n", "            must_wait = True\n            # No more than that.\n"),
            "noted from the start": ("must_wait = False", "must_wait = True"),
            "not set before": ("        must_wait = False\n", ""),
            "set in the block": ("        must_wait = False\n        with self._lock:\n", "        with self._lock:\n            must_wait = False\n"),
            "asked the other way round": ("if must_wait:", "if not must_wait:"),
            "not asked": ("        if must_wait:\n", "        if True:\n"),
            "something else asked": ("        if must_wait:\n", "        if key:\n"),
            "asked again and again": ("        if must_wait:\n", "        while must_wait:\n"),
            "wait lost": ("            limiter.taken(key)\n", "            pass\n"),
            "wait doubled": ("            limiter.taken(key)\n", "            limiter.taken(key)\n            limiter.taken(key)\n"),
            "wait for something else": ("limiter.taken(key)", "limiter.taken(limiter)"),
            "wait behind the return": ("        if must_wait:\n            # It is too much.\n            limiter.taken(key)\n        return key\n", "        return key\n        if must_wait:\n            # It is too much.\n            limiter.taken(key)\n"),
            "a statement lost": ("            self._threads.append(0)\n", ""),
            "a statement left the block": ("            self._threads.append(0)\n        if must_wait:\n", "        self._threads.append(0)\n        if must_wait:\n"),
            "a statement in the branch": ("            self._threads.append(0)\n", "                self._threads.append(0)\n"),
            "a statement taken along": ("            self._threads.append(0)\n        if must_wait:\n", "        if must_wait:\n            self._threads.append(0)\n"),
            "return left in the block": ("        return key\n", "        return\n"),
            "another return": ("return key", "return must_wait"),
            "return in the branch": ("        return key\n", "            return key\n"),
            "lock taken again": ("            # It is too much.\n            limiter", "            with self._lock:\n                # It is too much.\n                limiter"),
            "another lock": ("with self._lock:", "with self._other:"),
            "a number changed": ("< 9", "< 8"),
        },
    ),
    remedy(
        "noted and taken again",
        """
        def find(self, key, limiter, note):
            with self._lock:
                if key not in self._limiters:
                    made = limiter.taken(key)
                    # Kept for good.
                    self._limiters[key] = made
                self._count += note(key)
                return self._limiters[key]
        """,
        """
        def find(self, key, limiter, note):
            must_wait = False
            with self._lock:
                if key not in self._limiters:
                    must_wait = True
            if must_wait:
                made = limiter.taken(key)
            with self._lock:
                # Kept for good.
                if must_wait:
                    if key not in self._limiters:
                        self._limiters[key] = made
                self._count += note(key)
                return self._limiters[key]
        """,
        {
            "not asked again": ("                if key not in self._limiters:\n                    self._limiters[key] = made\n", "                self._limiters[key] = made\n"),
            "something else asked again": ("                if key not in self._limiters:\n                    self", "                if key in self._limiters:\n                    self"),
            "not asked for the note": ("            if must_wait:\n                if key not", "            if True:\n                if key not"),
            "lock not taken again": ("        with self._lock:\n            # Kept", "        if self._lock:\n            # Kept"),
            "another lock the second time": ("        with self._lock:\n            # Kept", "        with self._other:\n            # Kept"),
            "kept too early": ("                must_wait = True\n", "                must_wait = True\n                self._limiters[key] = None\n"),
            "wait under the second": ("            made = limiter.taken(key)\n        with self._lock:\n", "            pass\n        with self._lock:\n            made = limiter.taken(key)\n"),
            "something else kept": ("self._limiters[key] = made", "self._limiters[key] = limiter"),
            "order swapped": ("            self._count += note(key)\n            return self._limiters[key]\n", "            return self._limiters[key]\n            self._count += note(key)\n"),
            "a statement lost": ("            self._count += note(key)\n", ""),
            "return left the block": ("            return self._limiters[key]\n", "        return self._limiters[key]\n"),
        },
    ),
    remedy(
        "taken away in a branch",
        """
        def stop(self, note):
            with self._lock:
                if self._thread is not None:
                    self._thread.join(1)
                    self._thread = None
                    return
            note(0)
        """,
        """
        def stop(self, note):
            thread = None
            with self._lock:
                if self._thread is not None:
                    thread = self._thread
                    self._thread = None
            if thread is not None:
                thread.join(1)
                return
            note(0)
        """,
        {
            "taken away first": ("                thread = self._thread\n                self._thread = None\n", "                self._thread = None\n                thread = self._thread\n"),
            "not taken away": ("                self._thread = None\n", ""),
            "taken away in any case": ("                self._thread = None\n", "            self._thread = None\n"),
            "something else taken": ("thread = self._thread\n", "thread = self._threads\n"),
            "read behind the block": ("            thread.join(1)\n", "            self._thread.join(1)\n"),
            "not asked": ("        if thread is not None:\n            thread.join(1)\n            return\n", "        thread.join(1)\n        return\n"),
            "asked the other way round": ("if thread is not None", "if thread is None"),
            "asked for truth": ("if thread is not None", "if thread"),
            "returned in any case": ("            return\n", "        return\n"),
            "not returned": ("            return\n", ""),
            "returned first": ("            thread.join(1)\n            return\n", "            return\n            thread.join(1)\n"),
            "not set before": ("        thread = None\n        with", "        with"),
            "set to something": ("        thread = None\n        with", "        thread = note\n        with"),
            "lock deleted": ("        with self._lock:\n", "        if self:\n"),
        },
    ),
    remedy(
        "worked out",
        """
        def tell(self, key, limiter):
            with self._lock:
                self._count += 1
                limiter.taken(self._threads[key])
        """,
        """
        def tell(self, key, limiter):
            with self._lock:
                self._count += 1
                thread = self._threads[key]
            limiter.taken(thread)
        """,
        {
            "worked out behind the block": ("            thread = self._threads[key]\n", "        thread = self._threads[key]\n"),
            "worked out first": ("            self._count += 1\n            thread = self._threads[key]\n", "            thread = self._threads[key]\n            self._count += 1\n"),
            "worked out before the block": ("        with self._lock:\n", "        thread = self._threads[key]\n        with self._lock:\n"),
            "something else worked out": ("thread = self._threads[key]", "thread = self._threads[0]"),
            "copied": ("thread = self._threads[key]", "limiter = list(self._threads[key])"),
            "not used": ("limiter.taken(thread)", "limiter.taken(self._threads[key])"),
            "wait left in the block": ("        limiter.taken(thread)\n", "            limiter.taken(thread)\n"),
            "wait lost": ("        limiter.taken(thread)\n", ""),
        },
    ),
    remedy(
        "reserved first",
        """
        def pace(self, note):
            with self._lock:
                pause = self._last + 1 - time.monotonic()
                if pause > 0:
                    time.sleep(pause)
                self._last = time.monotonic()
                self._count += 1
            return note
        """,
        """
        def pace(self, note):
            with self._lock:
                pause = self._last + 1 - time.monotonic()
                self._last = time.monotonic() + max(pause, 0)
                self._count += 1
            if pause > 0:
                time.sleep(pause)
            return note
        """,
        {
            "time of the beginning": (" + max(pause, 0)", ""),
            "may lie behind": ("max(pause, 0)", "pause"),
            "more than the pause": ("max(pause, 0)", "max(pause, 1)"),
            "taken away": ("time.monotonic() + max", "time.monotonic() - max"),
            "another clock": ("self._last = time.monotonic() +", "self._last = time.time() +"),
            "reserved outside": ("            self._last = time.monotonic() + max(pause, 0)\n            self._count += 1\n", "            self._count += 1\n        self._last = time.monotonic() + max(pause, 0)\n"),
            "reserved after": ("            self._last = time.monotonic() + max(pause, 0)\n            self._count += 1\n        if pause > 0:\n            time.sleep(pause)\n", "            self._count += 1\n        if pause > 0:\n            time.sleep(pause)\n        self._last = time.monotonic() + max(pause, 0)\n"),
            "never reserved": ("            self._last = time.monotonic() + max(pause, 0)\n", ""),
            "sleep in the block": ("        if pause > 0:\n            time.sleep(pause)\n        return", "            if pause > 0:\n                time.sleep(pause)\n        return"),
            "sleeps always": ("        if pause > 0:\n            time.sleep(pause)\n", "        time.sleep(pause)\n"),
            "sleeps never": ("        if pause > 0:\n            time.sleep(pause)\n", ""),
            "sleeps longer": ("time.sleep(pause)", "time.sleep(pause + 1)"),
            "pause told outside": ("        with self._lock:\n            pause = self._last + 1 - time.monotonic()\n", "        pause = self._last + 1 - time.monotonic()\n        with self._lock:\n"),
        },
    ),
    remedy(
        "returned from a loop",
        """
        def allow(self, key, count):
            with self._lock:
                limiter = Limiter()
                for name in self._threads:
                    if key == name:
                        self._count += 1
                        return limiter.taken(count)
                self._limiters[key] = limiter
                return limiter.taken(count)
        """,
        """
        def allow(self, key, count):
            with self._lock:
                limiter = Limiter()
                for name in self._threads:
                    if key == name:
                        self._count += 1
                        break
                else:
                    self._limiters[key] = limiter
            return limiter.taken(count)
        """,
        {
            "goes on": ("                    break\n", "                    continue\n"),
            "no break": ("                    break\n", ""),
            "returned in the loop": ("                    break\n", "                    return limiter.taken(count)\n"),
            "always": ("            else:\n                self._limiters[key] = limiter\n", "            self._limiters[key] = limiter\n"),
            "else of the condition": ("            else:\n                self._limiters[key] = limiter\n", "                else:\n                    self._limiters[key] = limiter\n"),
            "else lost": ("            else:\n                self._limiters[key] = limiter\n", ""),
            "return in the block": ("        return limiter.taken(count)\n", "            return limiter.taken(count)\n"),
            "return in the else": ("                self._limiters[key] = limiter\n        return limiter.taken(count)\n", "                self._limiters[key] = limiter\n                return limiter.taken(count)\n"),
            "wait not returned": ("        return limiter.taken(count)\n", "        limiter.taken(count)\n"),
            "another wait": ("limiter.taken(count)", "limiter.taken(key)"),
        },
    ),
    remedy(
        "looked at again",
        """
        def take(self, note):
            pace = 1
            with self._lock:
                end = time.monotonic() + 9
                note(1)
                while not self._threads:
                    time.sleep(pace)
                    note(1)
                self._count += 1
            return end
        """,
        """
        def take(self, note):
            pace = 1
            end = time.monotonic() + 9
            while True:
                with self._lock:
                    note(1)
                    if self._threads:
                        self._count += 1
                        break
                time.sleep(pace)
            return end
        """,
        {
            "sleep in the block": ("            time.sleep(pace)\n", "                time.sleep(pace)\n"),
            "sleep lost": ("            time.sleep(pace)\n", ""),
            "sleeps first": ("            with self._lock:\n                note(1)\n                if self._threads:\n                    self._count += 1\n                    break\n            time.sleep(pace)\n", "            time.sleep(pace)\n            with self._lock:\n                note(1)\n                if self._threads:\n                    self._count += 1\n                    break\n"),
            "another condition": ("if self._threads:", "if not self._threads:"),
            "always": ("if self._threads:", "if True:"),
            "never left": ("                    break\n", ""),
            "left without": ("                    self._count += 1\n                    break\n", "                    break\n"),
            "done for each look": ("                if self._threads:\n                    self._count += 1\n", "                self._count += 1\n                if self._threads:\n"),
            "done outside": ("                    self._count += 1\n                    break\n            time.sleep(pace)\n", "                    break\n            time.sleep(pace)\n        self._count += 1\n"),
            "looks without the lock": ("            with self._lock:\n                note(1)\n                if self._threads:\n                    self._count += 1\n                    break\n", "            note(1)\n            if self._threads:\n                self._count += 1\n                break\n"),
            "the lock around the loop": ("        while True:\n            with self._lock:\n", "        with self._lock:\n            while True:\n"),
            "only one look": ("while True:", "if True:"),
            "what was before lost": ("                note(1)\n", ""),
            "what was before only once": ("        while True:\n            with self._lock:\n                note(1)\n", "        note(1)\n        while True:\n            with self._lock:\n"),
            "a new end for each look": ("        end = time.monotonic() + 9\n        while True:\n            with self._lock:\n", "        while True:\n            with self._lock:\n                end = time.monotonic() + 9\n"),
            "goes on": ("                    break\n", "                    continue\n"),
        },
    ),
    remedy(
        "copied",
        """
        def stop_all(self, wait):
            with self._lock:
                self._count += 1
                for thread in self._threads:
                    thread.join(wait)
        """,
        """
        def stop_all(self, wait):
            with self._lock:
                self._count += 1
                threads = list(self._threads)
            for thread in threads:
                thread.join(wait)
        """,
        {
            "not copied": ("list(self._threads)", "self._threads"),
            "copied in another way": ("list(self._threads)", "set(self._threads)"),
            "copied behind the block": ("            threads = list(self._threads)\n", "        threads = list(self._threads)\n"),
            "copied and not used": ("for thread in threads", "for thread in self._threads"),
            "one only": ("thread.join(wait)", "thread.join(wait)\n            break"),
            "time lost": ("thread.join(wait)", "thread.join()"),
            "loop in the block": ("        for thread in threads:\n            thread.join(wait)\n", "            for thread in threads:\n                thread.join(wait)\n"),
            "emptied": ("            threads = list(self._threads)\n", "            threads = list(self._threads)\n            self._threads.clear()\n"),
        },
    ),
    remedy(
        "returned behind the block",
        """
        def allow(self, key, note):
            with self._lock:
                limiter = self._limiters.get(key)
                if limiter is not None:
                    return limiter.taken(1)
                if note:
                    limiter = self._limiters[key] = Limiter()
                    return limiter.taken(1)
                limiter = self._limiters[key] = Limiter()
                note(1)
                return limiter.taken(1)
        """,
        """
        def allow(self, key, note):
            with self._lock:
                limiter = self._limiters.get(key)
                if limiter is None:
                    if note:
                        limiter = self._limiters[key] = Limiter()
                    else:
                        limiter = self._limiters[key] = Limiter()
                        note(1)
            return limiter.taken(1)
        """,
        {
            "condition not inverted": ("if limiter is None", "if limiter is not None"),
            "condition another": ("if limiter is None", "if not limiter"),
            "inner condition inverted": ("if note", "if not note"),
            "return in the block": ("        return limiter.taken(1)\n", "            return limiter.taken(1)\n"),
            "return lost": ("        return limiter.taken(1)\n", ""),
            "value lost": ("return limiter.taken(1)", "limiter.taken(1)"),
            "another count": ("taken(1)", "taken(2)"),
            "another value": ("return limiter.taken(1)", "return note.taken(1)"),
            "a branch lost": ("                if note:\n                    limiter = self._limiters[key] = Limiter()\n                else:\n", "                if True:\n"),
            "not stored": ("                if note:\n                    limiter = self._limiters[key] = Limiter()\n", "                if note:\n                    limiter = Limiter()\n"),
            "a statement lost": ("                    note(1)\n", ""),
            "a statement for all": ("                    note(1)\n", "                note(1)\n"),
            "a statement behind the block": ("                    note(1)\n", "        note(1)\n"),
            "branches joined": ("                else:\n", "                if not note:\n"),
            "looked up without the lock": ("        with self._lock:\n            limiter = self._limiters.get(key)\n", "        limiter = self._limiters.get(key)\n        with self._lock:\n"),
            "made without the lock": ("            if limiter is None:\n                if note:\n                    limiter = self._limiters[key] = Limiter()\n                else:\n                    limiter = self._limiters[key] = Limiter()\n                    note(1)\n", "        if limiter is None:\n            if note:\n                limiter = self._limiters[key] = Limiter()\n            else:\n                limiter = self._limiters[key] = Limiter()\n                note(1)\n"),
            "lock deleted": ("        with self._lock:\n", "        if True:\n"),
        },
    ),
    remedy(
        "held in a block",
        """
        def count(self, note):
            note(0)
            self._lock.acquire()
            self._count += 1
            note(1)
            self._lock.release()
            note(2)
        """,
        """
        def count(self, note):
            note(0)
            with self._lock:
                self._count += 1
                note(1)
            note(2)
        """,
        {
            "lock deleted": ("        with self._lock:\n            self._count += 1\n            note(1)\n", "        self._count += 1\n        note(1)\n"),
            "block too short": ("            note(1)\n", "        note(1)\n"),
            "block too long": ("        note(2)\n", "            note(2)\n"),
            "block too early": ("        note(0)\n        with self._lock:\n", "        with self._lock:\n            note(0)\n"),
            "acquired as well": ("        with self._lock:\n", "        self._lock.acquire()\n        with self._lock:\n"),
            "released as well": ("            note(1)\n", "            note(1)\n            self._lock.release()\n"),
            "released behind": ("        note(2)\n", "        self._lock.release()\n        note(2)\n"),
            "another lock": ("with self._lock", "with self._other"),
            "two locks": ("with self._lock:", "with self._lock, self._other:"),
            "a statement lost": ("            note(1)\n", ""),
            "order swapped": ("            self._count += 1\n            note(1)\n", "            note(1)\n            self._count += 1\n"),
            "a try for it": ("        with self._lock:\n            self._count += 1\n            note(1)\n", "        self._lock.acquire()\n        try:\n            self._count += 1\n            note(1)\n        finally:\n            self._lock.release()\n"),
        },
    ),
]  # fmt: skip


@pytest.fixture(params=["Python 3", "Python 2"])
def room(request: pytest.FixtureRequest) -> ModuleType:
    """The room whose rewriter is tested."""
    if request.param == "Python 3":
        return newer
    pytest.importorskip("bowler")
    from letgo.python2 import rewrite

    return rewrite


class Mutant:
    """The rewriter of a room with one fault put into what it gives."""

    def __init__(self, room: ModuleType, each: Remedy, right: str = "", wrong: str = "") -> None:
        self.real: Callable[..., str] = room.rewrite
        self.tail = "" if room is newer else OLD
        self.each = each
        self.right = right
        self.wrong = wrong
        self.used = False

    def __call__(self, *arguments: object) -> str:
        made = self.real(*arguments)
        if made.strip() != self.each.new.strip():
            raise RewriteError("not what the mutant is made of")
        self.used = True
        return made.replace(self.right, self.wrong) if self.right else made

    def checked(self) -> FileResult:
        """What letgo says of the method, by this rewriter."""
        result = letgo.check_source(HEAD + self.each.old + self.tail)
        assert not result.skipped
        assert self.used
        assert result.language == ("Python 2" if self.tail else "")
        return result


# A person must look whether what was decided before still holds, and whether the next may begin before this one ended.
ONLY_SHOWN = {
    *(
        "between two blocks",
        "noted and taken again",
        "noted in a branch",
        "settled first",
        "taken away in a branch",
        "worked out",
    ),
}


def mutants() -> list[object]:
    return [
        pytest.param(each, right, wrong, id=f"{each.name}: {what}")
        for each in REMEDIES
        for what, (right, wrong) in each.mutants.items()
    ]


@pytest.mark.parametrize("each", REMEDIES, ids=lambda each: each.name)
def test_the_right_one_passes(each: Remedy, room: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    same = Mutant(room, each)
    monkeypatch.setattr(room, "rewrite", same)
    fixes = [finding.fix for finding in same.checked().findings if finding.fix]
    assert fixes
    assert all((fix.safety is Safety.DISPLAY) == (each.name in ONLY_SHOWN) for fix in fixes)


@pytest.mark.parametrize(("each", "right", "wrong"), mutants())
def test_mutants_are_refused(
    each: Remedy, right: str, wrong: str, room: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert each.new.count(right) == 1, "the mutant is made at one place"
    mutant = Mutant(room, each, right, wrong)
    monkeypatch.setattr(room, "rewrite", mutant)
    findings = mutant.checked().findings
    assert all(finding.fix is None for finding in findings), f"it got through:\n{each.new.replace(right, wrong)}"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("behind the block", "wait left in the block"),
        ("behind the block", "taken again"),
        ("before the block", "in a block of its own"),
        ("copied", "loop in the block"),
        ("returned behind the block", "return in the block"),
    ],
)
def test_the_analysis_alone_refuses_a_wait_that_stays(
    name: str, what: str, room: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the trees not compared, the lock that is still held over the wait would be seen."""
    each = next(each for each in REMEDIES if each.name == name)
    mutant = Mutant(room, each, *each.mutants[what])
    monkeypatch.setattr(room, "rewrite", mutant)
    monkeypatch.setattr(proof, "undo", lambda *_: None)
    (refusal,) = {finding.refusal.reason for finding in mutant.checked().findings if finding.refusal}
    assert refusal == "the rewrite failed its proof: the lock is still held over a wait"
