import sqlite3

import pandas as pd


def frame(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    return pd.read_sql_query("SELECT * FROM product", connection)


def chunks(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    return pd.read_sql_query("SELECT * FROM product", connection, chunksize=1000)

# --- fixed ---
import sqlite3
from contextlib import closing

import pandas as pd


def frame(path):
    with closing(sqlite3.connect(path)) as connection:
        return pd.read_sql_query("SELECT * FROM product", connection)


def chunks(path):
    with closing(sqlite3.connect(path)) as connection:
        return pd.read_sql_query("SELECT * FROM product", connection, chunksize=1000)
