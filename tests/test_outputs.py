"""One set of hand-made findings in every format. `LETGO_GOLDEN=1` rewrites the golden files: judge by `git diff`."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from letgo import outputs
from letgo.files import skip
from letgo.model import (
    Cost,
    Edit,
    FileResult,
    Finding,
    Fix,
    Position,
    Refusal,
    Report,
    Resource,
    Safety,
    Severity,
    Span,
    Step,
    Wait,
)
from letgo.outputs import json as outputs_json
from letgo.outputs import lines, markdown
from letgo.outputs.pages import Entry
from letgo.outputs.view import View, fix_summary, ordered, shown, summary

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path("/project")

DB = """\
import sqlite3
from app.pool import pool

GREETING = {"日本": "🦊", "e\u0301": 1}


def newest(店):
    rows = pool.connect("🦊店", 店).execute("select 1")
    return rows.fetchone()[0]


def tabbed():
\tif True:
\t\tcur = sqlite3.connect("日本").cursor()  # 店
\t\tcur.execute("insert")


def late(path):
    conn = sqlite3.connect(
        path,
    )
    return conn.execute("select 1")


def bell():
    return "\x07\u202e", sqlite3.connect("x")
"""
LOCKS = """\
def take(self):
    with self._lock:
        return self.limiter.taken(1)
