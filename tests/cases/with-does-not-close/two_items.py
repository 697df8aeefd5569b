import sqlite3


def dump(path, target):
    with sqlite3.connect(path) as connection, open(target, "w") as out:  # expect: LG106
        for line in connection.iterdump():
            out.write(line + "\n")
