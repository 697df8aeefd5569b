"""Each refusal says what stopped it; these need a factory, or a release that is handled."""

import sqlite3


def maybe(path):
    if not path:
        return None
    return sqlite3.connect(path)


def both(path):
    connection = sqlite3.connect(path)
    return connection, path


def may_be_none(path):
    connection = maybe(path)  # expect: LG101 refused: it may be None: line 19 asks
    if connection is None:
        return None
    return connection.execute("SELECT 1").fetchone()


def not_taken_apart(path):
    pair = both(path)  # expect: LG105 refused: it comes inside of a tuple that is not taken
    return pair[0].execute("SELECT 1").fetchone()


def error_of_the_release(path, log):
    with sqlite3.connect(path) as connection:  # expect: LG103 refused: an error of the release at line 33 is handle
        connection.execute("DELETE FROM job")
    try:
        connection.close()
    except sqlite3.Error:
        log("not closed")


def bound_again(path, flag):
    connection = sqlite3.connect(path)  # expect: LG104 refused: connection is bound again inside of the bloc
    connection.execute("DELETE FROM job")
    if flag:
        connection = None
    print(flag, connection)


def in_a_loop_of_its_own(paths):
    while paths:
        connection = sqlite3.connect(paths.pop())  # expect: LG104 refused: connection is used outside of the suite that
    connection.execute("DELETE FROM job")
    connection.close()
