"""What is posted may overtake what another thread posts of a later state: that is only shown."""

import threading

import requests


class Nodes:
    def __init__(self, url):
        self._lock = threading.Lock()
        self._url = url
        self._tags = {}

    def set(self, node, tags):
        with self._lock:
            self._tags[node] = tags
            requests.post(self._url, json={"node": node, "tags": tags})  # expect: LG201 display

    def get(self, node):
        with self._lock:
            return self._tags[node]
