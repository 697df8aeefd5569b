from contextlib import contextmanager

import MySQLdb


class Pool:
    def __init__(self, connection):
        self.connection = connection

    @contextmanager
    def cursor(self):
        cur = MySQLdb.connect(db="shop").cursor()  # expect: LG105 unsafe  # expect: LG103 unsafe
        yield cur
        cur.close()

# --- fixed, not yet: only the connection is held; the cursor's close stays where an exception skips it ---
from contextlib import closing, contextmanager

import MySQLdb


class Pool:
    def __init__(self, connection):
        self.connection = connection

    @contextmanager
    def cursor(self):
        with closing(MySQLdb.connect(db="shop")) as connection, closing(connection.cursor()) as cur:
            yield cur
