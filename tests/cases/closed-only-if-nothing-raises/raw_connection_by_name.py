def call(engine, name, given):
    raw = engine.raw_connection()  # expect: LG103 unsafe
    cur = raw.cursor()  # expect: LG103
    cur.callproc(name, given)
    raw.commit()
    cur.close()
    raw.close()

# --- fixed ---
from contextlib import closing


def call(engine, name, given):
    with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cur:
        cur.callproc(name, given)
        raw.commit()
