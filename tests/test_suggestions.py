"""Suggestions: one range each, the smallest. Every one that the cases give is accepted alone and leaves right code."""

from __future__ import annotations

import ast
import builtins
import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hosts import check, offer_of, offers
from test_cases import PLACES, load
from test_cases import identity as case_name

from letgo import cli, outputs
from letgo.config import Settings, override
from letgo.model import Edit, Fix, Position, Report, Safety, Span
from letgo.outputs.comment import code, marks_of, plain, remarks
from letgo.outputs.suggestion import GAP, LONGEST, narrowest
from letgo.outputs.view import View, identity

BODY = "".join(f"row{number}\n" for number in range(1, 31))


def fix(*edits: Edit) -> Fix:
    return Fix("f", Safety.SAFE, "Do it", edits)


def rows(first: int, behind: int, content: str) -> Edit:
    """The rows from `first` up to but without `behind` become `content`."""
    return Edit(Span(Position(first, 1), Position(behind, 1)), content)


# One range ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "edits", "wanted"),
    [
        (BODY, [rows(3, 4, "new\n")], (3, 3, ["new"])),
        (BODY, [rows(3, 6, "row3\nnew\nrow5\n")], (4, 4, ["new"])),
        (BODY, [rows(3, 3, "new\n")], (3, 3, ["new", "row3"])),
        (BODY, [rows(3, 5, "")], (3, 5, ["row5"])),
        (BODY, [rows(3, 4, "a\n"), rows(6, 7, "b\n")], (3, 6, ["a", "row4", "row5", "b"])),
        ("a\nb\n", [rows(3, 3, "c\n")], (2, 2, ["b", "c"])),
        ("a\nb\n", [rows(2, 3, "")], (1, 2, ["a"])),
        ("a\nb", [Edit(Span(Position(2, 1), Position(2, 2)), "  b")], (2, 2, ["  b"])),
        ("a\r\nb\r\n", [rows(2, 3, "x\r\ny\r\n")], (2, 2, ["x", "y"])),
        ("日🦊\nb\n", [Edit(Span(Position(1, 2), Position(1, 3)), "語")], (1, 1, ["日語"])),
        ("a\na\na\n", [rows(2, 3, "")], (2, 3, ["a"])),
    ],
    ids=[
        "a row", "less than the edit", "insertion", "deletion", "two changes", "at the end", "deletion at the end",
        "no last newline", "crlf", "wide characters", "deletion among equals",
    ],
)  # fmt: skip
def test_the_narrowest_range(text: str, edits: list[Edit], wanted: tuple[int, int, list[str]]) -> None:
    made = narrowest(text, fix(*edits))

    assert made
    assert (made.first, made.last, list(made.rows)) == wanted


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        (BODY, [rows(3, 4, "row3\n")]),
        (BODY, [rows(3, 4, "a\n"), rows(5 + GAP, 6 + GAP, "b\n")]),
        (BODY, [rows(99, 99, "a\n")]),
        (BODY, [rows(3, 4, "a\x0c\n")]),
        (BODY, [rows(3, 4, "a = '\u2028'\n")]),
        (BODY, [rows(3, 4, "x" * LONGEST + "y\n")]),
        ("a\nb", [Edit(Span(Position(2, 1), Position(2, 2)), "b\n")]),
        ("a\n", [rows(1, 2, "")]),
    ],
    ids=[
        "nothing changes", "far apart", "outside", "form feed", "line separator", "too long", "only a newline",
        "nothing is left",
    ],
)  # fmt: skip
def test_no_range(text: str, edits: list[Edit]) -> None:
    assert narrowest(text, fix(*edits)) is None


def test_the_fence_is_longer_than_any_in_the_text() -> None:
    made = narrowest("a\nb\n", fix(rows(1, 2, 'x = """\n```suggestion\n`````\n"""\n')))

    assert made
    assert made.fenced().startswith("``````suggestion\n")
    offer = offer_of({"path": "a.py", "line": 1, "body": made.fenced()})
    assert offer
    assert offer.accepted("a\nb\n") == 'x = """\n```suggestion\n`````\n"""\nb\n'


# Once per fix, once per row, inside of the pull request ---------------------------------------------------------------

NESTED = b"""\
import sqlite3


def copy(source, target):
    old = sqlite3.connect(source)
    new = sqlite3.connect(target)
    old.backup(new)
    new.close()
    old.close()


def count(path):
    db = sqlite3.connect(path)
    return len(db.execute("select 1").fetchall())
"""


def view(*hunks: tuple[int, int]) -> View:
    return View(unsafe=True, show_info=True, hunks={"a.py": list(hunks)} if hunks else None)


