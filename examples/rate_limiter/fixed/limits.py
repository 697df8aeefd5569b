"""Which limiter a request has to pass: its own, or the one that the first rule for it makes."""

import threading
from collections.abc import Mapping, Sequence

from gateway import Limiter, Rule, Ticker, first_match


class Limits:
    """The limiters of the gateway. `by_path` ends in a rule for everything."""

    def __init__(
        self, precise: Mapping[str, Limiter], by_caller: Sequence[Rule], by_path: Sequence[Rule], ticker: Ticker
    ) -> None:
        self._precise = precise
        self._by_caller = by_caller
        self._by_path = by_path
        self._ticker = ticker
        self._lock = threading.Lock()
        self._limiters: dict[str, Limiter] = {}

    def allow(self, caller: str, path: str, count: int = 1) -> bool:
        """Wait until a request may pass; False if it may not."""
        key = f"{caller} {path}"
        precise = self._precise.get(key)
        if precise is not None:
            return precise.taken(count)
        with self._lock:
            limiter = self._limiters.get(key)
            if limiter is None:
                rule = first_match(self._by_caller, caller)
                if rule is not None:
                    limiter = self._limiters[key] = Limiter(key, rule, self._ticker)
                else:
                    rule = first_match(self._by_path, path)
                    assert rule is not None
                    limiter = self._limiters[key] = Limiter(key, rule, self._ticker)
        return limiter.taken(count)

    def known(self) -> list[str]:
        """The keys that a rule has made a limiter for."""
        with self._lock:
            return sorted(self._limiters)
