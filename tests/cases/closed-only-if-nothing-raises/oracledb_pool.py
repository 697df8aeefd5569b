import oracledb

pool = oracledb.create_pool(user="shop", password="secret", dsn="db/shop")


def rows(statement):
    connection = pool.acquire()  # expect: LG103
    cursor = connection.cursor()  # expect: LG103
    cursor.execute(statement)
    found = cursor.fetchall()
    cursor.close()
    pool.release(connection)
    return found

# --- fixed ---
import oracledb

pool = oracledb.create_pool(user="shop", password="secret", dsn="db/shop")


def rows(statement):
    with pool.acquire() as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall()
    return found