def test_a_fix_is_suggested_once() -> None:
    report = check({"a.py": NESTED}, Settings())
    found = remarks(report, view())

    assert sorted(len(one.findings) for one in found) == [1, 2]
    assert sorted((offer.first, offer.last) for offer in offers(report, view())) == [(6, 9), (14, 14)]


def test_suggestions_need_no_import() -> None:
    report = check({"a.py": NESTED}, Settings())

    for offer in offers(report, view()):
        assert "finally:" in "\n".join(offer.rows)
        assert "in a try block" in offer.body
        assert "with closing" not in "\n".join(offer.rows)


def test_what_lies_outside_of_the_hunks_is_no_suggestion() -> None:
    report = check({"a.py": NESTED}, Settings())

    assert [offer.last for offer in offers(report, view((11, 14)))] == [14]
    assert not list(offers(report, view((5, 6), (13, 13))))
    half = next(one for one in remarks(report, view((13, 13))) if one.first == 13)
    assert half.placed
    assert half.suggestion is None


def test_a_file_in_an_encoding_of_its_own_gets_none() -> None:
    report = check({"a.py": b"# coding: latin-1\n" + NESTED + "# é\n".encode("latin-1")}, Settings())

    assert any(found.fix and found.fix.alone for found in report.findings)
    assert not list(offers(report, view()))


IMPORTING = b"""\
import sqlite3


def copy(path, other):
    source, target = sqlite3.connect(path), sqlite3.connect(other)
    source.backup(target)
"""


def test_an_import_nearby_comes_along() -> None:
    """Two at once have no form without an import; their suggestion reaches up to the imports, if these are near."""
    report = check({"a.py": IMPORTING}, Settings())

    (offer,) = offers(report, view())

    assert (offer.first, offer.last) == (2, 6)
    assert "from contextlib import closing" in offer.rows
    assert not list(offers(report, view((4, 6))))


SPARED = {
    "temporary": (
        "    rows = sqlite3.connect(path).execute('select 1').fetchall()\n    return rows\n",
        """\
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute('select 1').fetchall()
    finally:
        connection.close()""",
    ),
    "with that only commits": (
        "    with sqlite3.connect(path) as conn:\n        conn.execute('delete from job')\n",
        """\
    conn = sqlite3.connect(path)
    try:
        with conn:
            conn.execute('delete from job')
    finally:
        conn.close()""",
    ),
    "in a branch": (
        "    if conn is None:\n        conn = sqlite3.connect(path)\n    conn.execute('delete from job')\n",
        """\
    opened = None
    try:
        if conn is None:
            conn = opened = sqlite3.connect(path)
        conn.execute('delete from job')
    finally:
        if opened is not None:
            opened.close()""",
    ),
}


@pytest.mark.parametrize(("body", "wanted"), SPARED.values(), ids=SPARED)
def test_other_forms_without_an_import(body: str, wanted: str) -> None:
    text = f"import sqlite3\n\n\ndef f(path, conn=None):\n{body}"
    report = check({"a.py": text.encode()}, Settings())

    (offer,) = offers(report, view())

    assert "\n".join(offer.rows) == wanted
    check_gone(report, marks_of(offer.body), check({"a.py": offer.accepted(text).encode()}, Settings()))


def test_a_name_that_is_taken_makes_no_such_form() -> None:
    text = f"import sqlite3\n\n\ndef f(path, opened, conn=None):\n    opened(path)\n{SPARED['in a branch'][0]}"
    report = check({"a.py": text.encode()}, Settings())

    assert not any("opened = " in row for offer in offers(report, view()) for row in offer.rows)


def test_an_import_far_away_makes_it_a_command() -> None:
    far = IMPORTING.replace(b"\n\n\ndef", b"\n" + b"# text\n" * (GAP + 1) + b"def")
    report = check({"my file.py": far}, Settings())

    review = json.loads(outputs.render("github-review", report, View(unsafe=True)))

    assert not list(offers(report, view()))
    flag = "" if report.findings[0].fix and report.findings[0].fix.safety is Safety.SAFE else "--unsafe-fixes "
    assert f"run `letgo fix {flag}'my file.py'`" in review["comments"][0]["body"]
    assert "```diff\n" in review["comments"][0]["body"]


def test_unsafe_fixes_are_offered_only_if_wanted() -> None:
    text = NESTED.replace(b"    return len(db", b"    keep(db)\n    return len(db")
    report = check({"a.py": text}, Settings())
    unsafe = [one for one in report.findings if one.fix and one.fix.safety is Safety.UNSAFE]

    assert unsafe
    safe_only = list(offers(report, View()))
    assert len(safe_only) < len(list(offers(report, View(unsafe=True))))
    assert any("Look at it before you accept it" in offer.body for offer in offers(report, View(unsafe=True)))


# The comment ----------------------------------------------------------------------------------------------------------


