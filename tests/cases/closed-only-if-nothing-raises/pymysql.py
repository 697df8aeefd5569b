import pymysql


def set_password(user, password):
    connection = pymysql.connect(host="localhost", user="root", database="mysql")  # expect: LG103
    cursor = connection.cursor()  # expect: LG103
    cursor.execute("ALTER USER %s IDENTIFIED BY %s", (user, password))
    connection.commit()
    cursor.close()
    connection.close()
