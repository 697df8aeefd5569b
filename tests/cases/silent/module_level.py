import sqlite3

connection = sqlite3.connect("settings.db")
SETTINGS = dict(connection.execute("SELECT name, value FROM setting"))
