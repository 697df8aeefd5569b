import mysql.connector


class Orders:
    def __init__(self, config):
        self.config = config

    def open_orders(self, customer):
        db = mysql.connector.connect(**self.config)  # expect: LG103
        cursor = db.cursor(dictionary=True)  # expect: LG103
        cursor.execute("SELECT * FROM orders WHERE customer = %s AND open", (customer,))
        orders = cursor.fetchall()
        cursor.close()
        db.close()
        return orders
