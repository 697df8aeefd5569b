"""What is known of a project: what its functions do to callers, what its fields and classes hold, what gets read."""

from __future__ import annotations

import subprocess
from pathlib import Path
from textwrap import dedent
from typing import Any
from unittest.mock import patch

import pytest

from letgo import known, pipeline
from letgo.config import Settings
from letgo.flow.effects import Summary
from letgo.model import Report
from letgo.program import Program

ROOT = Path("/nowhere")


def run(texts: dict[str, str], settings: Settings = Settings()) -> tuple[Program, Report]:  # noqa: B008
    """A project of these files, checked as the front doors do it."""
    made: list[Program] = []

    def recorded(*given: Any) -> Program:
        made.append(Program(*given))
        return made[-1]

    overlay = {ROOT / name: dedent(text).encode() for name, text in texts.items()}
    with patch.object(known, "Program", recorded):
        report = pipeline.check(ROOT, list(overlay), settings, overlay)
    return made[0], report


def summary(text: str, name: str = "f", more: str = "") -> Summary:
    """The summary of one function of a module; `more` stands in front of it."""
    program, _ = run({"m.py": f"import sqlite3\n{dedent(more)}\n{dedent(text)}"})
    return program.analyses[f"m.{name}"].summary


@pytest.mark.parametrize(
    ("text", "gives", "fresh"),
    [
        ("def f(p):\n    return sqlite3.connect(p)", "sqlite3.Connection", True),
        ("def f(p):\n    c = sqlite3.connect(p)\n    c.execute('PRAGMA x')\n    return c", "sqlite3.Connection", True),
        ("def f(p):\n    return sqlite3.connect(p).cursor()", "sqlite3.Cursor", True),
        ("def f(p):\n    if p:\n        return None\n    return sqlite3.connect(p)", "sqlite3.Connection", True),
        ("def f(p):\n    return sqlite3.connect(p).execute('q').fetchall()", "", False),
        ("def f(p):\n    c = sqlite3.connect(p)\n    c.close()", "", False),
        ("C = sqlite3.connect('x')\ndef f():\n    return C", "sqlite3.Connection", False),
        ("C = sqlite3.connect('x')\ndef f():\n    return C.cursor()", "sqlite3.Cursor", True),
    ],
)
def test_gives_and_fresh(text: str, gives: str, fresh: bool) -> None:
    found = summary(text)
    assert (found.gives, found.fresh, found.context) == (gives, fresh, False)


def test_a_tuple_says_which_part() -> None:
    found = summary("def f(p):\n    c = sqlite3.connect(p)\n    return p, c")
    assert (found.gives, found.fresh, found.index) == ("sqlite3.Connection", True, 1)
    assert summary("def f(p):\n    return sqlite3.connect(p)").index == -1


def test_a_factory_of_a_factory() -> None:
    found = summary("def g(p):\n    return sqlite3.connect(p)\ndef f(p):\n    return g(p)")
    assert (found.gives, found.fresh, found.via) == ("sqlite3.Connection", True, "sqlite3.connect")


def test_factories_that_call_each_other_settle() -> None:
    text = "def f(p):\n    return g(p) if p else sqlite3.connect(p)\ndef g(p):\n    return f(p[1:])"
    for name in "fg":
        assert summary(text, name).gives == "sqlite3.Connection"


@pytest.mark.parametrize(
    ("body", "fresh"),
    [("self.c", False), ("self.c.cursor()", True), ("sqlite3.connect('x')", True)],
)
def test_methods(body: str, fresh: bool) -> None:
    text = f"class K:\n    def __init__(self):\n        self.c = sqlite3.connect('x')\n    def f(self):\n        return {body}\n"  # noqa: E501
    found = summary(text, "K.f")
    assert found.gives in ("sqlite3.Connection", "sqlite3.Cursor")
    assert found.fresh is fresh


