import sqlalchemy as sa

engine = sa.create_engine("sqlite:///shop.db")


def products():
    conn = engine.connect()  # false-alarm: LG101 the returned result needs it; the SAFE fix closes it under the result
    return conn.execute(sa.text("SELECT * FROM product"))


def names():
    conn = engine.connect()  # false-alarm: LG101 the returned scalars need it; the SAFE fix closes it under them
    return conn.execute(sa.text("SELECT name FROM product")).scalars()

# --- fixed, not yet: a returned result keeps its connection ---
import sqlalchemy as sa

engine = sa.create_engine("sqlite:///shop.db")


def products():
    conn = engine.connect()
    return conn.execute(sa.text("SELECT * FROM product"))


def names():
    conn = engine.connect()
    return conn.execute(sa.text("SELECT name FROM product")).scalars()
