import cx_Oracle
import sqlite3


class FilePool:
    def connect(self):
        if self.kept is None:
            self.kept = sqlite3.connect("jobs.db")
        return self.kept


class OraclePool:
    def __init__(self, dsn):
        self.sessions = cx_Oracle.SessionPool(dsn=dsn)

    def connect(self):
        return self.sessions.acquire()
