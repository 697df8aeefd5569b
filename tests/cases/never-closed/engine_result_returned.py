import sqlalchemy as sa

engine = sa.create_engine("sqlite:///shop.db")


def products():
    conn = engine.connect()
    return conn.execute(sa.text("SELECT * FROM product"))


def names():
    conn = engine.connect()
    return conn.execute(sa.text("SELECT name FROM product")).scalars()


def mappings():
    conn = engine.connect()  # expect: LG101
    result = conn.execute(sa.text("SELECT * FROM product"))
    return [dict(row) for row in result.mappings()]
