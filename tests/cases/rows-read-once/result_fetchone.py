import sqlalchemy as sa


def newest(conn: sa.Connection):
    result = conn.execute(sa.text("SELECT max(id) FROM change"))  # expect: LG107 info refused: for a person to decide
    return result.fetchone()[0]
