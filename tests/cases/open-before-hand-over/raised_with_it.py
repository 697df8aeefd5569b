import sqlite3


class Retry(Exception):
    pass


def again(path):
    conn = sqlite3.connect(path)  # expect: LG110 info refused: nothing stands between the acquisition and the hand-over
    raise Retry(conn)
