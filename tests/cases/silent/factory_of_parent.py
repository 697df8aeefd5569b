import mysql.connector


class Catalog:
    def connect(self):
        return mysql.connector.connect(database="shop")

    def cursor(self, conn):
        return conn.cursor(dictionary=True)

    def names(self):
        conn = self.connect()
        try:
            cur = self.cursor(conn)
            cur.execute("SELECT name FROM product")
            return cur.fetchall()
        finally:
            conn.close()
