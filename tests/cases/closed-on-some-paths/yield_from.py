"""`yield from` runs what stands behind it and gives something else: a block around that would end too early."""

import aiomysql


def first(loop):
    pool = aiomysql.create_pool(loop=loop)
    with (yield from pool) as conn:
        cursor = yield from conn.cursor()  # expect: LG102 refused: yield from
        yield from cursor.execute("SELECT name FROM users")
        print((yield from cursor.fetchone()))
