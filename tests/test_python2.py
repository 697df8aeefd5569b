"""Python 2: how it is told, how it is read row by row, what is written for it, and what is refused."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from typer.testing import CliRunner

from letgo import config, pipeline
from letgo.cli import app
from letgo.config import Settings
from letgo.flow.language import Language, ProofError, ReadError, RewriteError
from letgo.flow.plan import Block, Cover, Guard, Name, Opener, Plan
from letgo.model import FileResult, Report, Safety
from letgo.python import language as python
from letgo.python2.language import Python2

pytest.importorskip("bowler")

from letgo.python2.translate import expression, parse, translated

LEAK = """
import sqlite3


def names(path):
    conn = sqlite3.connect(path)
    rows = conn.execute("SELECT name FROM user").fetchall()
    print len(rows)
    conn.close()
    return rows
"""


def run(files: dict[str, str], verb: str = "fix", **flags: Any) -> dict[str, FileResult]:
    root = Path("/nowhere")
    overlay = {root / name: dedent(text).lstrip("\n").encode() for name, text in files.items()}
    settings = config.override(Settings(unsafe_fixes=True), **flags)
    report: Report = getattr(pipeline, verb)(root, list(overlay), settings, overlay)
    return {result.path: result for result in report.files}


def fixed(text: str, **flags: Any) -> str:
    return run({"job.py": text}, **flags)["job.py"].fixed


# Translation ----------------------------------------------------------------------------------------------------------

SAME = [
    ("print", "print()"),
    ("print 'a', b", "print('a', b)"),
    ("print 'a',", "print('a',)"),
    ("print ('a')", "print(('a'))"),
    ("print ('%s' % a), b", "print(('%s' % a), b)"),
    ("print >>log", "print(log)"),
    ("print >>log, a, b", "print(log, a, b)"),
    ("print >> sys.stderr, a,", "print(sys.stderr, a,)"),
    ("if a: print a; print b", "if a: print(a); print(b)"),
    ("exec a", "exec(a)"),
    ("exec a in b", "exec(a, b)"),
    ("exec a in b, c", "exec(a, b, c)"),
    ("raise E", "raise E"),
    ("raise E, 'a'", "raise E('a')"),
    ("raise E, 'a', b", "raise E('a', b)"),
    ("raise a or b, 'a'", "raise (a or b)('a')"),
    ("try: a()\nexcept E, e: pass", "try: a()\nexcept E as e: pass"),
    ("try: a()\nexcept (E, F), e: pass", "try: a()\nexcept (E, F) as e: pass"),
    ("try: a()\nexcept E, (e, f): pass", "try: a()\nexcept E as e: pass"),
    ("try: a()\nexcept E, self.e: pass", "try: a()\nexcept E: pass"),
    ("try: a()\nexcept E as e: pass", "try: a()\nexcept E as e: pass"),
    ("a = `b`", "a = repr(b)"),
    ("a = `b, c` + `d`", "a = repr((b, c)) + repr(d)"),
    ("a = b <> c", "a = b != c"),
    ("a = 0777 + 10L + 0xFFL + 0L + 00 + 07.5", "a = 0o777 + 10 + 0xFF + 0 + 00 + 07.5"),
    ("a = ur'\\d' + UR'x' + u'x' + br'y' + b'z'", "a = r'\\d' + r'x' + u'x' + r'y' + 'z'"),
    ("a = '\\u12' + '\\N' + '\\\\U' + r'\\u'", "a = '\\\\u12' + '\\\\N' + '\\\\U' + r'\\u'"),
    ("a = b'\xe9'", "a = '\xe9'"),
    ("def f(a, (b, c), d): pass", "def f(a, _b_c, d, *, b, c): pass"),
    ("def f((a, (b, c))): pass", "def f(_a_b_c, *, a, b, c): pass"),
    ("def f(a, (b, c)=d, *e, **g): pass", "def f(a, _b_c=d, *e, b, c, **g): pass"),
    ("def f((b,), **g): pass", "def f(_b, *, b, **g): pass"),
    ("a = lambda (b, c): c", "a = lambda b, c: c"),
    ("a = lambda(b, (c, d)), e=1: c", "a = lambda b, c, d, e=1: c"),
    ("a = lambda (b,): b", "a = lambda b: b"),
    ("a = [b for b in 1, 2 if b]", "a = [b for b in (1, 2) if b]"),
    ("if a:\n\tb()\n        c()", "if a:\n        b()\n        c()"),
    (
        "from __future__ import print_function\nprint(a, end=b)",
        "from __future__ import print_function\nprint(a, end=b)",
    ),
]


@pytest.mark.parametrize(("old", "new"), SAME, ids=[old for old, _ in SAME])
def test_means_the_same(old: str, new: str) -> None:
    assert dumped(parse(old + "\n")) == dumped(ast.parse(new))


def test_words_that_are_names_only_in_python_2_stay_these_names() -> None:
    tree = parse("True, False = 1, 0\nasync = f(await=1).async\n")
    assert {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} == {"True", "False", "async", "f"}
    assert [node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)] == ["await"]


PLACES = """\
def f(a, (é, c)=x, *d):
    print "é", `a, b`, 0777L <> c; print >>log, "é" % c, d
    raise E, `b`; lambda (k, v): [v for v in "é", k]
    if a:
