"""`drop(connection)` is a pool's word for taking it back; a table is no pool, and goes on being dropped."""

from sqlalchemy import create_engine


def recreate(url, table):
    engine = create_engine(url)
    connection = engine.connect()  # expect: LG101 unsafe
    table.drop(bind=connection, checkfirst=True)
    table.create(bind=connection)

# --- fixed ---
"""`drop(connection)` is a pool's word for taking it back; a table is no pool, and goes on being dropped."""

from sqlalchemy import create_engine


def recreate(url, table):
    engine = create_engine(url)
    with engine.connect() as connection:
        table.drop(bind=connection, checkfirst=True)
        table.create(bind=connection)
