"""Databases inside the process: sqlite3, aiosqlite, apsw, duckdb."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

from drivers.bench import Bench, Recipe, later, named

READ: dict[str, tuple[Any, ...]] = {
    "execute": ("SELECT a FROM t",),
    "executemany": ("INSERT INTO t VALUES (?)", [("x",)]),
    "executescript": ("SELECT 1;",),
}


def table(path: Path) -> Path:
    """A database file with a table of three rows."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.executemany("INSERT INTO t VALUES (?)", [("1",), ("2",), ("3",)])
    return path


def rows(path: Path) -> int:
    """How many rows everybody can see."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM t").fetchone()[0])


def locked(path: Path) -> bool:
    """Whether a reader keeps writers out."""
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            connection.execute("INSERT INTO t VALUES ('locked?')")
            connection.commit()
        except sqlite3.OperationalError:
            return True
    return False


def works(resource: Any) -> Any:
    """A connection or a cursor of these can run a statement as long as it is open."""
    return resource.execute("SELECT 1")


# -- sqlite3 -----------------------------------------------------------------------------------------------------------


def connection_of(call: str) -> Callable[[AsyncExitStack, Path], Bench]:
    def prepare(_: AsyncExitStack, folder: Path) -> Bench:
        path = table(folder / "x.db")
        return Bench(
            lambda: named(call)(path), works, write=lambda conn: conn.execute("INSERT INTO t VALUES ('new')"),
            kept=lambda: rows(path) > 3, child=lambda conn: conn.cursor(), child_works=works,
            arguments={"backup": (sqlite3.connect(":memory:"),)},
        )  # fmt: skip

    return prepare


def rows_of(get: Callable[[sqlite3.Connection], Any]) -> Callable[[AsyncExitStack, Path], Bench]:
    def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        path = table(folder / "x.db")
        conn = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
        return Bench(lambda: get(conn), works, spoil=lambda _: conn.close(), held=lambda: locked(path), arguments=READ)

    return prepare


def blob(stack: AsyncExitStack, folder: Path) -> Bench:
    conn = stack.enter_context(closing(sqlite3.connect(table(folder / "x.db"))))
    return Bench(lambda: conn.blobopen("t", "a", 1), lambda found: found.read(), spoil=lambda _: conn.close())


SQLITE = [
    *(
        Recipe(f"{module}.{name}", connection_of(f"{module}.{name}"))
        for module in ("sqlite3", "sqlite3.dbapi2")
        for name in ("Connection", "connect")
    ),
    Recipe("sqlite3.Connection.cursor", rows_of(lambda conn: conn.cursor())),
    Recipe("sqlite3.Cursor", rows_of(sqlite3.Cursor)),
    Recipe("sqlite3.Connection.execute", rows_of(lambda conn: conn.execute(*READ["execute"]))),
    Recipe("sqlite3.Connection.executemany", rows_of(lambda conn: conn.executemany("INSERT INTO t VALUES (?)", []))),
    Recipe("sqlite3.Connection.executescript", rows_of(lambda conn: conn.executescript("SELECT 1;"))),
    Recipe("sqlite3.Connection.blobopen", blob),
]

# -- aiosqlite ---------------------------------------------------------------------------------------------------------


def async_connection(_: AsyncExitStack, folder: Path) -> Bench:
    import aiosqlite

    path = table(folder / "x.db")
    return Bench(
        lambda: aiosqlite.connect(path), works, write=lambda conn: conn.execute("INSERT INTO t VALUES ('new')"),
        kept=lambda: rows(path) > 3, child=lambda conn: conn.cursor(), child_works=works,
    )  # fmt: skip


def async_rows_of(get: Callable[[Any], Any]) -> Callable[[AsyncExitStack, Path], Any]:
    async def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        import aiosqlite

        path = table(folder / "x.db")
        conn = await stack.enter_async_context(aiosqlite.connect(path))
        return Bench(lambda: get(conn), works, held=lambda: locked(path), arguments=READ)

    return prepare


AIOSQLITE = [
    Recipe("aiosqlite.connect", async_connection),
    Recipe("aiosqlite.Connection.cursor", async_rows_of(lambda conn: conn.cursor())),
    Recipe("aiosqlite.Connection.execute", async_rows_of(lambda conn: conn.execute(*READ["execute"]))),
    Recipe("aiosqlite.Connection.executescript", async_rows_of(lambda conn: conn.executescript("SELECT 1;"))),
]

# -- apsw --------------------------------------------------------------------------------------------------------------


def apsw_connection(_: AsyncExitStack, folder: Path) -> Bench:
    path = str(table(folder / "x.db"))
    return Bench(
        lambda: named("apsw.Connection")(path), works, write=lambda conn: conn.execute("INSERT INTO t VALUES ('new')"),
        kept=lambda: rows(Path(path)) > 3, child=lambda conn: conn.cursor(), child_works=works,
        arguments={"backup": ("main", named("apsw.Connection")(":memory:"), "main")},
    )  # fmt: skip


def apsw_locked(path: Path) -> bool:
    """`locked`, asked of the same SQLite library: the locks of two in one process don't see each other."""
    with closing(named("apsw.Connection")(str(path))) as connection:
        try:
            connection.execute("INSERT INTO t VALUES ('locked?')")
        except named("apsw.BusyError"):
            return True
    return False


