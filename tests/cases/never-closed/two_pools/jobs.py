class Jobs:
    def __init__(self, pool):
        self.pool = pool
        self.connection = self.pool.connect()

    def waiting(self):
        cursor = self.connection.cursor()  # expect: LG101 unsafe
        cursor.execute("SELECT * FROM job")
        return cursor.fetchall()

# --- fixed ---
from contextlib import closing


class Jobs:
    def __init__(self, pool):
        self.pool = pool
        self.connection = self.pool.connect()

    def waiting(self):
        with closing(self.connection.cursor()) as cursor:
            cursor.execute("SELECT * FROM job")
            return cursor.fetchall()
