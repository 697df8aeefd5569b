"""The load balancer: every request goes to the next instance."""

from itertools import cycle

from config_service.instance import Instance


class RoundRobin:
    """Fifteen doors that look like one."""

    def __init__(self, instances: list[Instance]) -> None:
        self.instances = instances
        self._turns = cycle(instances)

    def next(self) -> Instance:
        """Whose turn it is."""
        return next(self._turns)
