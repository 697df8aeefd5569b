"""Plan in, new text of the function out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count

import libcst as cst

from letgo.flow.language import RewriteError
from letgo.flow.plan import (
    After,
    Around,
    Block,
    Cover,
    Drop,
    DropFinally,
    Finish,
    Guard,
    Name,
    NameInTry,
    OnError,
    Plan,
    Rewrap,
    Several,
    Stack,
)
from letgo.python.rewrite.expressions import called, entered, only_call, opened, replaced, value_of
from letgo.python.rewrite.locks import LockRewriter
from letgo.python.rewrite.pieces import Part, Piece, find, pieces

WIDTH = 100  # a merged header longer than this stays two blocks


def rewrite(text: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> str:
    """The text of one function (whole lines, decorators first) with the plan carried out.

    `spelled` says how the module spells each helper (`contextlib.closing` -> `closing`); `sources` gives the text of
    the expression at each operation's place, by position in the plan. Raises `RewriteError`.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    indented = text[:1] in (" ", "\t")
    head = f"if 1:{newline}" if indented else ""
    module = _module(head + text)
    outer = module.body[0]
    function = outer.body.body[0] if indented and isinstance(outer, cst.If) else outer
    if not isinstance(function, cst.FunctionDef | cst.If) or not isinstance(function.body, cst.IndentedBlock):
        raise RewriteError("the function has no body of its own")
    part = Part("body", 0, pieces(function.body.body, count()))
    indent = function.body.indent
    work = _Work(module, part, spelled, module.default_indent if indent is None else indent)
    locks = LockRewriter(module, part, work.indent)
    for number, operation in enumerate(plan.operations):
        if not locks.do(operation, sources.get(number, "")):
            work.do(operation, sources.get(number, ""))
    merge(part, module)
    made = function.with_changes(body=function.body.with_changes(body=[piece.build() for piece in part.pieces]))
    changed = module.deep_replace(function, made)
    assert isinstance(changed, cst.Module)
    return changed.code[len(head) :]


@lru_cache(maxsize=4)  # several plans are tried on one function, and its tree never changes
def _module(text: str) -> cst.Module:
    """A text as LibCST's tree. Raises `RewriteError` if it isn't read, or not given back as it was."""
    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise RewriteError(f"LibCST can't read the function: {error.message}") from error
    if module.code != text:
        raise RewriteError("LibCST doesn't give the function back byte for byte")
    return module


