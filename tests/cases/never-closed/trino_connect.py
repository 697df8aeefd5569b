import trino


def nodes(host):
    conn = trino.dbapi.connect(host=host, port=8080, user="me")  # expect: LG101
    cur = conn.cursor()  # expect: LG101
    cur.execute("SELECT * FROM system.runtime.nodes")
    return cur.fetchall()

# --- fixed ---
from contextlib import closing

import trino


def nodes(host):
    with closing(trino.dbapi.connect(host=host, port=8080, user="me")) as conn:
        with closing(conn.cursor()) as cur:
            cur.execute("SELECT * FROM system.runtime.nodes")
            return cur.fetchall()
