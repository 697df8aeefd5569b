import pyodbc


def tables(dsn):
    cnxn = pyodbc.connect(dsn)  # expect: LG101
    cursor = cnxn.cursor()  # expect: LG101
    names = []
    for row in cursor.tables(tableType="TABLE"):
        names.append(row.table_name)
    return names

# --- fixed ---
from contextlib import closing

import pyodbc


def tables(dsn):
    with closing(pyodbc.connect(dsn)) as cnxn, closing(cnxn.cursor()) as cursor:
        names = []
        for row in cursor.tables(tableType="TABLE"):
            names.append(row.table_name)
    return names
