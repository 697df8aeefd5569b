import sqlalchemy as sa

engine = sa.create_engine("sqlite:///shop.db")


def products():
    conn = engine.connect()  # wrong: LG110 info refused: nothing stands between -> LG110 info unsafe because the try can go around the statement that hands it on
    return conn.execute(sa.text("SELECT * FROM product"))


def names():
    conn = engine.connect()  # wrong: LG110 info refused: nothing stands between -> LG110 info unsafe because the try can go around the statement that hands it on
    return conn.execute(sa.text("SELECT name FROM product")).scalars()
