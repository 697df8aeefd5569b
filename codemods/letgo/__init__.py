"""letgo finds cursors, rows and connections that code holds too long, and rewrites the code so that it lets go.

The names below are the library's front door; each is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from letgo.api import check_paths, check_source, fix_source
    from letgo.config import ConfigError, Settings
    from letgo.model import FileResult, Finding, Fix, Refusal, Report, Safety, Severity

__version__ = "0.1.0"
__all__ = [
    "ConfigError",
    "FileResult",
    "Finding",
    "Fix",
    "Refusal",
    "Report",
    "Safety",
    "Settings",
    "Severity",
    "__version__",
    "check_paths",
    "check_source",
    "fix_source",
]
_ROOMS = {
    "check_paths": "api",
    "check_source": "api",
    "fix_source": "api",
    "ConfigError": "config",
    "Settings": "config",
}


if not TYPE_CHECKING:  # or every wrong name would pass the type checker

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'letgo' has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"letgo.{_ROOMS.get(name, 'model')}"), name)


def __dir__() -> list[str]:
    return __all__
