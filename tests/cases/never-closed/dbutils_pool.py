import pymysql
from dbutils.pooled_db import PooledDB

POOL = PooledDB(pymysql, 5)


def names():
    conn = POOL.connection()  # expect: LG101
    cur = conn.cursor()  # expect: LG101
    cur.execute("SELECT name FROM product")
    return cur.fetchall()

# --- fixed ---
from contextlib import closing

import pymysql
from dbutils.pooled_db import PooledDB

POOL = PooledDB(pymysql, 5)


def names():
    with closing(POOL.connection()) as conn, conn.cursor() as cur:
        cur.execute("SELECT name FROM product")
        return cur.fetchall()
