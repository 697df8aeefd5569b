import sqlite3


def change(path, query):
    with sqlite3.connect(path) as conn:  # expect: LG106 refused: a statement of the block shares its line with another
        conn.execute(query)
    done = True; conn.execute(query)
    return done
