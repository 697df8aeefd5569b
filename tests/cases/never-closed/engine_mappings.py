import sqlalchemy as sa

engine = sa.create_engine("sqlite:///shop.db")


def mappings():
    conn = engine.connect()  # expect: LG101
    result = conn.execute(sa.text("SELECT * FROM product"))
    return [dict(row) for row in result.mappings()]

# --- fixed ---
import sqlalchemy as sa

engine = sa.create_engine("sqlite:///shop.db")


def mappings():
    with engine.connect() as conn:
        result = conn.execute(sa.text("SELECT * FROM product"))
        return [dict(row) for row in result.mappings()]