\texec "é" in async; c()
"""


def test_places_are_those_of_the_original() -> None:
    """Each node, cut out of the original at its place, reads as that node."""
    seen = set()
    lines = PLACES.split("\n")
    for node in ast.walk(parse(PLACES)):
        if not isinstance(node, ast.expr) or node.end_col_offset is None:
            continue
        cut = lines[node.lineno - 1].encode()[node.col_offset : node.end_col_offset].decode()
        seen.add(cut)
        if cut and not cut.startswith(("print", "exec", "`", "E")):  # made of more, or of less, than they stand on
            assert dumped(node) == dumped(ast.parse(expression(cut), mode="eval").body)
    assert {"`a, b`", "0777L <> c", '"é" % c', 'print "é", `a, b`, 0777L <> c', 'exec "é" in async', "c()"} <= seen


def dumped(node: ast.AST) -> str:
    return ast.dump(node).replace("Store()", "Load()").replace("OpenListComp(", "ListComp(")


@pytest.mark.parametrize("old", [old for old, _ in SAME])
def test_no_row_is_added(old: str) -> None:
    for text in (old + "\n", old.replace("\n", "\r\n") + "\r\n"):
        assert translated(text).text.count("\n") == text.count("\n")


# What it is told by ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("async def g(): pass", "async"),
        ("a: int = 1", "annotations"),
        ("def g(a: int): pass", "annotations"),
        ("def g() -> int: pass", "annotations"),
        ("b = f'{a}'", "f-string"),
        ("def g():\n    nonlocal a", "nonlocal"),
        ("def g():\n    yield from a", "from"),
        ("raise a from b", "from"),
        ("a, *b = c", "starred"),
        ("if (a := b): pass", "assignment expression"),
        ("print 1 +", "bad input"),
        ("if a:\n  b\n c", "unindent"),
        ("a = '''", "EOF in multi-line"),
    ],
)
def test_what_is_not_python_2(line: str, why: str) -> None:
    """`except A, B:` means a tuple to Python 3.14: what else of Python 3 is in a file decides."""
    with pytest.raises(ReadError, match=why):
        Python2().read(f"try: pass\nexcept A, B: pass\n{line}\n", "a.py", "a", frozenset())


def test_each_file_is_read_by_its_own_reader() -> None:
    files = {
        "store/__init__.py": "",
        "store/db.py": "import sqlite3\n\n\ndef connect(path):\n    return sqlite3.connect(path)\n",
        "store/report.py": LEAK.replace("import sqlite3", "from store.db import connect").replace(
            "sqlite3.connect", "connect"
        ),
    }
    results = run(files, "check")
    assert [finding.code for finding in results["store/report.py"].findings] == ["LG103"]
    assert results["store/report.py"].language == "Python 2"
    assert results["store/db.py"].language == ""


BESIDE = """
from db import connect
import db.paths, sys, pool as p


def names():
    conn = connect(db.paths.USERS)
    print conn.execute("SELECT 1").fetchall()
    conn.close()


def other():
    import db

    conn = db.connect("x")
    print conn.execute("SELECT 1").fetchall()
    conn.close()
