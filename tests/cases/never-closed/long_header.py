import sqlite3


class Store:
    def count(self, path, table="job",
              where="1"):
        connection = sqlite3.connect(path)  # expect: LG101
        return connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()


def names(path,
          table="job"):
    connection = sqlite3.connect(path)  # expect: LG101
    return connection.execute(f"SELECT name FROM {table}").fetchall()


def two_blanks(path,
               table="job"):
  connection = sqlite3.connect(path)  # expect: LG101
  if table:
      return connection.execute(f"SELECT name FROM {table}").fetchall()
  return []

# --- fixed ---
import sqlite3
from contextlib import closing


class Store:
    def count(self, path, table="job",
              where="1"):
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()


def names(path,
          table="job"):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT name FROM {table}").fetchall()


def two_blanks(path,
               table="job"):
  with closing(sqlite3.connect(path)) as connection:
    if table:
        return connection.execute(f"SELECT name FROM {table}").fetchall()
  return []
