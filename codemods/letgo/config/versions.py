"""What a project says about versions: the lowest Python it runs on, and the lowest of each dependency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from letgo.config.settings import DEFAULT_TARGET

_FLOOR = re.compile(r"(?:>=|===|==|~=|>)\s*v?(\d[^\s,;*]*)")
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?=[(<>=!~;#@]|\Z)([^;#]*)")


def target(data: Mapping[str, Any], root: Path) -> str:
    """The floor of `requires-python` (of `python_requires` in setup.cfg) as `major.minor`, or the default."""
    poetry = table(table(table(data, "tool"), "poetry"), "dependencies")
    floor = _floor(str(table(data, "project").get("requires-python", "") or poetry.get("python", "") or _setup(root)))
    numbers = re.match(r"(\d+)(?:\.(\d+))?", floor)
    return f"{numbers[1]}.{numbers[2] or 0}" if numbers else DEFAULT_TARGET


def _setup(root: Path) -> str:
    """`python_requires` of the setup.cfg in the root, "" without one."""
    path = root / "setup.cfg"
    if not path.is_file():
        return ""
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return ""
    return parser.get("options", "python_requires", fallback="")


def _floor(specifier: str) -> str:
    """The lowest version a specifier allows: `>=2.9,<3` -> `2.9`; "" if there is no lower bound."""
    caret = re.match(r"\s*[\^~]?\s*(\d[^\s,;*]*)", specifier)
    match = _FLOOR.search(specifier) or (None if any(sign in specifier for sign in "<>!=") else caret)
    return match[1].rstrip(".") if match else ""


def dependencies(data: Mapping[str, Any], root: Path) -> dict[str, str]:
    """Distribution -> lowest version, from pyproject.toml; requirements.txt adds what that doesn't name."""
    project = table(data, "project")
    lists = [project.get("dependencies", ()), *table(project, "optional-dependencies").values()]
    lists += table(data, "dependency-groups").values()
    found: dict[str, str] = {}
    for line in (line for lines in lists if isinstance(lines, list) for line in lines if isinstance(line, str)):
        name, floor = _requirement(line)
        found[name] = max(found.get(name, ""), floor, key=_order)
    poetry = table(table(table(data, "tool"), "poetry"), "dependencies")
    for name, spec in poetry.items():
        text = spec.get("version", "") if isinstance(spec, dict) else spec
        found.setdefault(_normal(name), _floor(text) if isinstance(text, str) else "")
    try:
        lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        lines = []
    for line in lines:
        if _REQUIREMENT.match(line):
            found.setdefault(*_requirement(line))
    return {name: found[name] for name in sorted(found) if name not in ("", "python")}


def _requirement(line: str) -> tuple[str, str]:
    match = _REQUIREMENT.match(line)
    return (_normal(match[1]), _floor(match[2])) if match else ("", "")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table at a key, empty if there is none."""
    value = data.get(key, {})
    return value if isinstance(value, dict) else {}
