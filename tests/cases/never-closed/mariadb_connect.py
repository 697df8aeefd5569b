import mariadb


def version(config):
    conn = mariadb.connect(**config)  # expect: LG101
    cur = conn.cursor()  # expect: LG101
    cur.execute("SELECT version()")
    return cur.fetchone()[0]

# --- fixed ---
import mariadb


def version(config):
    with mariadb.connect(**config) as conn, conn.cursor() as cur:
        cur.execute("SELECT version()")
        return cur.fetchone()[0]
