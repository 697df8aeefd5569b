import aiosqlite
import asyncpg


def ask(path, query):
    conn = aiosqlite.connect(path)  # expect: LG110 info refused: aiosqlite.Connection must be closed with await, and this function is not async
    return conn.execute(query)


def keep(path, query):
    conn = aiosqlite.connect(path)  # expect: LG101 refused: aiosqlite.Connection must be closed with await, and this function is not async
    conn.execute(query)


def take(pool: asyncpg.Pool):
    conn = pool.acquire()  # expect: LG101 refused: asyncpg.pool.PoolConnectionProxy must be closed with await, and this function is not async
    print(conn.is_closed())
