import sqlite3


def all_rows(path):
    connection = sqlite3.connect(path)  # wrong: LG110 info refused: nothing stands between -> LG110 info unsafe because the try can go around the statement that hands it on
    return connection.execute("SELECT * FROM product")
