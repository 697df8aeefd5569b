"""How a module spells a helper, and the edit that imports it where it isn't yet. Works on the text of whole lines."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from letgo.flow.language import ImportEdit, RewriteError


def spell(
    helpers: frozenset[str], names: Mapping[str, str], local: frozenset[str], conditional: frozenset[str] = frozenset()
) -> tuple[dict[str, str], frozenset[str]]:
    """Helper -> how it is spelled here, and the helpers that must be imported first. Raises `RewriteError` on a clash.

    `names` is the module's table of names, `local` the names of the function; `conditional` ones are not always bound.
    """
    hidden = local | conditional
    spelled: dict[str, str] = {}
    missing: set[str] = set()
    for helper in sorted(helpers):
        module, _, bare = helper.rpartition(".")
        known = [name for name, full in names.items() if full == helper and name not in hidden]
        whole = [name for name, full in names.items() if full == module and name not in hidden]
        if known:
            spelled[helper] = min(known)
        elif whole:
            spelled[helper] = f"{min(whole)}.{bare}"
        elif names.get(bare, helper) != helper or bare in local:
            raise RewriteError(f"the name {bare} already means something else here")
        else:
            spelled[helper] = bare
            missing.add(helper)
    return spelled, frozenset(missing)


@lru_cache(maxsize=8)
def import_edit(text: str, helpers: frozenset[str]) -> ImportEdit | None:
    """The edit that imports the helpers (all of one module). None if there is nothing to import."""
    return edit_of(ast.parse(text), text, helpers, sys.stdlib_module_names) if helpers else None


def edit_of(tree: ast.Module, text: str, helpers: frozenset[str], standard: frozenset[str]) -> ImportEdit:
    """The same for a text with its tree, and the top-level names of the standard library."""
    module = min(helpers).rpartition(".")[0]
    names = sorted(helper.rpartition(".")[2] for helper in helpers)
    lines = text.split("\n")
    for node in tree.body:
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == module
            and not node.level
            and node.lineno == node.end_lineno
        ):
            line = lines[node.lineno - 1].rstrip("\r")
            if all(alias.asname is None for alias in node.names) and "(" not in line and ";" not in line:
                code, hash_, comment = line.partition("#")
                have = [alias.name for alias in node.names]
                every = sorted({*have, *names}) if have == sorted(have) else [*have, *names]
                gap = code[len(code.rstrip()) :]
                return ImportEdit(
                    node.lineno, node.lineno, (f"from {module} import {', '.join(every)}{gap}{hash_}{comment}",)
                )
    return _inserted(tree, f"from {module} import {', '.join(names)}", module, standard)


def _inserted(tree: ast.Module, line: str, module: str, standard: frozenset[str]) -> ImportEdit:
    body = tree.body
    start = (
        1
        if body
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
        else 0
    )
    imports = []
    for node in body[start:]:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(node)
        elif imports or not _dunder(node):
            break
    future = [node for node in imports if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    rest = [node for node in imports if node not in future]
    if rest:
        return _among(rest, line, module, standard)
    after = future[-1] if future else body[0] if start else None
    if after is not None:
        end = after.end_lineno or after.lineno
        close = any(node.lineno == end + 1 for node in body)
        return ImportEdit(end + 1, end, ("", line, "") if close else ("", line))
    first = min(
        (min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))]) for node in body[:1]), default=1
    )
    return ImportEdit(first, first - 1, (line, "", ""))


def _dunder(node: ast.stmt) -> bool:
    """Whether a statement is `__all__ = …` or the like, which stands above the imports (PEP 8)."""
    return isinstance(node, ast.Assign) and all(
        isinstance(target, ast.Name) and target.id.startswith("__") and target.id.endswith("__")
        for target in node.targets
    )


def _among(imports: list[ast.Import | ast.ImportFrom], line: str, module: str, standard: frozenset[str]) -> ImportEdit:
    """Into the group of the standard library: after the plain imports, among the `from` ones in order."""
    group: list[ast.Import | ast.ImportFrom] = []
    for node in imports:
        if group and (node.lineno > (group[-1].end_lineno or 0) + 1 or not _standard(node, standard)):
            break
        if _standard(node, standard):
            group.append(node)
        elif not group:
            break
    if not group:
        first = imports[0].lineno
        return ImportEdit(first, first - 1, (line, ""))
    mixed = any(isinstance(b, ast.Import) and isinstance(a, ast.ImportFrom) for a, b in pairwise(group))
    place = group[-1].end_lineno or group[-1].lineno
    for node in group:
        name = (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        if (isinstance(node, ast.ImportFrom) or mixed) and name > module:
            return ImportEdit(node.lineno, node.lineno - 1, (line,))
    return ImportEdit(place + 1, place, (line,))


def _standard(node: ast.Import | ast.ImportFrom, standard: frozenset[str]) -> bool:
    if isinstance(node, ast.ImportFrom):
        return not node.level and (node.module or "").partition(".")[0] in standard
    return all(alias.name.partition(".")[0] in standard for alias in node.names)
