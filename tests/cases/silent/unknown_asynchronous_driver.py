async def names(db):
    cur = db.cursor()
    await cur.execute("SELECT name FROM product")
    return await cur.fetchall()


async def rows(conn, query):
    yield conn.cursor(query)
