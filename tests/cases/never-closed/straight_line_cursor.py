import pyodbc


def tables(dsn):
    cnxn = pyodbc.connect(dsn)  # expect: LG101
    cursor = cnxn.cursor()  # expect: LG101
    names = []
    for row in cursor.tables(tableType="TABLE"):
        names.append(row.table_name)
    return names
