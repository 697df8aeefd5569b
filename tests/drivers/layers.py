"""Layers over drivers: SQLAlchemy 1.4 and 2, Django, peewee, DBUtils; all of them over SQLite."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

from drivers.bench import Bench, Recipe, has, later, named, version
from drivers.embedded import READ, rows, table, works

INSERT = "INSERT INTO t VALUES ('new')"

# -- SQLAlchemy --------------------------------------------------------------------------------------------------------

NEW = has("sqlalchemy") and version("SQLAlchemy") >= (2,)
RESULT: dict[str, Any] = {"columns": (0,), "yield_per": (1,)}
if not NEW:
    RESULT["execution_options"] = None  # gives a twin on the same connection


def text(statement: str) -> Any:
    return named("sqlalchemy.text")(statement)


def engine_on(path: Path, **options: Any) -> Any:
    """An engine with one connection, over a file with a table."""
    pool = named("sqlalchemy.pool.QueuePool")
    options = {"poolclass": pool, "pool_size": 1, "max_overflow": 0, "pool_timeout": 0.1, **options}
    return named("sqlalchemy.create_engine")(f"sqlite:///{table(path)}", **options)


def taken(engine: Any) -> Callable[[Any], bool]:
    """A pooled resource is open as long as its connection is checked out."""
    return lambda _: bool(engine.pool.checkedout())


def of_engine(
    get: Callable[[Any], Any], *, writes: Any = None, prime: Any = None
) -> Callable[[AsyncExitStack, Path], Bench]:
    def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        engine = engine_on(folder / "x.db")
        stack.callback(engine.dispose)
        return Bench(
            lambda: get(engine), taken(engine), write=writes, kept=lambda: rows(folder / "x.db") > 3,
            held=lambda: bool(engine.pool.checkedout()), prime=prime, arguments=RESULT,
        )  # fmt: skip

    return prepare


def of_connection(get: Callable[[Any], Any]) -> Callable[[AsyncExitStack, Path], Bench]:
    def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        engine = engine_on(folder / "x.db")
        stack.callback(engine.dispose)
        conn = stack.enter_context(engine.connect())
        return Bench(lambda: get(conn), lambda result: result.fetchmany(0) or True, arguments=RESULT)

    return prepare


def session(engine: Any) -> Any:
    return named("sqlalchemy.orm.Session")(engine)


def run(made: Any) -> Any:
    """A session has its connection from its first statement on."""
    return made.execute(text("SELECT 1"))


def insert(conn: Any) -> Any:
    metadata, column = named("sqlalchemy.MetaData")(), named("sqlalchemy.Column")
    integer, string = named("sqlalchemy.Integer"), named("sqlalchemy.Text")
    made = named("sqlalchemy.Table")("u", metadata, column("id", integer, primary_key=True), column("a", string))
    metadata.create_all(conn)
    return conn.execute(made.insert().values(a="new"))


def raw(engine: Any) -> Any:
    return engine.raw_connection()


def maker(engine: Any) -> Any:
    return named("sqlalchemy.orm.sessionmaker")(engine)


def plain(get: Callable[[], Any]) -> Callable[[AsyncExitStack, Path], Bench]:
    return lambda *_: Bench(get)


SQLALCHEMY = [
    Recipe("sqlalchemy.create_engine", plain(lambda: named("sqlalchemy.create_engine")("sqlite://"))),
    Recipe(
        "sqlalchemy.pool.QueuePool",
        plain(lambda: named("sqlalchemy.pool.QueuePool")(lambda: sqlite3.connect(":memory:"))),
    ),
    Recipe(
        "sqlalchemy.engine.Engine.connect",
        of_engine(
            lambda engine: engine.connect(),
            writes=(lambda conn: conn.execute(text(INSERT))) if NEW else None,
        ),
    ),
    Recipe("sqlalchemy.engine.Engine.begin", of_engine(lambda engine: engine.begin())),
    Recipe(
        "sqlalchemy.engine.Engine.raw_connection", of_engine(raw, writes=lambda fairy: fairy.cursor().execute(INSERT))
    ),
    Recipe("sqlalchemy.pool.Pool.connect", of_engine(lambda engine: engine.pool.connect())),
    Recipe("sqlalchemy.engine.Engine.execute", of_engine(lambda engine: engine.execute(*READ["execute"])), needs="<2"),
    Recipe("sqlalchemy.engine.Connection.execute", of_connection(lambda conn: conn.execute(text("SELECT 1")))),
    Recipe("sqlalchemy.engine.Connection.execute", of_connection(insert), only=frozenset({"after"})),
    Recipe(
        "sqlalchemy.engine.Connection.exec_driver_sql", of_connection(lambda conn: conn.exec_driver_sql("SELECT 1"))
    ),
    Recipe(
        "sqlalchemy.engine.Connection.scalars", of_connection(lambda conn: conn.scalars(text("SELECT 1"))), needs=">=2"
    ),
    Recipe(
        "sqlalchemy.engine.CursorResult.scalars", of_connection(lambda conn: conn.execute(text("SELECT 1")).scalars())
    ),
    Recipe("sqlalchemy.orm.Session", of_engine(session, writes=lambda made: made.execute(text(INSERT)), prime=run)),
    Recipe("sqlalchemy.orm.sessionmaker", plain(later("sqlalchemy.orm.sessionmaker"))),
    Recipe("sqlalchemy.orm.sessionmaker.__call__", of_engine(lambda engine: maker(engine)(), prime=run)),
    Recipe(
        "sqlalchemy.orm.sessionmaker.begin",
        of_engine(lambda engine: maker(engine).begin()),
        only=frozenset({"awaited"}),
    ),
    Recipe(
        "sqlalchemy.orm.scoped_session",
        plain(lambda: named("sqlalchemy.orm.scoped_session")(named("sqlalchemy.orm.sessionmaker")())),
    ),
    Recipe(
        "sqlalchemy.orm.Session.query",
        of_engine(lambda engine: session(engine).query()),
        only=frozenset({"awaited"}),
    ),
]

# -- SQLAlchemy with asyncio -------------------------------------------------------------------------------------------


def async_engine_on(path: Path) -> Any:
    create = named("sqlalchemy.ext.asyncio.create_async_engine")
    pool = named("sqlalchemy.pool.AsyncAdaptedQueuePool")
    return create(f"sqlite+aiosqlite:///{table(path)}", poolclass=pool, pool_size=1, max_overflow=0, pool_timeout=0.1)


def of_async_engine(
    get: Callable[[Any], Any], *, writes: Any = None, prime: Any = None
) -> Callable[[AsyncExitStack, Path], Bench]:
    def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        engine = async_engine_on(folder / "x.db")
        stack.push_async_callback(engine.dispose)
        return Bench(
            lambda: get(engine), taken(engine), write=writes, kept=lambda: rows(folder / "x.db") > 3, prime=prime
        )

    return prepare


def of_async_connection(get: Callable[[Any], Any]) -> Callable[[AsyncExitStack, Path], Awaitable[Bench]]:
    async def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        engine = async_engine_on(folder / "x.db")
        stack.push_async_callback(engine.dispose)
        conn = await stack.enter_async_context(engine.connect())
        return Bench(lambda: get(conn), lambda result: result.fetchmany(1), arguments=RESULT)

    return prepare


def of_async_session(get: Callable[[Any], Any]) -> Callable[[AsyncExitStack, Path], Awaitable[Bench]]:
    async def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        engine = async_engine_on(folder / "x.db")
        stack.push_async_callback(engine.dispose)
        made = await stack.enter_async_context(named("sqlalchemy.ext.asyncio.AsyncSession")(engine))
        return Bench(lambda: get(made), lambda result: result.fetchmany(1), arguments=RESULT)

    return prepare


async def read(made: Any) -> None:
    await made.execute(text("SELECT 1"))


async def write(made: Any) -> None:
    await made.execute(text(INSERT))


A = "sqlalchemy.ext.asyncio."
ASYNC = [
    Recipe(A + "create_async_engine", plain(lambda: named(A + "create_async_engine")("sqlite+aiosqlite://"))),
    Recipe(A + "AsyncEngine.connect", of_async_engine(lambda engine: engine.connect(), writes=write)),
    Recipe(A + "AsyncEngine.begin", of_async_engine(lambda engine: engine.begin())),
    Recipe(
        A + "AsyncConnection.execute",
        of_async_connection(lambda conn: conn.execute(text("SELECT 1"))),
        only=frozenset({"awaited"}),
    ),
    Recipe(
        A + "AsyncConnection.stream",
        of_async_connection(lambda conn: conn.stream(text("SELECT a FROM t"))),
        needs=">=2",
    ),
    Recipe(A + "AsyncSession.stream", of_async_session(lambda made: made.stream(text("SELECT a FROM t")))),
    Recipe(A + "AsyncSession", of_async_engine(later(A + "AsyncSession"), writes=write, prime=read)),
    Recipe(A + "async_sessionmaker", plain(later(A + "async_sessionmaker")), needs=">=2"),
    Recipe(
        A + "async_sessionmaker.__call__",
        of_async_engine(lambda engine: named(A + "async_sessionmaker")(engine)(), writes=write, prime=read),
        needs=">=2",
    ),
    Recipe(
        A + "async_scoped_session",
        plain(
            lambda: named(A + "async_scoped_session")(
                named("sqlalchemy.orm.sessionmaker")(class_=named(A + "AsyncSession")), scopefunc=lambda: 1
            )
        ),
    ),
]

# -- Django ------------------------------------------------------------------------------------------------------------


def django_connection(stack: AsyncExitStack, folder: Path) -> Any:
    """Django's shared connection, on a file of its own."""
    settings = named("django.conf.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    if not settings.configured:
        settings.configure(
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, USE_TZ=True
        )
        named("django.setup")()
    connection = named("django.db.connections")["default"]
    connection.close()
    connection.settings_dict["NAME"] = str(table(folder / "x.db"))
    stack.callback(connection.close)
    return named("django.db.connection")


def django_cursor(method: str) -> Callable[[AsyncExitStack, Path], Bench]:
    def prepare(stack: AsyncExitStack, folder: Path) -> Bench:
        connection = django_connection(stack, folder)
        return Bench(getattr(connection, method), works, arguments=READ)

    return prepare


def django_shared(stack: AsyncExitStack, folder: Path) -> Bench:
    django_connection(stack, folder)
    return Bench(lambda: named("django.db.connections")["default"], lambda conn: conn.connection is not None)


DJANGO = [
    Recipe("django.db.connection.cursor", django_cursor("cursor")),
    Recipe("django.db.connection.chunked_cursor", django_cursor("chunked_cursor")),
    Recipe("django.db.connections.__getitem__", django_shared, only=frozenset({"awaited", "with"})),
]

# -- peewee ------------------------------------------------------------------------------------------------------------


def peewee_database(_: AsyncExitStack, folder: Path) -> Bench:
    path = table(folder / "x.db")

    def opened() -> Any:
        database = named("peewee.SqliteDatabase")(str(path))
        database.connect()
        return database

    return Bench(
        opened, lambda database: not database.is_closed(),
        write=lambda database: database.execute_sql(INSERT), kept=lambda: rows(path) > 3,
        child=lambda database: database.execute_sql(*READ["execute"]), child_works=lambda cursor: cursor.fetchone(),
    )  # fmt: skip


def peewee_rows(stack: AsyncExitStack, folder: Path) -> Bench:
    database = named("peewee.SqliteDatabase")(str(table(folder / "x.db")))
    stack.callback(database.close)
    return Bench(
        lambda: database.execute_sql(*READ["execute"]), lambda cursor: cursor.execute("SELECT 1"), arguments=READ
    )


PEEWEE = [Recipe("peewee.SqliteDatabase", peewee_database), Recipe("peewee.Database.execute_sql", peewee_rows)]

# -- DBUtils -----------------------------------------------------------------------------------------------------------


def pool_of(path: Path, size: int = 1) -> Any:
    return named("dbutils.pooled_db.PooledDB")(
        sqlite3, maxconnections=size, blocking=False, database=str(path), check_same_thread=False
    )


def pooled(stack: AsyncExitStack, folder: Path) -> Bench:
    path = table(folder / "x.db")
    pool = pool_of(path)
    stack.callback(pool.close)
    return Bench(
        pool.connection, lambda conn: conn.cursor(),
        write=lambda conn: conn.cursor().execute(INSERT), kept=lambda: rows(path) > 3,
        child=lambda conn: conn.cursor(), child_works=works,
    )  # fmt: skip


def steady(_: AsyncExitStack, folder: Path) -> Bench:
    path = table(folder / "x.db")
    return Bench(
        lambda: named("dbutils.steady_db.connect")(sqlite3, database=str(path)),
        lambda conn: conn._con.execute("SELECT 1"),
        write=lambda conn: conn.cursor().execute(INSERT),
        kept=lambda: rows(path) > 3,
    )


def steady_cursor(stack: AsyncExitStack, folder: Path) -> Bench:
    conn = stack.enter_context(
        closing(named("dbutils.steady_db.connect")(sqlite3, database=str(table(folder / "x.db"))))
    )
    return Bench(conn.cursor, lambda cursor: cursor._cursor.execute("SELECT 1"), arguments=READ)


DBUTILS = [
    Recipe("dbutils.pooled_db.PooledDB", lambda _, folder: Bench(lambda: pool_of(table(folder / "x.db")))),
    Recipe("dbutils.pooled_db.PooledDB.connection", pooled),
    Recipe("dbutils.steady_db.connect", steady),
    Recipe("dbutils.steady_db.SteadyDBConnection.cursor", steady_cursor),
    Recipe(
        "dbutils.persistent_db.PersistentDB",
        plain(lambda: named("dbutils.persistent_db.PersistentDB")(sqlite3, database=":memory:")),
    ),
]

RECIPES = [*SQLALCHEMY, *ASYNC, *DJANGO, *PEEWEE, *DBUTILS]
