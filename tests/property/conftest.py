"""The profiles of the property tests: `pytest tests/property --hypothesis-profile=long` looks further."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import pytest

settings.register_profile("short", max_examples=150, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "long", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def pytest_configure(config: pytest.Config) -> None:
    """The short profile, unless another one is asked for."""
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("short")
