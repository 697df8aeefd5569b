"""The rules, their pages, their cases and the README's table say the same things."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

import letgo
from letgo.config import Settings
from letgo.rules import RULES, Rule

CASES = Path(__file__).parent / "cases"
README = Path(__file__).parent.parent / "README.md"
HEADINGS = ["What:", "Why:", "Bad:", "Good:", "Fix safety:", "Known limits:"]
NO_RULE = {"silent"}  # folders of cases that belong to no rule
ALL = Settings(extend_select=("LG15",))
# A page shows a function as it stands in a file; what it needs from outside is imported here.
PRELUDE = """\
import atexit
import contextlib
import socket
import sqlalchemy
import sqlite3
import subprocess
import tempfile
import urllib.request
import zipfile
from contextlib import ExitStack, closing, contextmanager
from urllib.request import urlopen

import httpx
import psycopg2
import requests
import sqlalchemy
import sqlalchemy as sa
from psycopg2.pool import SimpleConnectionPool
"""

by_name = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def section(page: str, heading: str) -> str:
    """The text below a heading of a page."""
    start = page.index(f"\n{heading}") + len(heading) + 1
    ends = [page.index(f"\n{other}") for other in HEADINGS if f"\n{other}" in page and page.index(f"\n{other}") > start]
    return page[start : min(ends, default=len(page))]


def codes(text: str) -> list[str]:
    return [finding.code for finding in letgo.check_source(text, settings=ALL).findings]


def test_codes_and_names() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"LG[123]\d\d", rule.code)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
        assert rule.summary


def test_every_rule_has_cases() -> None:
    folders = {folder.name for folder in CASES.iterdir() if folder.is_dir() and any(folder.rglob("*.py"))}
    assert folders - NO_RULE == {rule.name for rule in RULES}


@by_name
def test_the_cases_of_a_rule_show_that_rule(rule: Rule[Any]) -> None:
    marks = re.compile(rf"# (?:expect|missed|wrong|false-alarm): [^#]*\b{rule.code}\b")
    assert any(marks.search(path.read_text(encoding="utf-8")) for path in (CASES / rule.name).rglob("*.py"))


@by_name
def test_the_file_is_named_like_the_rule(rule: Rule[Any]) -> None:
    assert rule.matches.__module__ == f"letgo.rules.{rule.name.replace('-', '_')}"


@by_name
def test_the_page_has_its_headings(rule: Rule[Any]) -> None:
    assert rule.page.startswith(f"{rule.code} {rule.name}\n\n")
    places = [rule.page.find(f"\n{heading}") for heading in HEADINGS]
    assert -1 not in places, [heading for heading, place in zip(HEADINGS, places, strict=True) if place < 0]
    assert places == sorted(places)
    assert all(section(rule.page, heading).strip() for heading in HEADINGS)


@by_name
def test_bad_is_reported_and_good_is_not(rule: Rule[Any]) -> None:
    bad, good = (PRELUDE + textwrap.dedent(section(rule.page, heading)) for heading in ("Bad:", "Good:"))
    assert set(codes(bad)) >= {rule.code}
    assert codes(good) == []


@pytest.mark.skipif(not README.exists(), reason="there is no README yet")
@by_name
def test_the_readme_lists_it(rule: Rule[Any]) -> None:
    rows = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert any(rule.code in row and rule.name in row for row in rows)
