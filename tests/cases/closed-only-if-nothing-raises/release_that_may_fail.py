"""A handler that looks at the error of a release, and be it by an assertion only, keeps that release where it is."""

import sqlite3


def closes_twice(path):
    connection = sqlite3.connect(path)  # expect: LG103 refused: an error of the release at line 10 is handled
    connection.execute("DELETE FROM drafts")
    try:
        connection.close()
    except sqlite3.Error as error:
        assert "locked" in str(error)
    connection.close()