class _Work:
    """The operations on the statement lists of one function."""

    def __init__(self, module: cst.Module, part: Part, spelled: Mapping[str, str], indent: str) -> None:
        self.indent = indent
        self.module = module
        self.part = part
        self.spelled = spelled

    def do(self, operation: object, source: str) -> None:
        """Carry out one operation."""
        match operation:
            case Block():
                self._block(operation)
            case Several():
                self._several(operation)
            case Stack():
                self._stack(operation)
            case Cover():
                self._cover(operation)
            case Name():
                self._name(operation, source)
            case NameInTry():
                self._name_in_try(operation, source)
            case Guard(anchor, last, release):
                final = cst.Finally(body=cst.IndentedBlock([self._statement(release)]))
                self._try(anchor, last, cst.Try(body=cst.IndentedBlock([]), finalbody=final))
            case OnError(anchor, last, release):
                again = cst.SimpleStatementLine([cst.Raise()])
                body = cst.IndentedBlock([self._statement(release), again])
                handler = cst.ExceptHandler(type=cst.Name("BaseException"), body=body)
                self._try(anchor, last, cst.Try(body=cst.IndentedBlock([]), handlers=[handler]))
            case After(anchor, text):
                part, index = find(self.part, anchor)
                part.pieces.insert(index + 1, Piece((), self._statement(text), new=True))
                part.changed = True
            case Rewrap():
                self._rewrap(operation, source)
            case Around():
                self._around(operation, source)
            case Finish(stmt, release):
                part, index = find(self.part, stmt)
                line = self._line(part.pieces[index])
                if not isinstance(line.body[0], cst.Expr):
                    raise RewriteError("the statement is not a plain expression")
                made = cst.Expr(cst.Call(cst.Attribute(line.body[0].value, cst.Name(release))))
                part.pieces[index].node = line.with_changes(body=[made])
                part.changed = True
            case Drop(stmt):
                self._drop(stmt)
            case DropFinally(stmt):
                self._drop_finally(stmt)

    def _statement(self, text: str) -> cst.SimpleStatementLine:
        made = cst.parse_statement(text, config=self.module.config_for_parsing)
        assert isinstance(made, cst.SimpleStatementLine)
        return made.with_changes(leading_lines=[])

    def _range(self, first: int, last: int) -> tuple[Part, int, int]:
        part, index = find(self.part, first)
        other, end = find(self.part, last)
        if other is not part or end < index:
            raise RewriteError("the statements of the block don't stand in one suite")
        return part, index, end

    def _line(self, piece: Piece) -> cst.SimpleStatementLine:
        if not isinstance(piece.node, cst.SimpleStatementLine) or len(piece.ids) != 1:
            raise RewriteError("a statement shares its line with another")
        return piece.node

    def _enclose(self, part: Part, start: int, end: int, header: cst.With | cst.Try) -> None:
        """Put the pieces `start` to `end` into a new statement in their place."""
        inner = part.pieces[start : end + 1]
        if inner and isinstance(header, cst.With | cst.Try):
            inner[0].node = inner[0].node.with_changes(leading_lines=_trimmed(_leading(inner[0].node)))
        header = _indented(header, self.indent)
        piece = Piece((), header, [Part("body", 0, inner, changed=True)], new=True)
        part.pieces[start : end + 1] = [piece]
        part.changed = True

    def _block(self, operation: Block) -> None:
        part, index, end = self._range(operation.anchor, operation.last)
        line = self._line(part.pieces[index])
        if operation.keeps_anchor:
            item = cst.WithItem(opened(cst.Name(operation.name), operation.opener, self.spelled))
            header = cst.With([item], cst.IndentedBlock([]), asynchronous=_asynchronous(operation.opener.asynchronous))
            self._enclose(part, index + 1, end, header)
            return
        value = value_of(line)
        if value is None:
            raise RewriteError("the acquisition is not a plain binding")
        item = cst.WithItem(opened(value, operation.opener, self.spelled), cst.AsName(cst.Name(operation.name)))
        header = cst.With(
            [item], cst.IndentedBlock([], header=line.trailing_whitespace), leading_lines=line.leading_lines,
            asynchronous=_asynchronous(operation.opener.asynchronous),
        )  # fmt: skip
        del part.pieces[index]
        self._enclose(part, index, end - 1, header)

    def _several(self, operation: Several) -> None:
        part, index, end = self._range(operation.anchor, operation.last)
        line = self._line(part.pieces[index])
        values = value_of(line)
        if not isinstance(values, cst.Tuple) or len(values.elements) != len(operation.items):
            raise RewriteError("the acquisitions are not a plain tuple")
        items = [
            cst.WithItem(
                opened(element.value, opener, self.spelled),
                cst.AsName(cst.Name(name)),
                _comma() if element is not values.elements[-1] else cst.MaybeSentinel.DEFAULT,
            )
            for element, (name, opener) in zip(values.elements, operation.items, strict=True)
        ]
        header = cst.With(
            items, cst.IndentedBlock([], header=line.trailing_whitespace), leading_lines=line.leading_lines,
            asynchronous=_asynchronous(operation.items[0][1].asynchronous),
        )  # fmt: skip
        if "\n" in "".join(self.module.code_for_node(item) for item in items):
            raise RewriteError("the acquisitions stand on several lines")
        del part.pieces[index]
        self._enclose(part, index, end - 1, header)

    def _stack(self, operation: Stack) -> None:
        part, index, end = self._range(operation.first, operation.last)
        for anchor, opener in operation.entries:
            home, place = find(self.part, anchor)
            line = self._line(home.pieces[place])
            value = value_of(line)
            if value is None:
                raise RewriteError("the acquisition is not a plain binding")
            made = entered(value, operation.stack, opener, self.spelled)
            home.pieces[place].node = line.deep_replace(value, made)  # type: ignore[arg-type]
            home.changed = True
        name = "contextlib.AsyncExitStack" if operation.asynchronous else "contextlib.ExitStack"
        item = cst.WithItem(cst.Call(called(self.spelled[name])), cst.AsName(cst.Name(operation.stack)))
        header = cst.With(
            [item], cst.IndentedBlock([]), leading_lines=_leading(part.pieces[index].node),
            asynchronous=_asynchronous(operation.asynchronous),
        )  # fmt: skip
        part.pieces[index].node = part.pieces[index].node.with_changes(leading_lines=[])
        self._enclose(part, index, end, header)

    def _cover(self, operation: Cover) -> None:
        part, index, end = self._range(operation.first, operation.last)
        for anchor in operation.anchors:
            home, place = find(self.part, anchor)
            line = self._line(home.pieces[place])
            small = line.body[0]
            if not isinstance(small, cst.Assign) or len(small.targets) != 1:
                raise RewriteError("the acquisition is not a plain binding")
            both = small.with_changes(targets=[*small.targets, cst.AssignTarget(cst.Name(operation.own))])
            home.pieces[place].node = line.with_changes(body=[both])
            home.changed = True
        leading = _leading(part.pieces[index].node)
        part.pieces[index].node = part.pieces[index].node.with_changes(leading_lines=[])
        test = cst.parse_expression(f"{operation.own} is not None")
        release = cst.If(test, cst.IndentedBlock([self._statement(operation.ending)], indent=self.indent))
        final = cst.Finally(body=cst.IndentedBlock([release]))
        self._enclose(part, index, end, cst.Try(body=cst.IndentedBlock([]), finalbody=final))
        bound = self._statement(f"{operation.own} = None").with_changes(leading_lines=leading)
        part.pieces.insert(index, Piece((), bound, new=True))

    def _name(self, operation: Name, source: str) -> None:
        part, index, end = self._range(operation.first, operation.last)
        node = part.pieces[index].node
        call = only_call(self.module, node, source)
        item = cst.WithItem(opened(call, operation.opener, self.spelled), cst.AsName(cst.Name(operation.name)))
        header = cst.With(
            [item],
            cst.IndentedBlock([]),
            leading_lines=_leading(node),
            asynchronous=_asynchronous(operation.opener.asynchronous),
        )
        part.pieces[index].node = replaced(node, call, cst.Name(operation.name)).with_changes(leading_lines=[])
        self._enclose(part, index, end, header)

    def _name_in_try(self, operation: NameInTry, source: str) -> None:
        part, index, end = self._range(operation.first, operation.last)
        node = part.pieces[index].node
        call = only_call(self.module, node, source)
        part.pieces[index].node = replaced(node, call, cst.Name(operation.name)).with_changes(leading_lines=[])
        self._bound(part, index, end, operation.name, call, operation.release, _leading(node))

    def _bound(
        self, part: Part, index: int, end: int, name: str, value: cst.BaseExpression, release: str,
        leading: Sequence[cst.EmptyLine],
    ) -> None:  # fmt: skip
        """`name = value`, and the pieces `index` to `end` behind it in a `try:` with its release."""
        final = cst.Finally(body=cst.IndentedBlock([self._statement(release)]))
        self._enclose(part, index, end, cst.Try(body=cst.IndentedBlock([]), finalbody=final))
        target = cst.AssignTarget(cst.Name(name))
        bound = cst.SimpleStatementLine([cst.Assign([target], value)], leading_lines=leading)
        part.pieces.insert(index, Piece((), bound, new=True))

    def _try(self, anchor: int, last: int, header: cst.Try) -> None:
        part, index, end = self._range(anchor, last)
        self._enclose(part, index + 1, end, header)

    def _rewrap(self, operation: Rewrap, source: str) -> None:
        part, index = find(self.part, operation.anchor)
        node = part.pieces[index].node
        if not isinstance(node, cst.With):
            raise RewriteError("the with block is not where it was")
        items = list(node.items)
        for number, item in enumerate(items):
            if self.module.code_for_node(item.item).strip() == source.strip():
                made = item.with_changes(
                    item=opened(item.item, operation.opener, self.spelled),
                    asname=item.asname if operation.named else cst.AsName(cst.Name(operation.name)),
                    comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")),
                )
                own = cst.WithItem(cst.Name(operation.name), comma=item.comma)
                items[number : number + 1] = [made, own]
                part.pieces[index].node = node.with_changes(items=items)
                part.pieces[index].new = part.changed = True
                return
        raise RewriteError("the with block is not where it was")

    def _around(self, operation: Around, source: str) -> None:
        part, index, end = self._range(operation.anchor, operation.last)
        node = part.pieces[index].node
        if not isinstance(node, cst.With) or self.module.code_for_node(node.items[0].item).strip() != source.strip():
            raise RewriteError("the resource is not the first that the with block enters")
        value, leading = node.items[0].item, node.leading_lines
        own = node.items[0].with_changes(item=cst.Name(operation.name), asname=None)
        part.pieces[index].node = node.with_changes(items=[own, *node.items[1:]], leading_lines=[])
        part.pieces[index].new = True
        if operation.opener is not None:
            item = cst.WithItem(opened(value, operation.opener, self.spelled), cst.AsName(cst.Name(operation.name)))
            self._enclose(part, index, end, cst.With([item], cst.IndentedBlock([]), leading_lines=leading))
            return
        self._bound(part, index, end, operation.name, value, operation.release, leading)

    def _drop(self, stmt: int) -> None:
        part, index = find(self.part, stmt)
        if part.inline or len(part.pieces[index].ids) != 1:
            raise RewriteError("the release shares its line with another statement")
        del part.pieces[index]
        part.changed = True

    def _drop_finally(self, stmt: int) -> None:
        part, index = find(self.part, stmt)
        piece = part.pieces[index]
        node = piece.node
        if not isinstance(node, cst.Try | cst.TryStar):
            raise RewriteError("the try is not where it was")
        piece.parts = [each for each in piece.parts if each.field != "finalbody"]
        part.changed = True
        if node.handlers:
            piece.node = node.with_changes(finalbody=None)
            piece.new = True
            return
        body = piece.parts[0]
        if body.inline:
            raise RewriteError("a suite stands on the line of its header")
        inner = body.pieces
        if inner:
            leading = [*node.leading_lines, *_trimmed(_leading(inner[0].node))]
            inner[0].node = inner[0].node.with_changes(leading_lines=leading)
        part.pieces[index : index + 1] = inner