"""


@pytest.mark.parametrize(("future", "rows"), [("", [6, 14]), ("from __future__ import absolute_import", [])])
def test_imports_look_beside_the_file_first(future: str, rows: list[int]) -> None:
    files = {
        "store/__init__.py": "",
        "store/db.py": "import sqlite3\n\n\ndef connect(path):\n    return sqlite3.connect(path)\n",
        "store/report.py": f"{future}{BESIDE}" if future else BESIDE,
    }
    found = run(files, "check")["store/report.py"].findings
    assert [each.span.start.row for each in found] == rows


@pytest.mark.parametrize("future", ["", "from __future__ import absolute_import\n"])
def test_a_helper_is_not_taken_from_beside_the_file(future: str) -> None:
    files = {"store/__init__.py": "", "store/contextlib.py": "closing = id\n", "store/job.py": future + LEAK.lstrip()}
    (found,) = run(files, "check")["store/job.py"].findings
    assert bool(found.fix) is bool(future)
    assert not found.refusal or found.refusal.reason == "contextlib may be the module of that name beside the file"


def test_what_neither_reads_is_skipped_with_python_3s_reason() -> None:
    result = run({"job.py": "import sqlite3\nsqlite3.connect(\n"}, "check")["job.py"]
    assert result.skipped == "it does not parse: '(' was never closed (line 2)"


def test_what_only_looks_like_python_2_is_skipped_with_its_reason() -> None:
    result = run({"job.py": "import sqlite3\nprint 'a'\nexcept = 1\n"}, "check")["job.py"]
    assert result.skipped == "it does not parse: bad input (line 3)"


def test_without_bowler_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "letgo.python2.translate", None)
    result = run({"job.py": LEAK}, "check")["job.py"]
    assert result.skipped == "it does not parse: it is Python 2 by its looks: install letgo[python2]"
    result = run({"job.py": "import sqlite3\nsqlite3.connect(\n"}, "check")["job.py"]
    assert "Python 2" not in result.skipped


def test_a_note_says_which_reader_was_used(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(LEAK)
    for arguments in (["check"], ["fix", "--diff"]):
        assert "1 file was read as Python 2" in CliRunner().invoke(app, [*arguments, str(tmp_path)]).stderr


# What is written ------------------------------------------------------------------------------------------------------


def test_the_rest_stays_as_it_is() -> None:
    made = fixed(LEAK)
    assert "    with closing(sqlite3.connect(path)) as conn:\n        rows = conn.execute(" in made
    assert "    print len(rows)\n    return rows\n" in made


CURSOR = """
import psycopg2


def names(dsn):
    conn = psycopg2.connect(dsn)
    cur = conn.cursor()
    cur.execute("SELECT name FROM person")
    rows = cur.fetchall()
    cur.close()
    conn.close()
    return rows
"""


def test_a_drivers_own_with_needs_a_version_that_is_asked_for() -> None:
    assert ", conn.cursor() as cur:" in fixed(CURSOR)
    assert ", closing(conn.cursor()) as cur:" in fixed(CURSOR, target_version="2.7")
    floor = {"psycopg2": "2.5"}
    assert ", conn.cursor() as cur:" in fixed(CURSOR, target_version="2.7", dependencies=floor)
    assert ", closing(conn.cursor()) as cur:" in run({"a.py": CURSOR, "b.py": LEAK})["a.py"].fixed  # it is beside one


@pytest.mark.parametrize(
    ("new", "old", "target", "closing"),
    [
        ("shop/db/new.py", "shop/tools/old.py", "", True),  # one package, and nothing says which Python it is for
        ("shop/db/new.py", "shop/tools/old.py", "3.9", False),
        ("shop/db/new.py", "shop/db/old.py", "3.9", True),
        ("shop/db/new.py", "tools/old.py", "", False),
        ("new.py", "tools/old.py", "", False),
    ],
)
def test_which_files_must_run_beside_old_ones(new: str, old: str, target: str, closing: bool) -> None:
    flags = {"target_version": target} if target else {}
    made = run({new: CURSOR, old: LEAK}, **flags)[new].fixed
    assert (", closing(conn.cursor()) as cur:" in made) is closing


def test_nothing_newer_than_the_target_is_written() -> None:
    assert fixed(CURSOR, target_version="2.6").count("    with closing(") == 2
    refused = run({"job.py": CURSOR}, "check", target_version="2.5")["job.py"].findings
    assert {each.refusal and each.refusal.reason for each in refused} == {
        "there is no with statement before Python 2.6"
    }


def test_without_an_exit_stack_a_finally_serves() -> None:
    text = """
        import sqlite3


        def add(text, conn=None, own=False):
            # it may be ours
            if own:
                conn = sqlite3.connect("events.db")
            conn.execute("INSERT INTO event VALUES (?)", (text,))
            print text
        """
    wanted = """
        import sqlite3


        def add(text, conn=None, own=False):
            # it may be ours
            opened = None
            try:
                if own:
                    conn = opened = sqlite3.connect("events.db")
                conn.execute("INSERT INTO event VALUES (?)", (text,))
            finally:
                if opened is not None:
                    opened.close()
            print text
        """
    assert fixed(text) == dedent(wanted).lstrip("\n")
    newer = text.replace("print text", "print(text)")
    assert fixed(newer, target_version="3.2") == dedent(wanted).lstrip("\n").replace("print text", "print(text)")


LISTED = """
import sqlite3


