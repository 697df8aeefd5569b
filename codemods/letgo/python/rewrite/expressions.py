"""The expressions a rewrite makes: an opener around a value, a value entered on a stack, a name in place of a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import libcst as cst

from letgo.flow.language import RewriteError
from letgo.flow.plan import Opener

Node = TypeVar("Node", bound=cst.CSTNode)


def called(dotted: str) -> cst.BaseExpression:
    """`contextlib.closing` as an expression."""
    made = cst.parse_expression(dotted)
    assert isinstance(made, cst.Name | cst.Attribute)
    return made


def value_of(line: cst.SimpleStatementLine) -> cst.BaseExpression | None:
    """The value of a binding statement with one target."""
    small = line.body[0]
    if isinstance(small, cst.Assign) and len(small.targets) == 1:
        return small.value
    if isinstance(small, cst.AnnAssign):
        return small.value
    return None


def _around(helper: cst.BaseExpression, value: cst.BaseExpression) -> cst.Call:
    """The call of a helper on a value; parentheses that stand around the value become those of the call."""
    if not value.lpar or isinstance(value, cst.GeneratorExp | cst.Yield):
        return cst.Call(helper, [cst.Arg(value)])
    before, after = value.lpar[0].whitespace_after, value.rpar[-1].whitespace_before
    inner = value.with_changes(lpar=value.lpar[1:], rpar=value.rpar[:-1])
    return cst.Call(helper, [cst.Arg(inner, whitespace_after_arg=after)], whitespace_before_args=before)


def opened(value: cst.BaseExpression, opener: Opener, spelled: Mapping[str, str]) -> cst.BaseExpression:
    """The value as the item of a `with`."""
    if opener.drops_await:
        if not isinstance(value, cst.Await):
            raise RewriteError("the acquisition is not awaited where it stands")
        value = value.expression
    if not opener.helper:
        return value
    return _around(called(spelled[opener.helper]), value)


def entered(value: cst.BaseExpression, stack: str, opener: Opener, spelled: Mapping[str, str]) -> cst.BaseExpression:
    """The value entered on the stack."""
    inner = opened(value, opener, spelled)
    if opener.asynchronous:
        method = cst.Attribute(cst.Name(stack), cst.Name("enter_async_context"))
        return cst.Await(cst.Call(method, [cst.Arg(inner)]))
    return cst.Call(cst.Attribute(cst.Name(stack), cst.Name("enter_context")), [cst.Arg(inner)])


class _Calls(cst.CSTVisitor):
    def __init__(self, module: cst.Module, source: str) -> None:
        super().__init__()
        self.module = module
        self.source = source
        self.found: list[cst.BaseExpression] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if (
            isinstance(node, cst.Call | cst.Await)
            and self._may_be(node)
            and self.module.code_for_node(node).strip() == self.source.strip()
        ):
            self.found.append(node)
            return False
        return not isinstance(node, cst.IndentedBlock | cst.Lambda)

    def _may_be(self, node: cst.Call | cst.Await) -> bool:
        """A cheap look at the name before the text of the node is made."""
        call = node.expression if isinstance(node, cst.Await) else node
        func = call.func if isinstance(call, cst.Call) else call
        name = func.attr if isinstance(func, cst.Attribute) else func
        return not isinstance(name, cst.Name) or name.value in self.source


def only_call(module: cst.Module, node: cst.CSTNode, source: str) -> cst.BaseExpression:
    """The one call in a statement whose text is `source`."""
    visitor = _Calls(module, source)
    node.visit(visitor)
    if len(visitor.found) != 1:
        raise RewriteError("the acquiring call can't be told from another one in its statement")
    return visitor.found[0]


def replaced(node: Node, old: cst.CSTNode, new: cst.CSTNode) -> Node:
    """A node with one of its descendants replaced."""
    made = node.deep_replace(old, new)
    assert isinstance(made, type(node))
    return made