def _indented(header: cst.With | cst.Try, indent: str) -> cst.With | cst.Try:
    """A new statement whose suites are indented as the function's own are."""
    changes: dict[str, cst.CSTNode | list[cst.ExceptHandler]] = {}
    if isinstance(header.body, cst.IndentedBlock):
        changes["body"] = header.body.with_changes(indent=indent)
    if isinstance(header, cst.Try):
        if isinstance(header.finalbody, cst.Finally):
            final = header.finalbody
            changes["finalbody"] = final.with_changes(body=final.body.with_changes(indent=indent))
        changes["handlers"] = [
            each.with_changes(body=each.body.with_changes(indent=indent)) for each in header.handlers
        ]
    made = header.with_changes(**changes)
    assert isinstance(made, cst.With | cst.Try)
    return made


def merge(part: Part, module: cst.Module) -> None:
    """A new block that holds nothing but another new block becomes one `with a, b:`, where the line stays short."""
    for piece in part.pieces:
        for inner in piece.parts:
            merge(inner, module)
        while (
            piece.new and isinstance(piece.node, cst.With) and len(piece.parts) == 1 and len(piece.parts[0].pieces) == 1
        ):
            only = piece.parts[0].pieces[0]
            if not (only.new and isinstance(only.node, cst.With) and len(only.parts) == 1 and not _leading(only.node)):
                break
            same = (piece.node.asynchronous is None) == (only.node.asynchronous is None)
            items = [*(item.with_changes(comma=_comma()) for item in piece.node.items), *only.node.items]
            length = sum(len(module.code_for_node(item)) for item in items)
            if not same or length > WIDTH - 12 or "\n" in "".join(module.code_for_node(item) for item in items):
                break
            piece.node = piece.node.with_changes(items=items)
            piece.parts = only.parts


def _comma() -> cst.Comma:
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _asynchronous(wanted: bool) -> cst.Asynchronous | None:
    return cst.Asynchronous() if wanted else None


def _leading(node: cst.CSTNode) -> list[cst.EmptyLine]:
    return list(getattr(node, "leading_lines", ()))


def _trimmed(lines: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """Leading lines without the blank ones on top, which would follow the header of the block."""
    while lines and lines[0].comment is None:
        lines = lines[1:]
    return lines
