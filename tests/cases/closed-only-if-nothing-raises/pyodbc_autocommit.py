import pyodbc


def tables(dsn):
    cnxn = pyodbc.connect(dsn, autocommit=True)  # expect: LG103
    crsr = cnxn.cursor()  # expect: LG103
    names = [row.table_name for row in crsr.tables(tableType="TABLE")]
    crsr.close()
    cnxn.close()
    return names

# --- fixed ---
from contextlib import closing

import pyodbc


def tables(dsn):
    with closing(pyodbc.connect(dsn, autocommit=True)) as cnxn, closing(cnxn.cursor()) as crsr:
        names = [row.table_name for row in crsr.tables(tableType="TABLE")]
    return names
