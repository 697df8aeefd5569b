"""A project that is looked at again and again: whatever is edited, a look tells what a first look would tell."""

from __future__ import annotations

import ast
import gc
import random
import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from letgo import again, pipeline, run
from letgo.afresh import Stopped
from letgo.config import Settings
from letgo.model import Report
from letgo.program import Program
from letgo.session import Session

SETTINGS = Settings(jobs=1, cache_dir="")
PARTS = {
    "shop/__init__.py": "",
    "shop/db.py": """\
import sqlite3


def opened(path):
    conn = sqlite3.connect(path)
    return conn


def rows(conn, query):
    cur = conn.cursor()
    cur.execute(query)
    return cur


def quiet(thing):
    try:
        thing.close()
    except Exception:
        pass


class Base:
    def __init__(self, path):
        self.conn = opened(path)
        self.path = path

    def close(self):
        self.conn.close()
""",
    "shop/limits.py": """\
import queue
import threading
import time

LOCK = threading.Lock()


class Limiter:
    def __init__(self):
        self._lock = threading.Lock()
        self._tokens = queue.Queue()
        self._seen = {}

    def take(self):
        return self._tokens.get()

    def pause(self):
        time.sleep(1)

    def allow(self, key):
        with self._lock:
            self._seen[key] = 1
            return self.take()

    def reset(self):
        with self._lock:
            self._seen.clear()
""",
    "shop/work.py": """\
from shop.db import Base, opened, quiet, rows
from shop.limits import LOCK, Limiter


class Worker(Base):
    def __init__(self, path):
        super().__init__(path)
        self.limiter = Limiter()

    def first(self, query):
        cur = rows(self.conn, query)
        # the first row is enough
        return cur.fetchone()

    def slowly(self):
        with LOCK:
            self.limiter.pause()


def names(path):
    conn = opened(path)
    for row in conn.execute("select 1"):
        print(row)


def once(path):
    worker = Worker(path)
    try:
        return worker.first("q")
    finally:
        quiet(worker)
""",
    "plain.py": "def add(a, b):\n    return a + b\n",
}
LINES = (
    "pass", "return None", "return conn", "return opened(path)", "conn = opened(path)", "conn.close()", "quiet(conn)",
    "cur = conn.cursor()", "cur.close()", "cur.execute('q')", "self.conn = opened(path)", "time.sleep(2)",
    "self.limiter.pause()", "self.limiter.take()", "self._tokens.get()", "self._seen.clear()", "with LOCK: f()",
    "with self._lock: self.take()", "LOCK.acquire()", "raise ValueError(path)", "# one at a time", "import os",
    "def add(a): return a", "@property", "self.conn.close()  # letgo: ignore[LG101]", "x = 'größer 𐐀'",
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in PARTS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def edited(text: str, chance: random.Random) -> str:
    """The text with one line put in, taken out, written anew or moved, or with one function moved."""
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    match chance.randrange(5):
        case 0:
            lines.insert(at, indent + chance.choice(LINES))
        case 1:
            lines[at] = indent + chance.choice(LINES)
        case 2:
            del lines[at]
        case 3:
            lines.insert(other, lines.pop(at))
        case _:
            parts = text.split("\n\n\n")
            parts.insert(chance.randrange(len(parts)), parts.pop(chance.randrange(len(parts))))
            return "\n\n\n".join(parts)
    return "\n".join(lines)


def valid(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


@pytest.fixture
def kept() -> Iterator[list[bool]]:
    """Whether each text that changed could be taken over."""
    made: list[bool] = []
    real = again.take_over

    def counted(*given: object) -> again.Taken:
        taken = real(*given)  # type: ignore[arg-type]
        made.append(taken is again.Taken.WHOLE)
        return taken

    with patch.object(run, "take_over", counted):
        yield made


FACES = (
    "def {name}(path):\n    return opened(path)",
    "def {name}(path):\n    conn = sqlite3.connect(path)\n    print(conn)",
    "def {name}(path, conn=None):\n    for row in conn.execute(path):\n        yield row",
    "class {name}(Base):\n    def first(self, query):\n        with self._lock:\n            time.sleep(2)",
    "class {name}(Limiter):\n    pass",
    "import sqlite3",
    "from shop.db import opened as rows",
    "from shop.limits import *",
    "import threading\n\nLOCK = threading.RLock()",
    "opened = len",
)
NAMES = ("opened", "rows", "quiet", "names", "once", "add", "Base", "Worker", "Limiter", "fresh")


def refaced(text: str, chance: random.Random) -> str:
    """The text with a definition or an import more or less, a parameter more or less, or another name or base."""
    parts = text.split("\n\n\n")
    at = chance.randrange(len(parts))
    match chance.randrange(5):
        case 0:
            parts.insert(at + 1, chance.choice(FACES).format(name=chance.choice(NAMES)))
        case 1:
            del parts[at]
        case 2:
            parts[at] = parts[at].replace("):", ", more=None):", 1)
        case 3:
            parts[at] = re.sub(r"\b(class|def) \w+", rf"\1 {chance.choice(NAMES)}", parts[at], count=1)
        case _:
            lines = text.split("\n")
            rows = [row for row, line in enumerate(lines) if re.match(r"(from|import|class|    def) ", line)]
            if rows:
                del lines[chance.choice(rows)]
            return "\n".join(lines)
    return "\n\n\n".join(parts)


@pytest.mark.parametrize("seed", range(6))
def test_a_look_after_edits_is_a_first_look(root: Path, seed: int, kept: list[bool]) -> None:
    chance = random.Random(seed)
    session = Session(root, SETTINGS)
    names = [name for name in PARTS if PARTS[name]]
    opened = [root / name for name in chance.sample(names, 3)]
    texts = {path: path.read_bytes() for path in opened}
    for _ in range(25):
        path = chance.choice(opened)
        text = edited(texts[path].decode(), chance)
        if not valid(text):
            continue
        texts[path] = text.encode()
        here = session.check(opened, texts, disk=False)
        fresh = pipeline.check(root, opened, SETTINGS, texts)
        assert here == fresh, text
    assert any(kept)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_first_is_settled_later(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    session = Session(root, SETTINGS)
    opened = [root / name for name in PARTS if PARTS[name]]
    texts = {path: path.read_bytes() for path in opened}
    session.check(opened, texts)
    behind = 0
    for _ in range(30):
        path = chance.choice(opened)
        text = chance.choice([edited, refaced])(texts[path].decode(), chance)
        if not valid(text):
            continue
        texts[path] = text.encode()
        first = session.check([path], texts, disk=False, mended=False, settled=False)
        assert [each.text for each in first.files] == [text]
        behind += not session.settled
        if chance.random() < 0.4:  # the next change comes at once, or while somebody is at it
            continue
        patience = chance.choice([0, 3, 30, 10**9])
        stop = Stop(patience)
        try:
            here = session.check(opened, texts, disk=False, stop=stop)
        except Stopped:
            assert stop.patience < 0
            continue
        assert session.settled
        assert here == pipeline.check(root, opened, SETTINGS, texts), text
    assert behind


def programs() -> int:
    gc.unfreeze()
    return sum(isinstance(each, Program) for each in gc.get_objects())


def test_what_was_known_before_is_let_go_at_once(root: Path) -> None:
    session = Session(root, SETTINGS)
    db = root / "shop/db.py"
    session.check([db], {})
    gc.collect()
    before = programs()
    for number in range(3):
        text = PARTS["shop/db.py"] + f"\n\ndef later{number}(path):\n    return opened(path)\n"
        with pytest.raises(Stopped):
            session.check([db], {db: text.encode()}, stop=Stop(1))
        session.check([db], {db: text.encode()})
    assert programs() == before  # without the collector, which never looks at what stays


class Stop:
    """Says no so often, and then yes."""

    def __init__(self, patience: int) -> None:
        self.patience = patience

    def __call__(self) -> bool:
        self.patience -= 1
        return self.patience < 0


def test_a_file_is_told_what_is_in_it_before_others_feel_it(root: Path, kept: list[bool]) -> None:
    session = Session(root, SETTINGS)
    db, work = root / "shop/db.py", root / "shop/work.py"
    before = told(session.check([db, work], {}))
    new = PARTS["shop/db.py"] + "\n\ndef later(path):\n    conn = opened(path)\n    print(conn.execute('q'))\n"
    text = new.replace("    conn = sqlite3.connect(path)\n", "    conn = path\n").encode()
    first = told(session.check([db, work], {db: text}, settled=False))
    assert first == before  # what the new function calls gives nothing any more; others don't know that yet
    with pytest.raises(Stopped):
        session.check([db, work], {db: text}, disk=False, stop=Stop(1))
    assert kept == [False]
    assert not session.settled
    after = session.check([db, work], {db: text}, disk=False)
    assert set(told(after)) < set(before)
    assert after == pipeline.check(root, [db, work], SETTINGS, {db: text})


def told(report: Report) -> list[str]:
    return [f"{each.path} {each.code} {each.span.start.row}" for each in report.findings]


def test_what_others_find_out_of_a_function_is_found_out_again(root: Path, kept: list[bool]) -> None:
    session = Session(root, SETTINGS)
    limits, work = root / "shop/limits.py", root / "shop/work.py"
    before = told(session.check([work], {}))
    text = PARTS["shop/limits.py"].replace("        time.sleep(1)", "        self._seen = {}").encode()
    after = told(session.check([work], {limits: text}))
    assert set(before) - set(after) == {"shop/work.py LG202 17"}
    assert told(session.check([work], {})) == before
    assert kept == [True, True]


def test_fixes_come_after_findings(root: Path) -> None:
    session = Session(root, SETTINGS)
    work = root / "shop/work.py"
    bare, whole = session.check([work], {}, mended=False), session.check([work], {}, disk=False)
    assert told(bare) == told(whole)
    assert not any(each.fix or each.refusal for each in bare.findings)
    assert all(each.fix or each.refusal for each in whole.findings)
    assert whole == pipeline.check(root, [work], SETTINGS)


def test_a_text_that_cant_be_read_stands_aside(root: Path) -> None:
    session = Session(root, SETTINGS)
    db, work = root / "shop/db.py", root / "shop/work.py"
    before = session.check([work, db], {})
    aside = session.check([work, db], {db: b"import sqlite3\ndef opened(:\n"})
    assert [each.path for each in aside.files if each.skipped] == ["shop/db.py"]
    assert aside.files[1] == before.files[1]
    assert session.check([work, db], {}) == before


def test_what_changes_on_disk_is_seen(root: Path, kept: list[bool]) -> None:
    session = Session(root, SETTINGS)
    plain, work = root / "plain.py", root / "shop/work.py"
    session.check([work], {})
    plain.write_text("def add(a, b):\n    return b + a\n")
    work.write_text(PARTS["shop/work.py"].replace("conn = opened(path)", "conn = opened(path)\n    conn.close()"))
    assert session.check([work], {}) == pipeline.check(root, [work], SETTINGS)
    assert kept == [True, True]
    (root / "more.py").write_text("from shop.work import names\n")
    assert session.check([work], {}) == pipeline.check(root, [work], SETTINGS)
    (root / "more.py").unlink()
    assert session.check([work], {}) == pipeline.check(root, [work], SETTINGS)


HANDED = """\
import threading
import time

LOCK = threading.Lock()


def slow():
    time.sleep(1)


def runs(work):
    work()


def one():
    runs(len)


def two():
    pass
"""


@pytest.mark.parametrize(("old", "new"), [("runs(len)", "runs(slow)"), ("    pass", "    runs(slow)")])
def test_who_is_called_back_is_found_out_again(tmp_path: Path, kept: list[bool], old: str, new: str) -> None:
    helper, user = tmp_path / "helper.py", tmp_path / "user.py"
    helper.write_text(HANDED)
    user.write_text("from helper import LOCK, runs\n\n\ndef f(x):\n    with LOCK:\n        runs(x)\n        x.n += 1\n")
    session = Session(tmp_path, SETTINGS)
    assert not told(session.check([user], {}))
    texts = {helper: HANDED.replace(old, new).encode()}
    after = session.check([user], texts)
    assert told(after) == ["user.py LG202 6"]
    assert after == pipeline.check(tmp_path, [user], SETTINGS, texts)
    assert kept == [True]


BUS = """\
import threading


class Bus:
    def __init__(self):
        self._lock = threading.Lock()
        self._told = []

    def add(self, callback):
        self._told.append(callback)

    def tell(self):
        with self._lock:
            self._count = 1
            for callback in self._told:
                callback()

    def close(self):
        with self._lock:
            self._count = 0
            self.on_close()
"""
HANDS = """\
import time

from bus import Bus


def slow():
    time.sleep(1)


def main(bus: Bus):
    pass
"""


@pytest.mark.parametrize(("line", "row"), [("bus.add(slow)", 16), ("bus.on_close = slow", 21)])
def test_what_another_file_hands_in_is_found_out_again(tmp_path: Path, kept: list[bool], line: str, row: int) -> None:
    bus, user = tmp_path / "bus.py", tmp_path / "user.py"
    bus.write_text(BUS)
    user.write_text(HANDS)
    session = Session(tmp_path, SETTINGS)
    assert not told(session.check([bus], {}))
    texts = {user: HANDS.replace("    pass", f"    {line}").encode()}
    after = session.check([bus], texts)
    assert told(after) == [f"bus.py LG202 {row}"]
    assert after == pipeline.check(tmp_path, [bus], SETTINGS, texts)
    assert kept == [True]
    assert not told(session.check([bus], {}))


def test_after_an_error_nothing_half_known_is_left(root: Path, kept: list[bool]) -> None:
    session = Session(root, SETTINGS)
    work = root / "shop/work.py"
    session.check([work], {})
    text = PARTS["shop/work.py"].replace("conn = opened(path)", "conn = opened(path)\n    conn.close()").encode()
    with (
        patch.object(again, "_given", side_effect=RuntimeError("a fault of its own")),
        pytest.raises(RuntimeError, match="a fault of its own"),
    ):
        session.check([work], {work: text})
    assert session.check([work], {work: text}) == pipeline.check(root, [work], SETTINGS, {work: text})
    assert kept == []
