"""The connection beside its engine may be the caller's own: it is not ours to close."""

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection


def dial(where=None):
    if where is None:
        engine = create_engine("sqlite://")
        connection = engine.connect()
        return None, connection
    if isinstance(where, Connection):
        connection = where
        return None, connection
    engine = create_engine(where)
    connection = engine.connect()
    return engine, connection


def prepare(where, table):
    engine, connection = dial(where)  # expect: LG102 refused: what the caller handed in
    connection.execute(table.insert())
    if engine is not None:
        connection.close()
        engine.dispose()
    return table