def test_a_cached_field_is_nobodys_to_close() -> None:
    """Made on the first call, kept, and handed out."""
    text = """
    class K:
        _c = None
        def f(self):
            if self._c is None:
                self._c = sqlite3.connect("x")
            return self._c
    """
    found = summary(text, "K.f")
    assert (found.gives, found.fresh) == ("sqlite3.Connection", False)


@pytest.mark.parametrize(
    ("decorator", "context"),
    [
        ("contextlib.contextmanager", True),
        ("contextlib.asynccontextmanager", True),
        ("", False),
        ("functools.cache", False),
    ],
)
def test_context(decorator: str, context: bool) -> None:
    text = (
        f"{'@' + decorator if decorator else ''}\ndef f(p):\n    c = sqlite3.connect(p)\n    yield c\n    c.close()\n"
    )
    found = summary(text, more="import contextlib, functools")
    assert found.context is context
    assert not found.fresh
    assert found.gives == ("sqlite3.Connection" if context else "")


CALLER = "def caller(p):\n    c = sqlite3.connect(p)\n    f(c)\n    c.close()\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("def f(c):\n    c.close()", {"releases": {"c"}}),
        ("def f(c):\n    if c is not None:\n        c.close()", {"releases": {"c"}}),
        ("def f(c):\n    try:\n        c.close()\n    except Exception:\n        pass", {"releases": {"c"}}),
        ("def f(c):\n    c.execute('q')", {}),
        ("def f(c):\n    return c", {"returns": {"c"}}),
        ("def f(c):\n    c.row_factory = 1\n    return c", {"returns": {"c"}}),
        ("KEPT = []\ndef f(c):\n    KEPT.append(c)", {"keeps": {"c"}}),
        ("KEPT = None\ndef f(c):\n    global KEPT\n    KEPT = c", {"keeps": {"c"}}),
        ("def f(c):\n    with sqlite3.connect(c) as d:\n        pass", {}),
        ("def g(d):\n    d.close()\ndef f(c):\n    g(c)", {"releases": {"c"}}),
        (
            "from contextlib import closing\ndef f(c):\n    with closing(c):\n        c.execute('q')",
            {"releases": {"c"}},
        ),
    ],
)
def test_parameters(text: str, wanted: dict[str, set[str]]) -> None:
    found = summary(text + "\n" + CALLER)
    assert {
        name: set(getattr(found, name)) for name in ("releases", "keeps", "returns") if getattr(found, name)
    } == wanted


@pytest.mark.parametrize(
    ("text", "raises"),
    [
        ("def f(c):\n    raise sqlite3.Error", True),
        ("def f(p):\n    sqlite3.connect(p).execute('q')", True),
        ("def f(p):\n    try:\n        raise sqlite3.Error\n    except Exception:\n        pass", False),
    ],
)
def test_raises(text: str, raises: bool) -> None:
    assert summary(text + "\n" + CALLER).raises is raises


def test_awaited() -> None:
    more = "import aiosqlite"
    assert summary("async def f(p):\n    return await aiosqlite.connect(p)", more=more).awaited  # noqa: PGH005
    assert not summary("def f(p):\n    return sqlite3.connect(p)").awaited


