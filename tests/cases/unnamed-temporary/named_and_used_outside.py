import sqlite3


def last(path, query):
    if query:
        rows = sqlite3.connect(path).execute(query)  # expect: LG105 refused: it is used outside of the suite that acquires it
    print(rows.fetchall())
