import pyodbc


def archive(dsn):
    with pyodbc.connect(dsn) as cnxn:  # expect: LG106
        cnxn.execute("INSERT INTO old SELECT * FROM event")
        cnxn.execute("DELETE FROM event")

# --- fixed ---
from contextlib import closing

import pyodbc


def archive(dsn):
    with closing(pyodbc.connect(dsn)) as cnxn, cnxn:
        cnxn.execute("INSERT INTO old SELECT * FROM event")
        cnxn.execute("DELETE FROM event")
