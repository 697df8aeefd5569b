"""The keys that a settings file may have: what each holds, what it means, and what it is if it isn't set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a key holds."""

    CODES = "list of codes or prefixes of codes"
    COSTS = "list of costs"
    PATTERNS = "list of patterns as in .gitignore"
    FLAG = "true or false"
    VERSION = "version"
    PATH = "path, relative to the settings file"
    WORD = "word"
    IGNORES = "table of pattern = list of codes"
    LEVELS = "table of code or prefix = severity"
    ROWS = "array of tables"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its kind, how its default is written, what it means, and an example that can be used."""

    name: str
    kind: Kind
    default: str
    meaning: str
    example: str

    @property
    def field(self) -> str:
        """The field of `Settings` that it fills."""
        return self.name.replace("-", "_")


KEYS: tuple[Key, ...] = (
    Key("select", Kind.CODES, '["LG0", "LG1", "LG2", "LG3"]', "The rules that run. Of several selectors that match a"
        " code, the longest decides; LG15 (files, sockets, processes) runs only if named.", 'select = ["LG1"]'),
    Key("extend-select", Kind.CODES, "[]", "Rules that run besides those of `select`.", 'extend-select = ["LG15"]'),
    Key("ignore", Kind.CODES, "[]", "Rules that don't run. It wins over a selector of the same length.",
        'ignore = ["LG107"]'),
    Key("per-file-ignores", Kind.IGNORES, "{}", "Rules that don't run for some files. A pattern with `!` in front"
        " stands for all other files.", 'per-file-ignores = { "tests/**" = ["LG1"], "!src/" = ["LG2"] }'),
    Key("severity", Kind.LEVELS, "{}", "How loud findings are: error, warning or info (info never makes a run fail)."
        " The longest selector decides. Without it severity follows from what the fault costs, one step lower in"
        " test files.", 'severity = { LG103 = "info", LG2 = "error" }'),
    Key("cost", Kind.COSTS, "all of them", "Report only what costs that: pool, server, fd, memory.",
        'cost = ["pool", "server"]'),
    Key("fixable", Kind.CODES, '["LG"]', "Rules whose findings may be fixed.", 'fixable = ["LG1"]'),
    Key("unfixable", Kind.CODES, "[]", "Rules whose findings are reported, and never fixed. It wins over a selector of"
        " the same length.", 'unfixable = ["LG104"]'),
    Key("extend-safe-fixes", Kind.CODES, "[]", "Rules whose unsafe fixes count as safe. What a fix does stays the"
        " same, and so do the reasons that it gives.", 'extend-safe-fixes = ["LG103"]'),
    Key("extend-unsafe-fixes", Kind.CODES, "[]", "Rules whose safe fixes count as unsafe. It wins over"
        " `extend-safe-fixes`.", 'extend-unsafe-fixes = ["LG106"]'),
    Key("unsafe-fixes", Kind.FLAG, "false", "Apply unsafe fixes without the flag --unsafe-fixes.",
        "unsafe-fixes = true"),
    Key("exclude", Kind.PATTERNS, "tool and cache folders, `.venv`, `node_modules`, `site-packages`",
        "Files and folders that don't count. Setting it replaces the default.", 'exclude = ["vendor/"]'),
    Key("extend-exclude", Kind.PATTERNS, "[]", "The same, besides the default.", 'extend-exclude = ["migrations/"]'),
    Key("force-exclude", Kind.FLAG, "false", "Leave excluded files out even where they are named on the command line,"
        " as hooks do.", "force-exclude = true"),
    Key("respect-gitignore", Kind.FLAG, "true", "Leave out what git ignores.", "respect-gitignore = false"),
    Key("target-version", Kind.VERSION, "the floor of `requires-python`, else 3.11", "The lowest Python the project"
        " runs on. A fix uses nothing that is newer (`ExitStack` 3.3, `AsyncExitStack` 3.7, `aclosing` 3.10).",
        'target-version = "3.9"'),
    Key("baseline", Kind.PATH, ".letgo-baseline.json in the root, if it is there", "The findings that are known and"
        " accepted for now (`letgo baseline write`). An empty path means none.", 'baseline = "ci/letgo.json"'),
    Key("cache-dir", Kind.PATH, ".letgo_cache in the root", "Where what was found out is kept for the next run (see"
        " `letgo cache clean`). An empty path means nowhere.", 'cache-dir = ".cache/letgo"'),
    Key("diff-scope", Kind.WORD, "function", "What --diff-base reports: findings on changed lines (lines), in functions"
        " that the change touches (function), or in changed files (file).", 'diff-scope = "lines"'),
    Key("extend", Kind.PATH, "none", "A settings file whose keys hold where this one doesn't set them; `resource`,"
        " `wait` and `lock` rows add up.", 'extend = "../letgo.toml"'),
    Key("resource", Kind.ROWS, "none", "A call that opens something: what that is, and how it is let go.",
        '[[tool.letgo.resource]]\ncall = "app.db.checkout"\ncost = "pool"\nrelease = "give_back"'),
    Key("wait", Kind.ROWS, "none", "A call that blocks.", '[[tool.letgo.wait]]\ncall = "app.limiter.take"\n'
        'kind = "queue"'),
    Key("lock", Kind.ROWS, "none", "A class of locks.", '[[tool.letgo.lock]]\nname = "app.locks.Mutex"\n'
        'family = "thread"'),
)  # fmt: skip
BY_NAME = {key.name: key for key in KEYS}