"""


def span(row: int, column: int, end_column: int, end_row: int | None = None) -> Span:
    return Span(Position(row, column), Position(end_row or row, end_column))


def edit(row: int, column: int, end_row: int, end_column: int, content: str) -> Edit:
    return Edit(span(row, column, end_column, end_row), content)


ALONE = edit(
    8,
    1,
    10,
    1,
    '    conn = pool.connect("🦊店", 店)\n'
    "    try:\n"
    '        return conn.execute("select 1").fetchone()[0]\n'
    "    finally:\n"
    "        conn.close()\n",
)
WRAP = Fix(
    "f1",
    Safety.SAFE,
    "Wrap `rows` in `with closing(...)`",
    (
        edit(2, 1, 2, 1, "from contextlib import closing\n"),
        edit(
            8,
            5,
            9,
            1,
            'with closing(pool.connect("🦊店", 店)) as conn, closing(conn.execute("select 1")) as rows:\n    ',
        ),
    ),
    alone=(Fix("f1", Safety.SAFE, "Close `conn` in a finally clause", (ALONE,)),),
)
CLOSING = (edit(14, 3, 14, 9, "with closing("), edit(14, 39, 14, 39, ") as cur:"), edit(15, 1, 15, 1, "\t"))
REASONS = ("`execute` may keep it.", "The commit moves")
ITSELF = Fix("f2", Safety.UNSAFE, "Close `cur` with `closing`", CLOSING, REASONS)
UNSAFE = replace(ITSELF, alone=(ITSELF,))
SKETCH = Fix("f3", Safety.DISPLAY, "Read one value with `.scalar()`", (edit(22, 12, 22, 36, "conn.scalar()"),))
TRACE = (
    Step("opened here", "app/db.py", span(8, 12, 33)),
    Step("`fetchone` may raise", "app/db.py", span(9, 12, 27)),
    Step("left open here", "app/pool.py", span(120, 5, 9)),
)
LOCK = Step("the lock is taken here", "app/limits.py", span(2, 5, 21))


def row(code: str, name: str, message: str, place: Span, cost: Cost, **more: Any) -> Finding:
    resource = Resource("connection", "sqlalchemy", cost)
    severity = more.pop("severity", Severity.WARNING)
    return Finding(code, name, severity, message, "app/db.py", place, resource=resource, **more)


ROWS = (
    row("LG101", "unclosed-cursor", "`rows` is never closed", span(8, 12, 53), Cost.SERVER, trace=TRACE, fix=WRAP),
    row(
        "LG102",
        "unclosed-connection",
        'The connection to "🦊店" is never given back',
        span(8, 12, 33),
        Cost.POOL,
        severity=Severity.ERROR,
        trace=TRACE[:1],
        fix=WRAP,
        fingerprint="aa12",
    ),
    row(
        "LG103",
        "unclosed-on-error",
        "`cur` is left open if `execute` raises",
        span(14, 9, 39),
        Cost.FD,
        related=(Step("the connection is opened here", "app/db.py", span(14, 9, 30)),),
        fix=UNSAFE,
    ),
    row(
        "LG101",
        "unclosed-cursor",
        "`conn` is never closed",
        span(19, 12, 6, 21),
        Cost.FD,
        refusal=Refusal("the result of `execute` is returned and reads from it"),
    ),
    row("LG107", "rows-for-one-value", "Rows are opened for one value", span(22, 12, 36), Cost.MEMORY, fix=SKETCH),
    row("LG101", "unclosed-cursor", "Open if a call raises", span(26, 18, 38), Cost.FD, severity=Severity.INFO),
)
WAIT = Finding(
    "LG202",
    "wait-under-lock-through-calls",
    Severity.ERROR,
    "`self._lock` is held while `taken` waits",
    "app/limits.py",
    span(3, 16, 37),
    related=(LOCK, Step("speaks for an accident: a timer guards nothing", "app/limits.py", span(2, 5, 21))),
    trace=(LOCK, Step("waits for a token", "app/limits.py", span(3, 16, 37))),
    wait=Wait("queue", ("take", "Limiter.taken", "Queue.get")),
    refusal=Refusal("`taken` is opaque"),
)


def sample() -> Report:
    """Every kind of finding once."""
    files = (
        FileResult("app/db.py", DB, ROWS),
        FileResult("app/limits.py", LOCKS, (WAIT,)),
        skip("app/ünï code.py", "it is not valid utf-8 at byte 12"),
    )
    return Report(files, ROOT, 12)


RULES = (
    Entry(
        "LG101", "unclosed-cursor", "no path closes it", "What: a cursor.\n\nBad:\n    a()\n\n    b()\n\nWhy: it costs."
    ),
    Entry("LG102", "unclosed-connection", "no path gives it back", "LG102 unclosed-connection\n\nWhat: <b> & *c*."),
)
KEYS = (
    "code name severity message filename location end_location scope related trace resource wait fix refusal "
    "fingerprint url"
)
CASES = {
    "text.txt": ("text", View()),
    "text-all.txt": ("text", View(show_trace=True, show_info=True, unsafe=True, folder=ROOT / "app")),
    "text-color.txt": ("text", View(color=True)),
    "concise.txt": ("concise", View()),
    "concise-all.txt": ("concise", View(show_trace=True, show_info=True, unsafe=True, folder=ROOT / "docs")),
    "json.json": ("json", View()),
    "github.txt": ("github", View()),
    "github-review.json": ("github-review", View()),
    "github-review-hunks.json": ("github-review", View(hunks={"app/db.py": [(5, 10), (13, 15)]}, unsafe=True)),
    "gitlab.json": ("gitlab", View(show_info=True)),
    "junit.xml": ("junit", View(show_info=True)),
    "rdjson.json": ("rdjson", View()),
    "rdjsonl.jsonl": ("rdjsonl", View(show_info=True, unsafe=True)),
    "sarif.json": ("sarif", View(rules=RULES, version="1.2.3")),
}


def golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("LETGO_GOLDEN"):
        path.write_bytes(text.encode())
    assert path.read_bytes().decode() == text


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    form, view = CASES[name]
    golden(name, outputs.render(form, sample(), view))


@pytest.mark.parametrize(("name", "form"), [("statistics.txt", "text"), ("statistics.json", "json")])
def test_golden_statistics(name: str, form: str) -> None:
    golden(name, outputs.render_statistics(form, sample(), View()))


def test_every_format_has_a_golden_file() -> None:
    assert {form for form, _ in CASES.values()} == set(outputs.FORMATS)


def test_json_has_the_keys_of_the_contract() -> None:
    found = json.loads(outputs.render("json", sample(), View()))

    assert len(found) == 8, "info is included"
    for one in found:
        assert list(one) == KEYS.split()
    assert list(found[0]["fix"]) == ["id", "applicability", "message", "reasons", "edits", "suggestions"]
    assert list(found[0]["fix"]["edits"][0]) == ["content", "location", "end_location"]
    assert list(found[0]["trace"][0]) == ["message", "filename", "location", "end_location"]
    lock = next(one for one in found if one["wait"])
    assert list(lock["related"][0]) == ["message", "filename", "location", "end_location"]
    assert lock["wait"] == {"kind": "queue", "chain": ["take", "Limiter.taken", "Queue.get"]}
    assert lock["refusal"] == "`taken` is opaque"
    assert found[0]["resource"] == {"kind": "connection", "library": "sqlalchemy", "cost": "pool"}


def test_the_dearest_stands_on_top() -> None:
    costs = [found.resource.cost.value if found.resource else "-" for found in ordered(sample(), View(show_info=True))]

    assert costs == ["pool", "server", "fd", "fd", "fd", "memory", "-", "-"]


def test_nothing_found() -> None:
    empty = Report((FileResult("a.py", ""),), ROOT, 1)

    assert outputs.render("text", empty, View()) == "No findings in 1 file.\n"
    assert outputs.render("concise", empty, View()) == "No findings in 1 file.\n"
    assert outputs.render("json", empty, View()) == "[]\n"
    assert outputs.render_statistics("text", empty, View()) == "No findings in 1 file.\n"


def test_summary_counts_what_can_be_fixed() -> None:
    report = sample()
    only_unsafe = replace(report, files=(replace(report.files[0], findings=ROWS[2:3]),))

    assert summary(only_unsafe, View()) == "Found 1 finding (1 fixable with --unsafe-fixes).\n"
    assert summary(only_unsafe, View(unsafe=True)) == "Found 1 finding (1 fixable).\n"
    assert summary(report, View(unsafe=True, show_info=True)) == "Found 8 findings (3 fixable).\n"


def test_summary_of_a_fixing_run() -> None:
    report = sample()
    fixed = replace(report.files[0], findings=ROWS[2:], applied=(WRAP,), fixed="x")
    report = replace(report, files=(fixed, *report.files[1:]))

    assert fix_summary(report, View()) == (
        "1 fixed, 1 needs review (unsafe), 1 only sketched, 2 refused, 1 skipped"
        "; --unsafe-fixes applies the unsafe ones"
    )
    assert fix_summary(report, View(unsafe=True), dry=True).startswith("1 would be fixed, 1 needs review (unsafe), ")
    assert fix_summary(Report((), ROOT), View()) == "nothing to fix"
    assert fix_summary(sample(), View()).startswith("1 not fixed yet, ")


def test_a_run_as_markdown_and_as_json() -> None:
    report = sample()
    fixed = replace(report.files[0], settled=ROWS[:1], findings=ROWS[1:])
    report = replace(report, files=(fixed, *report.files[1:]))

    text = markdown.render(report, View(), title="a_b")
    run = json.loads(outputs_json.render_run(report, View(), dry=True))

    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert heads == ["## a\\_b", "### Fixed (1)", "### Needs review (3)", "### Refused (2)", "### Skipped (1)"]
    assert f"  → {lines.printable(WRAP.title)}" in text.replace("\\", "")
    assert "  unsafe: " in text
    assert "  only sketched: " in text
    assert "  not fixed yet: " in markdown.render(sample(), View())
    assert (run["dry"], len(run["fixed"]), len(run["remaining"])) == (True, 1, 7)
    assert run["skipped"] == [{"filename": "app/ünï code.py", "reason": "it is not valid utf-8 at byte 12"}]


def test_remaining_findings_are_shown_in_the_fixed_text() -> None:
    one = replace(ROWS[3], span=span(1, 1, 4))
    result = FileResult("a.py", "old\n", (replace(one, path="a.py"),), "new\n", (WRAP,))

    assert "1 | new" in outputs.render("text", Report((result,), ROOT), View(fixed=True))
    assert "1 | old" in outputs.render("text", Report((result,), ROOT), View())


def test_names_are_relative_to_the_folder_of_the_user() -> None:
    report = sample()

    assert shown("app/db.py", report, View()) == "app/db.py"
    assert shown("app/db.py", report, View(folder=ROOT)) == "app/db.py"
    assert shown("app/db.py", report, View(folder=ROOT / "app")) == "db.py"
    assert shown("app/db.py", report, View(folder=ROOT / "docs" / "x")) == "../../app/db.py"


def test_rows_outside_the_text_are_no_crash() -> None:
    found = replace(ROWS[0], span=span(99, 1, 5))

    for text in ("", "x\n"):
        assert "app/db.py:99:1" in outputs.render(
            "text", Report((FileResult("app/db.py", text, (found,)),), ROOT), View()
        )


def test_a_long_row_is_clipped_around_the_span() -> None:
    row = "x = [" + "1, " * 400 + "connect()]"
    start = row.index("connect") + 1
    found = replace(ROWS[3], path="a.py", span=span(1, start, start + 9))

    frame = outputs.render("text", Report((FileResult("a.py", row, (found,)),), ROOT), View()).splitlines()

    assert all(len(line) < 200 for line in frame)
    source, carets = frame[3], frame[4]
    assert source[carets.index("^") : carets.rindex("^") + 1] == "connect()"


def test_wide_characters_move_the_carets() -> None:
    assert lines.width("日本") == 4
    assert lines.width("🦊") == 2
    assert lines.width("e\u0301") == 1
    assert lines.width("\u200d") == 0
    assert lines.width("abc") == 3


def test_nothing_reaches_the_terminal_that_could_steer_it() -> None:
    assert lines.printable("a\tb") == "a    b"
    assert lines.printable("\x1b[31m\x7f\x85\u2028\u202e\ud800é🦊") == "␛[31m␡\ufffd\ufffd\ufffd\ufffdé🦊"


def test_rows_end_where_python_ends_them() -> None:
    assert lines.rows("a\nb\r\nc\rd\x0ce\u2028f\n\ng") == ["a\n", "b\r\n", "c\r", "d\x0ce\u2028f\n", "\n", "g"]
    assert lines.rows("") == []


def test_edits_are_applied_in_order() -> None:
    text = "a\r\nb🦊c\r\n"
    edits = [edit(2, 3, 2, 4, "!"), edit(1, 1, 1, 1, "x"), edit(1, 1, 1, 1, "y"), edit(3, 1, 3, 1, "end")]

    assert lines.apply(text, edits) == "xya\r\nb🦊!\r\nend"


@pytest.mark.parametrize(
    "edits",
    [
        [edit(1, 1, 1, 3, ""), edit(1, 2, 1, 4, "")],
        [edit(9, 1, 9, 1, "x")],
        [edit(1, 99, 1, 99, "x")],
        [edit(1, 3, 1, 1, "x")],
    ],
    ids=["overlap", "no such row", "no such column", "backwards"],
)
def test_edits_that_cannot_be_applied(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"overlap|outside"):
        lines.apply("abcd\nef\n", edits)


def test_a_fix_that_cannot_be_applied_is_shown_without_a_diff() -> None:
    fix = Fix("f", Safety.SAFE, "Do it", (edit(50, 1, 50, 1, "x"),))
    found = replace(ROWS[3], fix=fix, refusal=None)

    text = outputs.render("text", Report((FileResult("app/db.py", DB, (found,)),), ROOT), View())

    assert "help: Do it\n\nFound" in text


def test_hunks_stand_apart() -> None:
    before = "".join(f"{row}\n" for row in range(30))
    after = before.replace("3\n", "three\n", 1).replace("25\n", "", 1)

    assert [[(row, sign, text) for row, sign, text in hunk] for hunk in lines.hunks(before, after)] == [
        [(3, " ", "2"), (None, "-", "3"), (4, "+", "three"), (5, " ", "4")],
        [(25, " ", "24"), (None, "-", "25"), (26, " ", "26")],
    ]
    assert list(lines.hunks("a\n", "a\n")) == []
    assert list(lines.hunks("", "a\n")) == [[(1, "+", "a")]]
