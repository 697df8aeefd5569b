import sqlite3


def shared(work):
    keeper = sqlite3.connect("file:shared?mode=memory&cache=shared", uri=True)  # expect: LG101 unsafe
    keeper.execute("CREATE TABLE t (x)")
    work()

# --- fixed ---
import sqlite3
from contextlib import closing


def shared(work):
    with closing(sqlite3.connect("file:shared?mode=memory&cache=shared", uri=True)) as keeper:
        keeper.execute("CREATE TABLE t (x)")
    work()