def apsw_of(get: Callable[[Any], Any], probe: Callable[[Any], Any] = works) -> Callable[[AsyncExitStack, Path], Bench]:
    def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        path = table(folder / "x.db")
        conn = stack.enter_context(closing(named("apsw.Connection")(str(path))))
        return Bench(
            lambda: get(conn), probe, spoil=lambda cursor: cursor.execute("SELECT 1; SELECT 2"),
            held=lambda: apsw_locked(path), arguments=READ,
        )  # fmt: skip

    return prepare


def backup_into(conn: Any) -> Any:
    return named("apsw.Connection")(":memory:").backup("main", conn, "main")


APSW = [
    Recipe("apsw.Connection", apsw_connection),
    Recipe("apsw.Connection.cursor", apsw_of(lambda conn: conn.cursor())),
    Recipe("apsw.Cursor", apsw_of(later("apsw.Cursor"))),
    Recipe("apsw.Connection.execute", apsw_of(lambda conn: conn.execute(*READ["execute"]))),
    Recipe(
        "apsw.Connection.blob_open",
        apsw_of(lambda conn: conn.blob_open("main", "t", "a", 1, False), lambda blob: blob.read()),
    ),
    Recipe("apsw.Connection.backup", apsw_of(backup_into, lambda backup: backup.step(0) or True)),
]

# -- duckdb ------------------------------------------------------------------------------------------------------------


def begun(conn: Any) -> tuple[()]:
    """What can be committed must have begun."""
    conn.begin()
    return ()


UNTRIED = (  # they need numpy, pyarrow, a network, or an object of a kind of their own
    "append", "create_function", "fetch_df_chunk", "fetch_record_batch", "load_extension", "register",
    "remove_function", "to_arrow_reader",
)  # fmt: skip
DUCK: dict[str, Any] = {
    **READ, **dict.fromkeys(UNTRIED), **dict.fromkeys(("commit", "rollback"), begun), "appender": ("t",),
    **dict.fromkeys(("from_query", "query", "sql"), ("SELECT 1",)), "table": ("t",), "unregister": ("nothing",),
    "values": ([1],), "view": ("t",),
}  # fmt: skip


def duck_table(path: str) -> str:
    with named("duckdb.connect")(path) as conn:
        conn.execute("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('1'), ('2'), ('3')")
    return path


def duck_rows(path: str) -> int:
    with named("duckdb.connect")(path) as conn:
        return int(conn.execute("SELECT count(*) FROM t").fetchone()[0])


def duck_connection(_: AsyncExitStack, folder: Path) -> Bench:
    path = duck_table(str(folder / "x.duck"))
    return Bench(
        lambda: named("duckdb.connect")(path), works,
        write=lambda conn: conn.execute("BEGIN; INSERT INTO t VALUES ('new')"), kept=lambda: duck_rows(path) > 3,
        child=lambda conn: conn.cursor(), child_works=works, arguments=DUCK,
    )  # fmt: skip


def duck_cursor(method: str) -> Callable[[AsyncExitStack, Path], Bench]:
    def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        conn = stack.enter_context(named("duckdb.connect")(duck_table(str(folder / "x.duck"))))
        return Bench(getattr(conn, method), works, arguments=DUCK)

    return prepare


DUCKDB = [
    Recipe("duckdb.connect", duck_connection),
    Recipe("duckdb.DuckDBPyConnection.cursor", duck_cursor("cursor")),
    Recipe("duckdb.DuckDBPyConnection.duplicate", duck_cursor("duplicate")),
]

RECIPES = [*SQLITE, *AIOSQLITE, *APSW, *DUCKDB]
