"""Front door: LibCST codemod commands, `python -m libcst.tool codemod -x letgo.codemod.HoldRows PATH`.

They see one file at a time, as LibCST hands it to them: factories and helpers of other files are unknown to them. Use
`letgo fix` for the whole project.
"""

from __future__ import annotations

import libcst as cst
from libcst.codemod import CodemodCommand, SkipFile

from letgo.api import fix_source
from letgo.config import Settings
from letgo.wanted import COMMENTS

SETTINGS = Settings(ignore=COMMENTS)  # a comment may silence what only the whole project shows


class HoldRows(CodemodCommand):
    """Hold leaked cursors, connections and sessions in blocks: the safe fixes, by what one file tells."""

    DESCRIPTION = "Hold leaked cursors, connections and sessions in with blocks (safe fixes, one file at a time)."
    UNSAFE = False

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """The module with its fixes applied; raises `SkipFile` if it can't be read."""
        result = fix_source(tree.bytes, unsafe=self.UNSAFE, settings=SETTINGS)
        if result.skipped:
            raise SkipFile(result.skipped)
        return tree if not result.applied else cst.parse_module(result.fixed, tree.config_for_parsing)


class HoldRowsUnsafe(HoldRows):
    """The same with the unsafe fixes, which a person should look at."""

    DESCRIPTION = "Hold leaked cursors, connections and sessions in with blocks (unsafe fixes too, one file at a time)."
    UNSAFE = True
