"""A token bucket: the tokens are in a queue, and a timer puts new ones in."""

import queue
import threading
import time

from gateway.rules import Rule

TICK = 0.005  # seconds between two looks at the buckets


class Limiter:
    """The bucket of one key. It is full at first."""

    def __init__(self, key: str, rule: Rule, ticker: "Ticker") -> None:
        self.key = key
        self.rule = rule
        self.made = time.monotonic()
        self._given = 0  # tokens since then, but for the first ones; the timer's alone
        self._tokens: queue.Queue[None] = queue.Queue(rule.burst)
        self._put(rule.burst)
        ticker.serve(self)

    def taken(self, count: int) -> bool:
        """Wait for so many tokens and take them; False if they didn't come in time."""
        deadline = time.monotonic() + self.rule.patience
        for got in range(count):
            try:
                self._tokens.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self._put(got)
                return False
        return True

    def refill(self) -> None:
        """Put in what is due by now. What finds the bucket full is lost."""
        due = int((time.monotonic() - self.made) * self.rule.rate)
        self._put(due - self._given)
        self._given = due

    def _put(self, count: int) -> None:
        for _ in range(count):
            try:
                self._tokens.put_nowait(None)
            except queue.Full:
                return


class Ticker:
    """The timer of all limiters: one thread, from `with` to the block's end."""

    def __init__(self) -> None:
        self.limiters: list[Limiter] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def serve(self, limiter: Limiter) -> None:
        """Refill this one too, from now on."""
        self.limiters.append(limiter)

    def __enter__(self) -> "Ticker":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(TICK):
            for limiter in list(self.limiters):
                limiter.refill()
