import sqlite3


def names(path):
	connection = sqlite3.connect(path)  # expect: LG101
	for row in connection.execute("SELECT name FROM product"):
		print(row)

# --- fixed ---
import sqlite3
from contextlib import closing


def names(path):
	with closing(sqlite3.connect(path)) as connection:
		for row in connection.execute("SELECT name FROM product"):
			print(row)
