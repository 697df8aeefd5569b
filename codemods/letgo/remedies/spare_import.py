"""The same cure in a form that imports nothing: an explicit release in a `finally` clause instead of a helper."""

from __future__ import annotations

from dataclasses import replace

from letgo.flow.plan import Block, Guard, Operation, Plan

_RELEASES = {"contextlib.closing": "{}.close()", "contextlib.aclosing": "await {}.aclose()"}


def spare_import(plan: Plan) -> Plan | None:
    """`with closing(acquire()) as name:` becomes `name = acquire()`, `try:`, `finally: name.close()`.

    None if a block of the plan has no name to release, or needs a helper that no single statement stands for.
    """
    operations = tuple(_spared(operation) for operation in plan.operations)
    made = replace(plan, operations=operations, title=plan.title.replace("in a with block", "in a try block"))
    return None if made.helpers else made


def _spared(operation: Operation) -> Operation:
    if not isinstance(operation, Block) or operation.opener.helper not in _RELEASES:
        return operation
    return Guard(operation.anchor, operation.last, _RELEASES[operation.opener.helper].format(operation.name))
