"""A decorator of a library runs the whole method under a lock of its own making."""

import time

import wrapt


class Store:
    def __init__(self):
        self.names = {}

    @wrapt.synchronized
    def add(self, name):
        self.names[name] = True
        time.sleep(1)  # expect: LG201 refused: by a decorator