def test_comments_bear_a_mark_that_is_read_back() -> None:
    report = check({"a.py": NESTED}, Settings())

    marks = {mark for offer in offers(report, view()) for mark in marks_of(offer.body)}
    assert marks == {identity(found) for found in report.findings}
    assert not marks_of("nothing")
    assert not marks_of("<!-- letgo: aa11 -->\n> quoted, then answered")


def test_nothing_of_the_code_is_taken_for_markdown() -> None:
    text = "@octocat [x](http://evil) <img src=x> `a` **b** <!-- letgo: aa11 -->\n# head"

    shown = plain(text)

    assert "@octocat" not in shown
    assert "http://" not in shown
    assert "\n" not in shown
    for mark in "[]<>*`#":
        assert shown.count(mark) == shown.count(f"\\{mark}")
    assert not marks_of(shown)
    assert code("a`b") == "``a`b``"
    assert code("`a`") == "`` `a` ``"


# All that the cases give, accepted alone ------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES, ids=case_name)
def test_accepted_alone(place: Path) -> None:
    case = load(place)
    texts = {file.name: file.text for file in case.files}
    settings = override(case.settings, unsafe_fixes=True)
    report = check({name: text.encode() for name, text in texts.items()}, settings)
    for offer in offers(report, View(unsafe=True)):
        made = offer.accepted(texts[offer.path])
        told = marks_of(offer.body)
        check_names(texts[offer.path], made)
        check_gone(report, told, check({**encoded(texts), offer.path: made.encode()}, settings))
        for ending in ("\n", "\r\n"):  # a host may or may not take on the file's line endings
            crlf = offer.accepted(texts[offer.path].replace("\n", "\r\n"), ending)
            assert ast.dump(ast.parse(crlf)) == ast.dump(ast.parse(made))


def encoded(texts: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in texts.items()}


def check_names(before: str, after: str) -> None:
    """What the new text reads and the old one didn't is bound in it: nothing hangs on an edit elsewhere."""
    trees = [ast.parse(text) for text in (before, after)]
    read = [{node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} for tree in trees]
    bound = {node.id for node in ast.walk(trees[1]) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(trees[1]):
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    assert read[1] - read[0] <= bound | set(dir(builtins))


def check_gone(before: Report, told: frozenset[str], after: Report) -> None:
    """The findings that the comment was about are gone; a lesser one may be left in the place of each, no more."""
    assert not any(result.skipped for result in after.files)
    gone = Counter((one.path, one.scope, one.code) for one in before.findings if identity(one) in told)
    codes = [Counter((one.path, one.scope, one.code) for one in report.findings) for report in (before, after)]
    scopes = [Counter((one.path, one.scope) for one in report.findings) for report in (before, after)]
    assert all(codes[1][key] <= codes[0][key] - gone[key] for key in gone)
    assert scopes[1] <= scopes[0]


def test_most_fixes_of_the_cases_can_be_suggested() -> None:
    """A figure that may only get better: of the cases' fixes, how many are suggested in files of any length."""
    fixes = spared = 0
    for place in PLACES:
        case = load(place)
        report = check(encoded({file.name: file.text for file in case.files}), case.settings)
        for found in report.findings:
            if found.fix and found.fix.safety is not Safety.DISPLAY:
                fixes += 1
                imports = len(found.fix.alone) == 1 and any("import" in edit.content for edit in found.fix.edits)
                spared += not imports and bool(found.fix.alone)
    assert fixes > 200
    assert spared / fixes > 0.95


# With --diff-base -----------------------------------------------------------------------------------------------------


def test_a_review_of_a_change_stays_inside_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*words: str) -> str:
        command = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@localhost", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    place = tmp_path / "my mödule.py"
    text = NESTED.decode().replace("    old.backup(new)\n", "    old.backup(new)\n" * 12)
    place.write_text(text, encoding="utf-8")
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    more = text.partition("def count")[2].replace("(path)", "_again(path)", 1)
    changed = text.replace("    new.close()\n", "    new.commit()\n    new.close()\n") + f"\n\ndef count{more}"
    place.write_text(changed, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert cli.main(["check", "--diff-base", "HEAD", "--output-format", "github-review", "--show-info"]) == 1

    review = json.loads(capsys.readouterr().out)
    shown = [tuple(map(int, found)) for found in re.findall(r"@@ \S+ \+(\d+),(\d+) @@", git("diff", "HEAD"))]
    assert review["comments"]
    for comment in review["comments"]:
        first, last = comment.get("start_line", comment["line"]), comment["line"]
        assert comment["path"] == place.name
        assert any(start <= first and last < start + count for start, count in shown)
    assert offer_of(review["comments"][-1])
    assert f"- `{place.name}:5` LG103" in review["body"], "the acquisition of the first is rows away"