PROJECT = {
    "app/__init__.py": "",
    "app/db.py": """
        import sqlite3

        class Database:
            def __init__(self, path):
                self.path = path
                self.conn = sqlite3.connect(path)

            def cursor(self):
                return self.conn.cursor()

            def close(self):
                self.conn.close()

        def open_database(path):
            return sqlite3.connect(path)

        def close_quietly(thing):
            try:
                thing.close()
            except Exception:
                pass
        """,
    "app/names.py": """
        from app.db import close_quietly, open_database as opened

        def names(path):
            handle = opened(path)
            return [row[0] for row in handle.execute("SELECT name FROM product")]

        def closed(path):
            handle = opened(path)
            try:
                return handle.execute("SELECT 1").fetchone()
            finally:
                close_quietly(handle)
        """,
    "app/again.py": """
        from . import names as n
        from .db import Database

        def count(path):
            database = Database(path)
            where = database.cursor()
            where.execute("SELECT count(*) FROM product")
            return where.fetchone()[0]
        """,
    "app/far.py": """
        import app.db

        def first(path):
            held = app.db.open_database(path)
            return held.total_changes + 1

        class Sub(app.db.Database):
            def size(self):
                return self.conn.execute("SELECT 1").fetchone()
        """,
    "app/other.py": """
        def add(a, b):
            return a + b

        def helper(thing):
            thing.close()
        """,
    "app/handing.py": """
        import sqlite3

        from app.other import helper

        def handed(path):
            c = sqlite3.connect(path)
            helper(c)
        """,
}


def told(report: Report) -> list[tuple[object, ...]]:
    return [
        (found.path, found.code, found.span, found.message, found.severity, found.fingerprint, found.fix, found.refusal)
        for result in report.files
        for found in result.findings
    ]


def test_factories_of_other_files() -> None:
    program, report = run(PROJECT)
    found = {(each.path, each.scope, each.code) for result in report.files for each in result.findings}
    assert ("app/names.py", "names", "LG101") in found
    assert ("app/again.py", "count", "LG101") in found
    assert ("app/far.py", "first", "LG101") in found
    assert not [each for each in found if each[1] in ("closed", "handed", "open_database", "close_quietly", "helper")]
    assert program.analyses["app.other.helper"].summary.releases == {"thing"}


def test_only_what_matters_is_read() -> None:
    program, _ = run(
        {
            "a.py": "import sqlite3\n\ndef f(p):\n    return sqlite3.connect(p)\n",
            "b.py": "def g(x):\n    return x + 1\n",
        }
    )
    assert program.parsed == 1
    assert set(program.analyses) == {"a.f"}


def test_parse_all_tells_the_same() -> None:
    few, default = run(PROJECT)
    all_, whole = run(PROJECT, Settings(parse_all=True))
    assert told(default)
    assert told(whole) == told(default)
    assert all_.parsed >= len(PROJECT)
    assert few.analyses.keys() <= all_.analyses.keys()


def test_parse_all_tells_the_same_of_letgo() -> None:
    root = Path(__file__).parent.parent / "codemods" / "letgo"
    paths = sorted(root.rglob("*.py"))
    wanted = ("LG1",)
    default = pipeline.check(root, paths, Settings(extend_select=wanted))
    whole = pipeline.check(root, paths, Settings(extend_select=wanted, parse_all=True))
    assert told(whole) == told(default)
    assert [result.path for result in whole.files] == [result.path for result in default.files]
    assert not [result.skipped for result in whole.files if result.skipped]


def test_what_is_reported_does_not_depend_on_what_is_named() -> None:
    """A file alone gets the findings that it gets among all."""
    overlay = {ROOT / name: dedent(text).encode() for name, text in PROJECT.items()}
    whole = told(pipeline.check(ROOT, list(overlay), Settings(), overlay))
    for path in overlay:
        alone = told(pipeline.check(ROOT, [path], Settings(), overlay))
        assert alone == [each for each in whole if each[0] == path.relative_to(ROOT).as_posix()]


def test_the_order_of_the_files_changes_nothing() -> None:
    _, forth = run(PROJECT)
    _, back = run(dict(reversed(PROJECT.items())))
    assert told(forth) == told(back)


def test_a_git_repository_is_known_as_a_whole(tmp_path: Path) -> None:
    """One path is named, and the factory stands in another file."""
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(dedent(text))
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    report = pipeline.check(tmp_path, [tmp_path / "app" / "names.py"], Settings())
    assert [(each.path, each.code) for result in report.files for each in result.findings] == [
        ("app/names.py", "LG101")
    ]


