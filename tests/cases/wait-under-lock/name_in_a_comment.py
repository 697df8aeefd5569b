"""What documentation and comments say is no name; what a comment says and the code too is one."""

import threading


class Group:
    def __init__(self):
        self._lock = threading.Lock()
        self._threads = []
        self._thread = None

    def add(self, thread):
        with self._lock:
            self._threads.append(thread)
            self._thread = thread

    def stop(self):
        """Stop all threads."""
        with self._lock:
            for each in self._threads:  # the threads
                each.join()  # expect: LG201

    def end(self, names):
        thread = names[0]
        with self._lock:
            # The thread.
            self._thread.join()  # expect: LG201
        return thread


# --- fixed ---
"""What documentation and comments say is no name; what a comment says and the code too is one."""

import threading


class Group:
    def __init__(self):
        self._lock = threading.Lock()
        self._threads = []
        self._thread = None

    def add(self, thread):
        with self._lock:
            self._threads.append(thread)
            self._thread = thread

    def stop(self):
        """Stop all threads."""
        with self._lock:
            threads = list(self._threads)
        for each in threads:  # the threads
            each.join()

    def end(self, names):
        thread = names[0]
        with self._lock:
            thread_2 = self._thread

        # The thread.
        thread_2.join()
        return thread
