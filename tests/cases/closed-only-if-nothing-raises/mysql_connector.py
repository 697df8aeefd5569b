import mysql.connector


class Orders:
    def __init__(self, config):
        self.config = config

    def open_orders(self, customer):
        db = mysql.connector.connect(**self.config)  # expect: LG103
        cursor = db.cursor(dictionary=True)  # expect: LG103 unsafe
        cursor.execute("SELECT * FROM orders WHERE customer = %s AND open", (customer,))
        orders = cursor.fetchall()
        cursor.close()
        db.close()
        return orders

# --- fixed ---
from contextlib import closing

import mysql.connector


class Orders:
    def __init__(self, config):
        self.config = config

    def open_orders(self, customer):
        with closing(mysql.connector.connect(**self.config)) as db:
            with closing(db.cursor(dictionary=True)) as cursor:
                cursor.execute("SELECT * FROM orders WHERE customer = %s AND open", (customer,))
                orders = cursor.fetchall()
        return orders
