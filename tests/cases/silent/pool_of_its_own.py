import threading


class ThreadPool:
    """One connection for each thread, for as long as that lives."""

    def __init__(self, connect):
        self.connect = connect
        self.local = threading.local()

    def get_connection(self):
        if not hasattr(self.local, "connection"):
            self.local.connection = self.connect()
        return self.local.connection


def save(pool, name):
    connection = pool.get_connection()
    connection.commit()
    return name
