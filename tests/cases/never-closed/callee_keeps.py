import sqlite3

import pandas as pd


def frame(path):
    connection = sqlite3.connect(path)  # expect: LG101 unsafe
    return pd.read_sql("SELECT * FROM product", connection)

# --- fixed ---
import sqlite3
from contextlib import closing

import pandas as pd


def frame(path):
    with closing(sqlite3.connect(path)) as connection:
        return pd.read_sql("SELECT * FROM product", connection)
