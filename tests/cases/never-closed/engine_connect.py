import sqlalchemy as sa


def active(engine: sa.Engine):
    conn = engine.connect()  # expect: LG101
    rows = conn.execute(sa.text("SELECT id FROM account WHERE active")).fetchall()
    return {row.id for row in rows}

# --- fixed ---
import sqlalchemy as sa


def active(engine: sa.Engine):
    with engine.connect() as conn:
        rows = conn.execute(sa.text("SELECT id FROM account WHERE active")).fetchall()
    return {row.id for row in rows}
