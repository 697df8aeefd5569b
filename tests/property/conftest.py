"""The profiles of the property tests. `pytest tests/property --hypothesis-profile=long` looks further, and anew each time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("short", max_examples=150, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "long", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def pytest_configure(config: pytest.Config) -> None:
    """The short profile, unless another one is asked for."""
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("short")
