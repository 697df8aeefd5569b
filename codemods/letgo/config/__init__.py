"""Where a project's root is, and what its settings are: settings files and flags in, one frozen `Settings` out."""

from letgo.config.keys import KEYS, Key, Kind
from letgo.config.load import load, start_of
from letgo.config.settings import (
    DEFAULT_EXCLUDE,
    DEFAULT_TARGET,
    FAMILIES,
    SCOPES,
    ConfigError,
    Settings,
    check_codes,
    did_you_mean,
    longest,
    override,
    selectors,
)
from letgo.config.show import shown

__all__ = [
    "DEFAULT_EXCLUDE",
    "DEFAULT_TARGET",
    "FAMILIES",
    "KEYS",
    "SCOPES",
    "ConfigError",
    "Key",
    "Kind",
    "Settings",
    "check_codes",
    "did_you_mean",
    "load",
    "longest",
    "override",
    "selectors",
    "shown",
    "start_of",
]
