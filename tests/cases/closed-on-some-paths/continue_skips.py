import sqlite3


def sizes(paths):
    found = []
    for path in paths:
        connection = sqlite3.connect(path)  # expect: LG102
        cursor = connection.cursor()  # expect: LG102
        cursor.execute("SELECT count(*), sum(length(body)) FROM page")
        count, size = cursor.fetchone()
        if not count:
            continue
        found.append((path, count, size))
        cursor.close()
        connection.close()
    return found