def names(path, rows):
    conn = sqlite3.connect(path)
    print conn.execute("SELECT 1").fetchall()
    conn.close()
    print [{name} for {name} in rows]


def count(path, rows):
    conn = sqlite3.connect(path)
    conn.cursor().execute("SELECT 1")
    conn.commit()
    print {open}{name} for {name} in rows{close}
    conn.close()
"""


def test_a_list_comprehension_binds_its_names_in_the_function() -> None:
    """So `closing` is a local name of it, unbound where the block would begin."""
    found = run({"job.py": LISTED.format(name="closing", open="[", close="]")}, "check")["job.py"].findings
    assert {each.refusal and each.refusal.reason for each in found if each.span.start.row < 10} == {
        "the name closing already means something else here"
    }
    assert "with closing(conn.cursor())" in fixed(LISTED.format(name="row", open="[", close="]"))


@pytest.mark.parametrize(("open_", "close", "codes"), [("[", "]", ["LG104"]), ("set(", ")", ["LG103"])])
def test_a_list_comprehension_may_bind_a_resource_anew(open_: str, close: str, codes: list[str]) -> None:
    text = LISTED.partition("def count")[2].format(name="conn", open=open_, close=close)
    found = run({"job.py": f"import sqlite3\n\n\ndef count{text}"}, "check")["job.py"].findings
    assert [each.code for each in found if each.code != "LG105"] == codes


@pytest.mark.parametrize(
    ("line", "fixes"),
    [
        ("exec rows", False),
        ("exec (rows)", False),
        ("from letgo import *", False),
        ("exec rows in {}", True),
        ("exec (rows, {})", True),
    ],
)
def test_what_runs_among_its_names_unseen_stops_a_fix(line: str, fixes: bool) -> None:
    text = LEAK.replace("    print len(rows)", f"    print len(rows)\n    {line}")
    assert ("with closing(" in fixed(text)) is fixes


def test_imports_of_python_2s_library_are_known() -> None:
    made = fixed(LEAK.replace("import sqlite3", "import os\nimport urllib2\n\nimport MySQLdb as sqlite3"))
    assert made.startswith("import os\nimport urllib2\nfrom contextlib import closing\n\nimport MySQLdb")


# Rewriting and its proof ----------------------------------------------------------------------------------------------

FUNCTION = """\
    @cached
    def f(self):
        # first
        a = connect(  # why
            1,
2)

        # then
        try:
            print >>log, a.run('''x
        y'''), \\
                0777
        except E, e:
            exec "x" in a  # last
            # of the block
        finally:
            raise E, `a`
        # after
        return 1
"""
HELD = """\
    @cached
    def f(self):
        # first
        with connect(  # why
            1,
2) as a:
            # then
            try:
                print >>log, a.run('''x
        y'''), \\
                0777
            except E, e:
                exec "x" in a  # last
                # of the block
            finally:
                raise E, `a`
        # after
        return 1
