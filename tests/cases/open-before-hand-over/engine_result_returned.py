import sqlalchemy as sa

engine = sa.create_engine("sqlite:///shop.db")


def products():
    conn = engine.connect()  # expect: LG110 info unsafe
    return conn.execute(sa.text("SELECT * FROM product"))


def names():
    conn = engine.connect()  # expect: LG110 info unsafe
    return conn.execute(sa.text("SELECT name FROM product")).scalars()

# --- fixed ---
import sqlalchemy as sa

engine = sa.create_engine("sqlite:///shop.db")


def products():
    conn = engine.connect()
    try:
        return conn.execute(sa.text("SELECT * FROM product"))
    except BaseException:
        conn.close()
        raise


def names():
    conn = engine.connect()
    try:
        return conn.execute(sa.text("SELECT name FROM product")).scalars()
    except BaseException:
        conn.close()
        raise
