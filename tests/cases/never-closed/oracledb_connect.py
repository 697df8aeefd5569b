import oracledb


def today(user, password, dsn):
    connection = oracledb.connect(user=user, password=password, dsn=dsn)  # expect: LG101
    cursor = connection.cursor()  # expect: LG101
    cursor.execute("SELECT sysdate FROM dual")
    return cursor.fetchone()[0]

# --- fixed ---
import oracledb


def today(user, password, dsn):
    with oracledb.connect(user=user, password=password, dsn=dsn) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sysdate FROM dual")
            return cursor.fetchone()[0]
