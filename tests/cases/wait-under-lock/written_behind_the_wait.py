import threading


class Jobs:
    def __init__(self):
        self._lock = threading.Lock()
        self._jobs = []
        self._count = 0

    def put(self, job):
        with self._lock:
            self._jobs.append(job)
            self._count += 1

    def end(self, job):
        with self._lock:
            self._count += 1
            job.thread.join()  # expect: LG201 unsafe
            job.thread = None

# --- fixed ---
import threading


class Jobs:
    def __init__(self):
        self._lock = threading.Lock()
        self._jobs = []
        self._count = 0

    def put(self, job):
        with self._lock:
            self._jobs.append(job)
            self._count += 1

    def end(self, job):
        with self._lock:
            self._count += 1
        job.thread.join()
        job.thread = None
