import os
import sqlite3

from sqlalchemy import create_engine


def wait_for(path, query):
    while sqlite3.connect(path).execute(query).fetchone():  # expect: LG105 refused: more than once
        print("still there")


def count_down(path, query):
    for number in range(len(sqlite3.connect(os.path.join(path, "db")).execute(query).fetchall())):  # expect: LG105
        print(number)


def all_of(url, query):
    return create_engine(url).connect().execute(query).fetchall()  # expect: LG105

# --- fixed ---
import os
import sqlite3
from contextlib import closing

from sqlalchemy import create_engine


def wait_for(path, query):
    while sqlite3.connect(path).execute(query).fetchone():
        print("still there")


def count_down(path, query):
    with closing(sqlite3.connect(os.path.join(path, "db"))) as connection:
        for number in range(len(connection.execute(query).fetchall())):
            print(number)


def all_of(url, query):
    with create_engine(url).connect() as connection:
        return connection.execute(query).fetchall()
