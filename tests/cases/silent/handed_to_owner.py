import sqlite3


class Worker:
    def __init__(self, connection):
        self.connection = connection

    def stop(self):
        self.connection.close()


def start(path):
    worker = Worker(sqlite3.connect(path))
    return worker


def later(path, executor, work):
    connection = sqlite3.connect(path)
    return executor.submit(work, connection)


def callback(path):
    connection = sqlite3.connect(path)

    def run(statement):
        return connection.execute(statement).fetchall()

    return run