@pytest.mark.parametrize(
    "imports",
    [
        "import sqlite3",
        "import sqlite3 as db",
        "from sqlite3 import connect",
        "from sqlite3 import dbapi2 as db",
        "from helper import *",
        "from helper import sqlite3",
        "from helper import (\n    other,\n    sqlite3,\n)",
        "import os, \\\n    sqlite3",
        "if True: import sqlite3",
        "try: import sqlite3\nexcept ImportError: sqlite3 = None",
    ],
)
def test_how_a_library_comes_into_a_file(imports: str) -> None:
    call = (
        "connect(p)"
        if "import connect" in imports
        else "db.connect(p)"
        if " as db" in imports
        else "sqlite3.connect(p)"
    )
    text = f"{imports}\n\ndef f(p):\n    c = {call}\n    return c.execute('q').fetchall()\n"
    helper = {"helper.py": "import sqlite3\nother = 1\n"} if "helper" in imports else {}
    _, report = run({"m.py": text, **helper})
    assert [each.code for result in report.files for each in result.findings] == ["LG101"]


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("return self.c", False),
        ("return self.c.execute('q').fetchall()", False),
        ("k = self.c.cursor()\n        k.execute('q')", True),
    ],
)
def test_fields_have_types(use: str, found: bool) -> None:
    """Fields by what `__init__` stores there, in a base in another file too."""
    base = "import sqlite3\nclass Base:\n    def __init__(self, p):\n        self.c = sqlite3.connect(p)\n    def close(self):\n        self.c.close()\n"  # noqa: E501
    _, report = run(
        {"base.py": base, "m.py": f"from base import Base\nclass K(Base):\n    def f(self):\n        {use}\n"}
    )
    assert bool([each for result in report.files for each in result.findings if each.path == "m.py"]) is found


STORE = "import sqlite3\ndef fetch_rows(p):\n    return sqlite3.connect(p)\n"
USES = "def f(x):\n    c = fetch_rows(x)\n    c.execute('q')\n"


def test_what_a_package_defines_matters_to_those_that_import_it() -> None:
    near = f"from store.db import fetch_rows\n{USES}"
    far = "import near.use\ndef f(x):\n    c = near.use.fetch_rows(x)\n    c.execute('q')\n"
    texts = {"store/db.py": STORE, "near/use.py": near, "far/use.py": far, "other/use.py": USES}
    program, report = run({**texts, **{f"{each}/__init__.py": "" for each in ("store", "near", "far", "other")}})
    assert {each.path for each in report.findings} == {"near/use.py", "far/use.py"}
    assert program.project.modules.get("other.use") is None
    assert program.analyses.keys() >= {"near.use.f", "far.use.f"}


def test_what_an_heir_gives_matters_to_who_calls_its_base() -> None:
    """Nobody in the base's package imports the heir: it is given one."""
    base = "class Base:\n    def fetch_rows(self, p): raise NotImplementedError\n"
    user = "from core.base import Base\ndef f(b: Base):\n    c = b.fetch_rows(1)\n    c.execute('q')\n"
    heir = "import sqlite3\nfrom core.base import Base\nclass Heir(Base):\n    def fetch_rows(self, p):\n"
    texts = {"core/base.py": base, "core/user.py": user, "heirs/one.py": f"{heir}        return sqlite3.connect(p)\n"}
    program, _ = run({**texts, "core/__init__.py": "", "heirs/__init__.py": ""})
    assert "core.user.f" in program.analyses


def test_a_speaking_method_matters_to_who_imports_nothing() -> None:
    store = "import sqlite3\nclass Store:\n    def new_connection(self, p):\n        return sqlite3.connect(p)\n"
    user = "def f(store):\n    c = store.new_connection(1)\n    c.execute('q')\n"
    program, _ = run({"one/a.py": store, "two/b.py": user, "one/__init__.py": "", "two/__init__.py": ""})
    assert program.analyses["two.b.f"].acquisitions
