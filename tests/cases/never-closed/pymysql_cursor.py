import pymysql.cursors


def users(connection: pymysql.connections.Connection):
    cursor = connection.cursor(pymysql.cursors.DictCursor)  # expect: LG101
    cursor.execute("SELECT * FROM user")
    return cursor.fetchall()

# --- fixed ---
import pymysql.cursors


def users(connection: pymysql.connections.Connection):
    with connection.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute("SELECT * FROM user")
        return cursor.fetchall()
