"""Who looks when: what is told first and what later, and what a change or the end does to work that goes on."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from unittest.mock import patch

import pytest

from letgo import afresh
from letgo.known import Known
from letgo.server.desk import Desk, Level
from letgo.server.office import Office
from letgo.server.seen import Seen

HELPER = "import sqlite3\n\n\ndef opened(path):\n    return sqlite3.connect(path)\n"
USER = "from helper import opened\n\n\ndef run(path):\n    c = opened(path)\n    c.execute('x')\n"
PLAIN = "def opened(path):\n    return path\n"


class Held:
    """The work behind the first telling, held until it is let on; it asks whether to leave off while it is held."""

    def __init__(self) -> None:
        self.begun, self.on = threading.Event(), threading.Event()
        self.left = 0

    def __call__(self, known: Known, stop: afresh.Stop) -> None:
        self.begun.set()
        while not self.on.wait(0.002):
            if stop():
                self.left += 1
                raise afresh.Stopped
        REAL(known, stop)

    async def reached(self) -> None:
        await asyncio.to_thread(self.begun.wait, 20)
        self.begun.clear()


REAL = afresh.settle
Told = list[tuple[str, int | None, int]]  # the file, the version, how many findings


async def opened(folder: Path, told: Told) -> tuple[Office, str, str]:
    """An office with both files open, and all that there is to tell of them told."""
    (folder / "letgo.toml").write_text("cache-dir = ''\n")

    def tell(_: Desk, seen: Seen) -> None:
        told.append((Path(seen.uri).name, seen.version, len(seen.result.findings)))

    office = Office(tell, lambda message, _: pytest.fail(message))
    uris = [(folder / name).as_uri() for name in ("helper.py", "user.py")]
    for uri, text in zip(uris, (HELPER, USER), strict=True):
        office.put(uri, 1, text)
    await office.current(uris[1])
    told.clear()
    return office, uris[0], uris[1]


async def first_and_last(folder: Path, held: Held) -> None:
    told: Told = []
    office, helper, user = await opened(folder, told)
    with patch("letgo.run.settle", held):
        office.put(helper, 2, PLAIN)
        await office.current(helper, Level.TOLD)
        assert set(told) == {("helper.py", 2, 0)}  # the other file isn't told of before it is known what is
        await held.reached()
        with pytest.raises(TimeoutError):
            await office.current(user, within=0.05)
        office.put(helper, 3, PLAIN + "\n\nx = 1\n")
        await office.current(helper, Level.TOLD)
        assert held.left == 1  # the change came first
        assert ("user.py", 1, 0) not in told
        held.on.set()
        found = await office.current(user)
    assert found is not None
    assert not found[1].result.findings
    assert ("user.py", 1, 0) in told
    assert {version for name, version, _ in told if name == "helper.py"} == {2, 3}
    office.close()


async def the_end(folder: Path, held: Held) -> None:
    office, helper, _ = await opened(folder, [])
    with patch("letgo.run.settle", held):
        office.put(helper, 2, PLAIN)
        await held.reached()
        office.close()
        await asyncio.to_thread(office.worker.shutdown, True)
    assert held.left == 1


def test_a_change_is_told_first_and_puts_off_what_is_found_out_behind_it(tmp_path: Path) -> None:
    asyncio.run(first_and_last(tmp_path, Held()))


def test_the_end_leaves_off(tmp_path: Path) -> None:
    asyncio.run(the_end(tmp_path, Held()))
