import sqlite3


class Store:
	def trim(self, path, keep):
		connection = sqlite3.connect(path)  # expect: LG103
		if keep:
			connection.execute("DELETE FROM item WHERE id > ?", (keep,))
		connection.commit()
		connection.close()

# --- fixed ---
import sqlite3
from contextlib import closing


class Store:
	def trim(self, path, keep):
		with closing(sqlite3.connect(path)) as connection:
			if keep:
				connection.execute("DELETE FROM item WHERE id > ?", (keep,))
			connection.commit()
