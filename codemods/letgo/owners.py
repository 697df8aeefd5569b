"""Who owns a file: CODEOWNERS as GitHub and GitLab read it.

Patterns are those of .gitignore with three differences: no `!`, no `[...]`, and `docs/*` means the files in `docs`
itself. The last pattern that matches decides (docs.github.com, "About code owners"). GitLab's sections are read as one
list; the owners in a section's header are those of its lines that name none (docs.gitlab.com, "Code Owners syntax").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
NOBODY = "unowned"
_SECTION = re.compile(r"\^?\[[^\]]*\](?:\[\d+\])?\s*")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")


def owners(root: Path) -> Callable[[str], str] | None:
    """File name (relative to the root) -> its owners, one space between; `unowned` if nobody. None: no CODEOWNERS."""
    for place in PLACES:
        with suppress(OSError):
            rules = list(_rules((root / place).read_text(encoding="utf-8", errors="replace")))[::-1]
            return lambda name: next((who for pattern, who in rules if pattern.match(name)), NOBODY)
    return None


def _rules(text: str) -> Iterator[tuple[re.Pattern[str], str]]:
    common: list[str] = []
    for line in text.splitlines():
        line = re.split(r"(?:^|\s)#", line.strip())[0].strip()
        section = _SECTION.match(line)
        if section:
            common = line[section.end() :].split()
        elif line:
            words = _WORD.findall(line)
            yield _pattern(re.sub(r"\\(.)", r"\1", words[0])), " ".join(words[1:] or common) or NOBODY


def _pattern(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression over whole names."""
    anchored = "/" in pattern.rstrip("/")
    body = pattern.strip("/")
    made = "" if anchored else "(?:.*/)?"
    for piece in re.findall(r"\*\*/|/\*\*$|\*\*|\*|\?|.", body):
        made += {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(piece, re.escape(piece))
    if pattern.endswith("/"):
        made += "/.*"
    elif not pattern.endswith("*"):
        made += "(?:/.*)?"
    return re.compile(made + r"\Z", re.DOTALL)
