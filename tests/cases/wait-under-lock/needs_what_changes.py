import threading

import requests


class Pages:
    def __init__(self):
        self._lock = threading.Lock()
        self._pages = {}
        self._urls = {}

    def put(self, key, url):
        with self._lock:
            self._pages[key] = ""
            self._urls[key] = url

    def fetch(self, key):
        with self._lock:
            self._pages[key] = requests.get(self._urls[key])  # expect: LG201 refused: self._pages is read where it may have changed (line 19)
            self._urls[key] = ""
