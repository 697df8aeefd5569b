import sqlite3

connection = sqlite3.connect("shop.db")
cursor = connection.cursor()
cursor.execute("SELECT name FROM product")
names = [row[0] for row in cursor]
print(names)
