from sqlalchemy import create_engine, text

engine = create_engine("sqlite:///shop.db")


def rows():
    conn = engine.connect()  # expect: LG110 info unsafe
    result = conn.execute(text("SELECT name FROM product"))
    return result.mappings()


def stored(self):
    conn = engine.connect()  # expect: LG110 info unsafe
    self.result = conn.execute(text("SELECT name FROM product"))


def listed():
    conn = engine.connect()  # expect: LG101
    return list(conn.execute(text("SELECT name FROM product")))


def written(name):
    conn = engine.connect()  # expect: LG101
    conn.execute(text("INSERT INTO product VALUES (:name)"), {"name": name})


def begun(name):
    conn = engine.connect()  # expect: LG101
    transaction = conn.begin()
    conn.execute(text("INSERT INTO product VALUES (:name)"), {"name": name})
    transaction.commit()

# --- fixed ---
from sqlalchemy import create_engine, text

engine = create_engine("sqlite:///shop.db")


def rows():
    conn = engine.connect()
    try:
        result = conn.execute(text("SELECT name FROM product"))
        return result.mappings()
    except BaseException:
        conn.close()
        raise


def stored(self):
    conn = engine.connect()
    try:
        self.result = conn.execute(text("SELECT name FROM product"))
    except BaseException:
        conn.close()
        raise


def listed():
    with engine.connect() as conn:
        return list(conn.execute(text("SELECT name FROM product")))


def written(name):
    with engine.connect() as conn:
        conn.execute(text("INSERT INTO product VALUES (:name)"), {"name": name})


def begun(name):
    with engine.connect() as conn:
        transaction = conn.begin()
        conn.execute(text("INSERT INTO product VALUES (:name)"), {"name": name})
        transaction.commit()
