"""What a fix may use: nothing that is newer than the lowest Python, or the lowest driver, that the project allows."""

from __future__ import annotations

from pathlib import Path

import pytest

import letgo
from letgo.config import Settings

STACK = """import sqlite3


def f(a, path):
    if a:
        c = sqlite3.connect(path)
    else:
        c = sqlite3.connect(":memory:")
    c.execute("x")
"""
ASYNC_STACK = """import aiosqlite


async def f(a, path):
    if a:
        c = await aiosqlite.connect(path)
    else:
        c = await aiosqlite.connect("other")
    await c.execute("x")
"""
BLOB = """import sqlite3


def f(connection: sqlite3.Connection):
    blob = connection.blobopen("t", "c", 1)
    blob.write(b"x")
"""
DRIVER = """import pymysql
from contextlib import closing


def f():
    connection = pymysql.connect()
    connection.ping()
"""


def fixed(text: str, target: str) -> str:
    return letgo.fix_source(text, settings=Settings(target_version=target, unsafe_fixes=True)).fixed


def refusals(text: str, target: str) -> set[str]:
    found = letgo.check_source(text, settings=Settings(target_version=target)).findings
    return {each.refusal.reason for each in found if each.refusal}


COVERED = """import sqlite3


def f(a, path):
    opened = None
    try:
        if a:
            c = opened = sqlite3.connect(path)
        else:
            c = opened = sqlite3.connect(":memory:")
        c.execute("x")
    finally:
        if opened is not None:
            opened.close()
"""


@pytest.mark.parametrize("before", ["2.7", "3.2"])
def test_without_an_exit_stack_a_finally_serves(before: str) -> None:
    assert "with ExitStack() as stack" in fixed(STACK, "3.3")
    assert fixed(STACK, before) == COVERED
    assert fixed(COVERED, before) == COVERED


def test_a_helper_that_is_too_new_is_not_used() -> None:
    assert "with AsyncExitStack() as stack" in fixed(ASYNC_STACK, "3.7")
    assert fixed(ASYNC_STACK, "3.6") == ASYNC_STACK
    reason = "contextlib.AsyncExitStack is new in Python 3.7, and the project runs on 3.6"
    assert refusals(ASYNC_STACK, "3.6") == {reason}


def test_a_block_of_the_standard_library_that_is_too_new_is_not_used() -> None:
    assert 'with connection.blobopen("t", "c", 1) as blob:' in fixed(BLOB, "3.11")
    assert 'with closing(connection.blobopen("t", "c", 1)) as blob:' in fixed(BLOB, "3.10")


@pytest.mark.parametrize(
    ("requirement", "block"),
    [
        ("PyMySQL>=1.0", "with pymysql.connect() as connection:"),
        ("pymysql[rsa]==1.1.1", "with pymysql.connect() as connection:"),
        ("PyMySQL>=0.9,<2", "with closing(pymysql.connect()) as connection:"),
        ("PyMySQL", "with closing(pymysql.connect()) as connection:"),
        ("other", "with closing(pymysql.connect()) as connection:"),
    ],
)
def test_a_block_that_the_lowest_driver_lacks_is_not_used(requirement: str, block: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[project]\ndependencies = ['{requirement}']\n", encoding="utf-8")

    assert block in letgo.fix_source(DRIVER, tmp_path / "a.py", unsafe=True).fixed


def test_several_resources_stand_in_one_header_without_parentheses() -> None:
    """Parentheses around the items of a `with` are new in Python 3.10 (3.9 reads them, and does not document it)."""
    long = "a_rather_long_name_of_a_database_file_for_a_test_of_wide_lines"
    text = (
        f"import sqlite3\n\n\ndef f(a, b):\n    x = sqlite3.connect({long}, a)\n    y = sqlite3.connect({long}, b)\n"
        "    x.execute(y.execute('z').fetchone()[0])\n"
    )

    made = fixed(text, "3.8")

    assert made.count("with ") == 2
    assert "with (" not in made
