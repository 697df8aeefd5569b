"""The database: its tables, and an engine whose pool has ten connections and no checkout timeout."""

from contextlib import closing
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    QueuePool,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
)

POOL_SIZE = 10

metadata = MetaData()
settings = Table("settings", metadata, Column("name", String, primary_key=True), Column("value", String))
owners = Table("owners", metadata, Column("name", String, primary_key=True), Column("team", String))
releases = Table(
    "releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("value", String),
)


def open_engine(url: str, checkout_timeout: float | None = None) -> Engine:
    """Connect lazily, through a pool. Without a timeout, a caller who finds the pool empty waits for ever."""
    engine = create_engine(url, poolclass=QueuePool, pool_size=POOL_SIZE, max_overflow=0, pool_timeout=checkout_timeout)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _let_readers_and_writers_share_the_file)
    return engine


def taken_tables(engine: Engine) -> list[str]:
    """Which names of our tables the database knows already."""
    return sorted(metadata.tables.keys() & inspect(engine).get_table_names())


def create_tables(engine: Engine, names: list[str], team: str) -> None:
    """Make the tables, which must not be there yet, and one setting per name."""
    with engine.begin() as connection:
        metadata.create_all(connection, checkfirst=False)
        connection.execute(insert(settings), [{"name": name, "value": "initial"} for name in names])
        connection.execute(insert(owners), [{"name": name, "team": team} for name in names])


def drop_tables(engine: Engine) -> None:
    """Take away what `create_tables` made."""
    with engine.begin() as connection:
        metadata.drop_all(connection)


def checked_out(engine: Engine) -> int:
    """How many connections of the pool somebody holds."""
    assert isinstance(engine.pool, QueuePool)
    return engine.pool.checkedout()


def _let_readers_and_writers_share_the_file(connection: Any, _record: object) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = OFF")
