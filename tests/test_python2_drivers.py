"""What is written for the drivers of Python 2's time: a driver's own `with` only if every version allowed has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from letgo import config, pipeline

pytest.importorskip("bowler")

PROGRAM = """\
import {driver}


def names(where):
    conn = {driver}.connect(where)
    cur = conn.cursor()
    cur.execute("SELECT name FROM person")
    for row in cur.fetchall():
        print row[0]
    cur.close()
    conn.close()
"""
OWN, CLOSING = ", conn.cursor() as cur:", ", closing(conn.cursor()) as cur:"

# MySQL-python has no `with` on cursors in any version; mysqlclient, which took its module over, has it since 1.3.6.
CHOSEN = [
    ("MySQLdb", "", CLOSING),
    ("MySQLdb", "MySQL-python", CLOSING),
    ("MySQLdb", "MySQL-python>=1.2.3", CLOSING),
    ("MySQLdb", "MySQL-python==1.2.5", CLOSING),
    ("MySQLdb", "mysqlclient", CLOSING),
    ("MySQLdb", "mysqlclient<1.4", CLOSING),
    ("MySQLdb", "mysqlclient==1.3.5", CLOSING),
    ("MySQLdb", "mysqlclient==1.3.6", OWN),
    ("MySQLdb", "mysqlclient>=1.3.12,<1.4", OWN),
    ("psycopg2", "", CLOSING),
    ("psycopg2", "psycopg2", CLOSING),
    ("psycopg2", "psycopg2==2.4.6", CLOSING),
    ("psycopg2", "psycopg2>=2.4", CLOSING),
    ("psycopg2", "psycopg2>=2.5", OWN),
    ("psycopg2", "psycopg2-binary==2.8.6", OWN),
    ("sqlite3", "", CLOSING),
]

POOL = """\
from DBUtils.PooledDB import PooledDB

import psycopg2

pool = PooledDB(psycopg2, 5)


def names():
    conn = pool.connection()
    cur = conn.cursor()
    cur.execute("SELECT name FROM person")
    for row in cur.fetchall():
        print row[0]
    conn.close()
"""


@pytest.mark.parametrize(("driver", "pinned", "wanted"), CHOSEN)
def test_what_is_chosen(driver: str, pinned: str, wanted: str, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(f"{pinned}\n")
    (tmp_path / "job.py").write_text(PROGRAM.format(driver=driver))
    root, settings = config.load(tmp_path)
    (result,) = pipeline.fix(root, [tmp_path / "job.py"], config.override(settings, unsafe_fixes=True)).files
    assert result.language == "Python 2"
    assert wanted in result.fixed
    assert f"with closing({driver}.connect(where)) as conn" in result.fixed  # none of them closes by its own `with`


def test_on_todays_python_every_version_that_installs_has_it(tmp_path: Path) -> None:
    text = PROGRAM.format(driver="MySQLdb").replace("print row[0]", "print(row[0])")
    (tmp_path / "job.py").write_text(text)
    root, settings = config.load(tmp_path)
    (result,) = pipeline.fix(root, [tmp_path / "job.py"], config.override(settings, unsafe_fixes=True)).files
    assert OWN in result.fixed


@pytest.mark.parametrize(("pinned", "cursor"), [("", CLOSING), ("DBUtils==1.1", CLOSING), ("DBUtils>=1.3", OWN)])
def test_of_dbutils_the_cursors_come_first(pinned: str, cursor: str, tmp_path: Path) -> None:
    """Those can be entered since 1.3, pooled connections not before 2.0.3, which is too new for Python 2."""
    (tmp_path / "requirements.txt").write_text(f"{pinned}\n")
    (tmp_path / "job.py").write_text(POOL)
    root, settings = config.load(tmp_path)
    (result,) = pipeline.fix(root, [tmp_path / "job.py"], config.override(settings, unsafe_fixes=True)).files
    assert "with closing(pool.connection()) as conn" in result.fixed
    assert cursor in result.fixed


PACKED = """\
import {module}


def lines(path):
    packed = {call}(path)
    for line in packed:
        print line
    packed.close()
"""


@pytest.mark.parametrize("call", ["bz2.BZ2File", "gzip.GzipFile", "gzip.open"])
@pytest.mark.parametrize(("target", "own"), [("2.6", False), ("2.7", True)])
def test_packed_files_can_be_entered_since_2_7(call: str, target: str, own: bool, tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(PACKED.format(module=call.partition(".")[0], call=call))
    root, settings = config.load(tmp_path)
    settings = config.override(settings, target_version=target, extend_select=["LG15"])
    (result,) = pipeline.fix(root, [tmp_path / "job.py"], settings).files
    assert (f"with {call}(path) as packed" in result.fixed) is own
    assert (f"with closing({call}(path)) as packed" in result.fixed) is not own


def test_what_only_python_2_calls_so(tmp_path: Path) -> None:
    """`file()` is `open()`, and `urllib.urlopen()` has moved."""
    text = """\
import threading
import urllib

lock = threading.Lock()
seen = {}


def first(path):
    book = file(path)
    print book.readline()
    book.close()


def page(url):
    with lock:
        seen[url] = urllib.urlopen(url).read()
        print url
"""
    (tmp_path / "job.py").write_text(text)
    root, settings = config.load(tmp_path)
    settings = config.override(settings, extend_select=["LG15"])
    (result,) = pipeline.check(root, [tmp_path / "job.py"], settings).files
    assert [(each.code, each.span.start.row) for each in result.findings] == [("LG151", 9), ("LG201", 16)]
