import pymysql


def set_password(user, password):
    connection = pymysql.connect(host="localhost", user="root", database="mysql")  # expect: LG103
    cursor = connection.cursor()  # expect: LG103
    cursor.execute("ALTER USER %s IDENTIFIED BY %s", (user, password))
    connection.commit()
    cursor.close()
    connection.close()

# --- fixed ---
from contextlib import closing

import pymysql


def set_password(user, password):
    with closing(pymysql.connect(host="localhost", user="root", database="mysql")) as connection:
        with connection.cursor() as cursor:
            cursor.execute("ALTER USER %s IDENTIFIED BY %s", (user, password))
            connection.commit()
