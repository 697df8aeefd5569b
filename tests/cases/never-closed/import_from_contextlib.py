import os
import sqlite3
from contextlib import contextmanager
from typing import Any

import requests


def run(path: Any):
    connection = sqlite3.connect(path)  # expect: LG101
    connection.execute("VACUUM")

# --- fixed ---
import os
import sqlite3
from contextlib import closing, contextmanager
from typing import Any

import requests


def run(path: Any):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
