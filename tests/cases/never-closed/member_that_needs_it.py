import sqlite3


def back(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    cursor = connection.execute("SELECT 1")
    return cursor.connection


def kept(path, owner):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    cursor = connection.execute("SELECT 1")
    owner.connection = cursor.connection


def reader(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    cursor = connection.execute("SELECT 1")
    return cursor.fetchone


def straight(path):
    connection = sqlite3.connect(path)  # expect: LG110 info unsafe
    return connection.execute("SELECT 1").fetchall


def executes(path):
    connection = sqlite3.connect(path)
    return connection.execute

# --- fixed ---
import sqlite3


def back(path):
    connection = sqlite3.connect(path)
    try:
        cursor = connection.execute("SELECT 1")
    except BaseException:
        connection.close()
        raise
    return cursor.connection


def kept(path, owner):
    connection = sqlite3.connect(path)
    try:
        cursor = connection.execute("SELECT 1")
    except BaseException:
        connection.close()
        raise
    owner.connection = cursor.connection


def reader(path):
    connection = sqlite3.connect(path)
    try:
        cursor = connection.execute("SELECT 1")
    except BaseException:
        connection.close()
        raise
    return cursor.fetchone


def straight(path):
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT 1").fetchall
    except BaseException:
        connection.close()
        raise


def executes(path):
    connection = sqlite3.connect(path)
    return connection.execute
