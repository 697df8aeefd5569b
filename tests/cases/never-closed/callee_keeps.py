import sqlite3

import pandas as pd


def frame(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    return pd.read_sql("SELECT * FROM product", connection)
