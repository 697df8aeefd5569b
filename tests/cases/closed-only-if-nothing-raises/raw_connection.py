import sqlalchemy as sa


def newest(engine: sa.Engine):
    raw = engine.raw_connection()  # expect: LG103
    cursor = raw.cursor()  # expect: LG101
    cursor.execute("SELECT max(id) FROM change")
    value = cursor.fetchone()[0]
    raw.commit()
    raw.close()
    return value

# --- fixed ---
from contextlib import closing

import sqlalchemy as sa


def newest(engine: sa.Engine):
    with closing(engine.raw_connection()) as raw:
        with closing(raw.cursor()) as cursor:
            cursor.execute("SELECT max(id) FROM change")
            value = cursor.fetchone()[0]
        raw.commit()
    return value
