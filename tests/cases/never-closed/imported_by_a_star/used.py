from made import *


def ask(path, query):
    conn = opened(path)  # missed: LG101 what a star brings in is not looked up
    return conn.execute(query).fetchall()