"""
BLOCK = Plan((Block(0, 1, "a", Opener()),), "", Safety.SAFE)


def test_layout_moves_with_its_statements() -> None:
    assert Python2().carry_out(FUNCTION, BLOCK, {}, {}) == HELD
    Python2().undo(FUNCTION, HELD, BLOCK, {}, {})
    windows = FUNCTION.replace("\n", "\r\n")
    assert Python2().carry_out(windows, BLOCK, {}, {}) == HELD.replace("\n", "\r\n")
    with pytest.raises(RewriteError, match="two ways"):
        Python2().carry_out("\n" + windows, BLOCK, {}, {})


@pytest.mark.parametrize("end", ["\f", "\x85", "\u2028", "\x1c"])
def test_what_ends_lines_elsewhere_does_not_in_a_comment(end: str) -> None:
    text = f"def f():\n    a = b\n    if a:\n        c(a)\n        # foot {end} note\n    d()\n"
    made = f"def f():\n    with b as a:\n        if a:\n            c(a)\n            # foot {end} note\n    d()\n"
    assert Python2().carry_out(text, BLOCK, {}, {}) == made


MUTANTS = [
    ("except E, e:", "except E as e:"),
    ("raise E, `a`", "raise E(`a`)"),
    ("raise E, `a`", "raise E, repr(a)"),
    ("0777", "0o777"),
    ('exec "x" in a', 'exec("x", a)'),
    ("print >>log, a", "print >>log, b"),
    ("# last", ""),
    ("        y'''", "            y'''"),
    ("as a:", "as b:"),
    ("        # after\n        return 1", "            return 1"),
]


@pytest.mark.parametrize(("right", "wrong"), MUTANTS)
def test_the_proof_refuses_mutants(right: str, wrong: str) -> None:
    mutant = HELD.replace(right, wrong)
    assert mutant != HELD
    if wrong:
        with pytest.raises(ProofError):
            Python2().undo(FUNCTION, mutant, BLOCK, {}, {})
    assert Python2().comments(mutant) != Python2().comments(HELD) or wrong


COVER = Plan((Cover(0, 2, (1,), "opened", "close"),), "", Safety.SAFE)
BRANCH = "def f(a):\n    # c\n    if a:\n        c = b()\n    c.run()\n    return 1\n"
COVERED = """\
def f(a):
    # c
    opened = None
    try:
        if a:
            c = opened = b()
        c.run()
    finally:
        if opened is not None:
            opened.close()
    return 1
"""


@pytest.mark.parametrize("language", [Python2(), python])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("    opened = None\n", ""),
        ("opened = None\n", "opened = 1\n"),
        ("c = opened = b()", "c = b()"),
        ("c = opened = b()", "opened = c = b()"),
        ("is not None", "is None"),
        ("opened.close()", "c.close()"),
        ("finally", "except BaseException"),
        ("    return 1\n", "        return 1\n"),
        ("        c.run()\n    finally", "    finally"),
    ],
)
def test_a_finally_in_place_of_a_stack_is_proven(language: Language, right: str, wrong: str) -> None:
    assert language.carry_out(BRANCH, COVER, {}, {}) == COVERED
    language.undo(BRANCH, COVERED, COVER, {}, {})
    with pytest.raises(ProofError):
        language.undo(BRANCH, COVERED.replace(right, wrong), COVER, {}, {})


def test_bowlers_silence_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It logs what it can't parse, and returns nothing."""
    from bowler.tool import BowlerTool

    monkeypatch.setattr(BowlerTool, "refactor_string", lambda *_: None)
    with pytest.raises(RewriteError, match="Bowler doesn't find"):
        Python2().carry_out(FUNCTION, BLOCK, {}, {})


@pytest.mark.parametrize(
    ("text", "plan", "why"),
    [
        ("def f():\n    a = b; c(a)\n", BLOCK, "shares its line"),
        ("def f():\n    if 1: a = b\n    c(a)\n", Plan((Guard(1, 2, "a.close()"),), "", Safety.SAFE), "header"),
        ("def f(): a = b\n", BLOCK, "no body"),
        ("def f():\n    a += b\n    c(a)\n", BLOCK, "plain binding"),
        (
            "def f():\n    if 1:\n        a = b\n    c(a)\n",
            Plan((Block(1, 2, "a", Opener()),), "", Safety.SAFE),
            "one suite",
        ),
        ("def f():\n    g(b(), b())\n", Plan((Name(0, 0, (2, 6, 2, 9), "a", Opener()),), "", Safety.SAFE), "told from"),
        ("def f():\n    a = b\n    c(a)\n", Plan((Block(0, 7, "a", Opener()),), "", Safety.SAFE), "statement 7"),
    ],
)
def test_what_cannot_be_carried_out(text: str, plan: Plan, why: str) -> None:
    with pytest.raises(RewriteError, match=re.escape(why)):
        Python2().carry_out(text, plan, {}, {0: "b()"})
