import apsw
import sqlalchemy as sa


def newest(conn: sa.Connection):
    return conn.execute(sa.text("SELECT max(id) FROM change")).fetchone()[0]  # expect: LG107 info display


def newest_if_any(conn: sa.Connection):
    row = conn.execute(sa.text("SELECT max(id) FROM change")).fetchone()
    return row and row[0]


def all_of_them(conn: sa.Connection):
    return conn.execute(sa.text("SELECT id FROM change")).fetchall()[0]


def first(conn: sa.Connection):
    return conn.execute(sa.text("SELECT id FROM change")).first()[0]


def of_apsw(conn: apsw.Connection):
    return conn.execute("SELECT max(id) FROM change").fetchone()[0]  # expect: LG107 info display
