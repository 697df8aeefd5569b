"""What a run depends on besides the files, as one frozen record; and what flags put on top of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from letgo.model import Cost, Severity

if TYPE_CHECKING:
    from letgo.catalogue.schema import Library

FAMILIES = ("LG", "LG0", "LG1", "LG15", "LG2", "LG3")
OPT_IN = ("LG15",)  # selected only by a selector that is at least as long
DEFAULT_TARGET = "3.11"
DEFAULT_CACHE = ".letgo_cache"
DEFAULT_BASELINE = ".letgo-baseline.json"
SCOPES = ("lines", "function", "file")
DEFAULT_EXCLUDE = (
    ".eggs", ".git", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".svn", ".tox",
    ".venv", "__pycache__", "__pypackages__", "node_modules", "site-packages",
)  # fmt: skip
_SELECTOR = re.compile(r"LG\d{0,3}\Z")


class ConfigError(ValueError):
    """Settings that can't be used; the message names the place and says what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on besides the files. Patterns are gitignore-style, relative to the project root.

    `cost` empty means all costs. `jobs` 0 lets letgo choose. `target_version` is the lowest Python the project runs on.
    `dependencies` maps a normalised distribution name to the lowest version that may be installed ("" if any).
    `libraries` are the project's own catalogue rows. `per_file_ignores` are pairs of a pattern (with `!` in front:
    every other file) and selectors, `severity` pairs of a selector and a level. `baseline` is a path, relative to the
    root if it isn't absolute ("": none), and so is `cache_dir`; only the default baseline may be missing. `diff_base`
    is a revision of git ("": the whole of every file counts), `diff_scope` one of `SCOPES`. `source` is the settings
    file that counts, "" without one. With `suggestions` each fix also says what it is by itself
    (`Fix.alone`); formats ask for that, no file does.
    """

    select: tuple[str, ...] = ("LG0", "LG1", "LG2", "LG3")
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: tuple[tuple[str, Severity], ...] = ()
    cost: frozenset[Cost] = frozenset()
    fixable: tuple[str, ...] = ("LG",)
    unfixable: tuple[str, ...] = ()
    extend_safe_fixes: tuple[str, ...] = ()
    extend_unsafe_fixes: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    baseline: str = DEFAULT_BASELINE
    diff_base: str = ""
    diff_scope: str = "function"
    parse_all: bool = False
    jobs: int = 0
    cache_dir: str = DEFAULT_CACHE
    target_version: str = DEFAULT_TARGET
    dependencies: Mapping[str, str] = field(default_factory=dict)
    libraries: tuple[Library, ...] = ()
    source: str = field(default="", compare=False)
    suggestions: bool = False

    def enabled(self, code: str) -> bool:
        """Whether findings of that code are wanted. The longest matching selector decides; `ignore` wins a tie."""
        floor = max((len(prefix) for prefix in OPT_IN if code.startswith(prefix)), default=0)
        wanted = longest(code, (*self.select, *self.extend_select))
        return wanted >= floor and wanted > longest(code, self.ignore)

    @property
    def floors(self) -> dict[str, str]:
        """The lowest version of each dependency, and of `python` itself, that the project allows."""
        return {**self.dependencies, "python": self.target_version}

    def mendable(self, code: str) -> bool:
        """Whether findings of that code may be fixed. The longest matching selector decides; `unfixable` wins a tie."""
        return longest(code, self.fixable) > longest(code, self.unfixable)


def longest(code: str, selectors: Iterable[str]) -> int:
    """The length of the longest selector that a code begins with, -1 if there is none."""
    return max((len(selector) for selector in selectors if code.startswith(selector)), default=-1)


def override(settings: Settings, **flags: object) -> Settings:
    """The settings with flags on top; flags that are None or empty change nothing. Raises `ConfigError`.

    `select` starts afresh (it drops the configured `extend_select` and `ignore` too); `extend_select`, `ignore` and
    `extend_exclude` add. An empty `baseline` or `cache_dir` means none.
    """
    given = {
        name: value for name, value in flags.items() if value not in (None, (), []) and (value != "" or name in _TEXTS)
    }
    unknown = given.keys() - {item.name for item in fields(Settings)}
    if unknown:
        raise TypeError(f"no such setting: {min(unknown)}")
    for name in ("select", "extend_select", "ignore"):
        if name in given:
            given[name] = selectors(given[name], "--" + name.replace("_", "-"))
    if "cost" in given:
        given["cost"] = costs(given["cost"], "--cost")
    if "target_version" in given:
        given["target_version"] = version(given["target_version"], "--target-version")
    if given.get("diff_scope", SCOPES[0]) not in SCOPES:
        raise ConfigError(wrong_word("--diff-scope", str(given["diff_scope"]), SCOPES))
    base = replace(settings, extend_select=(), ignore=()) if "select" in given else settings
    for name in ("exclude", "extend_exclude"):
        if name in given:
            given[name] = tuple(split(given[name]))
    for name in ("extend_select", "ignore", "extend_exclude"):
        if name in given:
            given[name] = (*getattr(base, name), *given[name])  # type: ignore[misc]  # made a tuple above
    return replace(base, **given)  # type: ignore[arg-type]  # names are checked above, values by the flags' types


_TEXTS = ("baseline", "cache_dir")  # for which "" is an answer


def check_codes(settings: Settings, codes: Sequence[str]) -> None:
    """Raise `ConfigError` if a selector fits none of the codes; a whole family may be empty."""
    for selector in _selected(settings):
        if selector not in FAMILIES and not any(code.startswith(selector) for code in codes):
            raise ConfigError(f"no rule has a code like {selector!r}{did_you_mean(selector, codes)}")


def _selected(settings: Settings) -> Iterable[str]:
    yield from (*settings.select, *settings.extend_select, *settings.ignore)
    yield from (*settings.fixable, *settings.unfixable, *settings.extend_safe_fixes, *settings.extend_unsafe_fixes)
    yield from (selector for _, codes in settings.per_file_ignores for selector in codes)
    yield from (selector for selector, _ in settings.severity)


# Values as people write them ------------------------------------------------------------------------------------------


def selectors(values: object, label: str) -> tuple[str, ...]:
    """Codes or prefixes of codes, in upper case; a value may be several with commas. Raises `ConfigError`."""
    made = tuple(word.upper() for word in split(values))
    for selector in made:
        if not _SELECTOR.match(selector):
            raise ConfigError(f"{label}: {selector!r} is no rule code or prefix of one (such as LG101, LG1)")
    return made


def costs(values: object, label: str) -> frozenset[Cost]:
    """Costs by their names; a value may be several with commas. Raises `ConfigError`."""
    names = split(values)
    choices = [cost.value for cost in Cost]
    for name in names:
        if name not in choices:
            raise ConfigError(wrong_word(label, name, choices))
    return frozenset(Cost(name) for name in names)


def version(value: object, label: str) -> str:
    """`py39`, `39` or `3.9` -> `3.9`. Raises `ConfigError`."""
    match = re.fullmatch(r"(?:py)?(\d)\.?(\d+)", value) if isinstance(value, str) else None
    if not match:
        raise ConfigError(f'{label} must be a version such as "3.11", not {value!r}')
    return f"{match[1]}.{match[2]}"


def split(values: object) -> list[str]:
    """The words of a list in which each value may itself be a list with commas."""
    parts = (part for value in (values if isinstance(values, Iterable) else ()) for part in str(value).split(","))
    return [part.strip() for part in parts if part.strip()]


def wrong_word(label: str, word: str, choices: Sequence[str]) -> str:
    """What is said about a word that is none of the choices."""
    return f"{label}: {word!r} is not one of {', '.join(choices)}{did_you_mean(word, choices)}"


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'x'?` if one of the choices is close to the word, else nothing."""
    import difflib

    close = difflib.get_close_matches(word, list(choices), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
