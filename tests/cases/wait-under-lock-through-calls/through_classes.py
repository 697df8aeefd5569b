import threading
import time
from collections import defaultdict


class Base:
    def run(self):
        time.sleep(1)


class Mid(Base):
    def run(self):
        return super().run()


class Mixin:
    def go(self):
        super().go()


class Real:
    def go(self):
        time.sleep(2)


class Both(Mixin, Real):
    pass


class Worker(threading.Thread):
    def join(self):
        super().join()


class Meta(type):
    def __call__(cls, *given):
        return super().__call__(*given)


class Made(metaclass=Meta):
    def __init__(self):
        time.sleep(1)


class Shelf:
    def __getitem__(self, key):
        return Base()


class Holder:
    def __init__(self, handed):
        self._lock = threading.Lock()
        self._count = 0
        self.handed = handed
        self.mid = Mid()
        self.both = Both()
        self.worker = Worker()
        self.by_key = defaultdict(Base)
        self.shelf = Shelf()

    def by_super(self):
        with self._lock:
            self._count += 1
            self.mid.run()  # expect: LG202 unsafe

    def by_what_it_is_mixed_into(self):
        with self._lock:
            self._count += 1
            self.both.go()  # expect: LG202 unsafe

    def by_the_library(self):
        with self._lock:
            self._count += 1
            self.worker.join()  # expect: LG202 unsafe

    def by_its_metaclass(self):
        with self._lock:
            self._count += 1
            Made()  # expect: LG202 unsafe

    def by_what_heirs_hand_in(self):
        with self._lock:
            self._count += 1
            self.handed.run()  # expect: LG202 unsafe

    def by_what_is_asked(self, other):
        with self._lock:
            self._count += 1
            if isinstance(other, Base):
                other.run()  # expect: LG202 unsafe

    def by_default(self, key):
        with self._lock:
            self._count += 1
            self.by_key[key].run()  # expect: LG202 unsafe

    def by_subscript(self, key):
        with self._lock:
            self._count += 1
            self.shelf[key].run()  # expect: LG202 unsafe

    def by_what_heirs_set(self):
        with self._lock:
            self._count += 1
            self.late.run()  # expect: LG202 unsafe


class Heir(Holder):
    def __init__(self):
        super().__init__(Base())
        self.late = Base()

# --- fixed ---
import threading
import time
from collections import defaultdict


class Base:
    def run(self):
        time.sleep(1)


class Mid(Base):
    def run(self):
        return super().run()


class Mixin:
    def go(self):
        super().go()


class Real:
    def go(self):
        time.sleep(2)


class Both(Mixin, Real):
    pass


class Worker(threading.Thread):
    def join(self):
        super().join()


class Meta(type):
    def __call__(cls, *given):
        return super().__call__(*given)


class Made(metaclass=Meta):
    def __init__(self):
        time.sleep(1)


class Shelf:
    def __getitem__(self, key):
        return Base()


class Holder:
    def __init__(self, handed):
        self._lock = threading.Lock()
        self._count = 0
        self.handed = handed
        self.mid = Mid()
        self.both = Both()
        self.worker = Worker()
        self.by_key = defaultdict(Base)
        self.shelf = Shelf()

    def by_super(self):
        with self._lock:
            self._count += 1
        self.mid.run()

    def by_what_it_is_mixed_into(self):
        with self._lock:
            self._count += 1
        self.both.go()

    def by_the_library(self):
        with self._lock:
            self._count += 1
        self.worker.join()

    def by_its_metaclass(self):
        with self._lock:
            self._count += 1
        Made()

    def by_what_heirs_hand_in(self):
        with self._lock:
            self._count += 1
        self.handed.run()

    def by_what_is_asked(self, other):
        with self._lock:
            self._count += 1
        if isinstance(other, Base):
            other.run()

    def by_default(self, key):
        with self._lock:
            self._count += 1
        self.by_key[key].run()

    def by_subscript(self, key):
        with self._lock:
            self._count += 1
        self.shelf[key].run()

    def by_what_heirs_set(self):
        with self._lock:
            self._count += 1
        self.late.run()


class Heir(Holder):
    def __init__(self):
        super().__init__(Base())
        self.late = Base()
