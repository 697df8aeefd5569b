from contextlib import contextmanager

import MySQLdb


class Pool:
    def __init__(self, connection):
        self.connection = connection

    @contextmanager
    def cursor(self):
        cur = MySQLdb.connect(db="shop").cursor()  # expect: LG103
        yield cur
        cur.close()
