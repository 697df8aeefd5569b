"""Carry out what a plan says of a lock's block: statements leave it, captures go before them, returns converge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import libcst as cst

from letgo.flow.language import RewriteError
from letgo.flow.plan import Ahead, Capture, Converge, Defer, Drain, Enclose, Later, LetGo, Owe, Poll, Sink
from letgo.python.rewrite.converge import Converging, opposite
from letgo.python.rewrite.enclose import enclose
from letgo.python.rewrite.owing import owe
from letgo.python.rewrite.pieces import Part, Piece, comments_above, find, led


class LockRewriter:
    """The operations on the blocks of locks in one function. `indent` is one level of it."""

    def __init__(self, module: cst.Module, part: Part, indent: str) -> None:
        self.module = module
        self.part = part
        self.indent = indent
        self.drained: Counter[int] = Counter()  # loops behind each block
        self.headers = dict(_headers(part, indent))  # blocks as they were, by statement id

    def do(self, operation: object, source: str) -> bool:
        """Carry out one operation, if it is about a lock's block; whether it is."""
        match operation:
            case LetGo():
                self._let_go(operation)
            case Capture():
                self._capture(operation, source)
            case Converge():
                self._converge(operation, source)
            case Defer():
                self._defer(operation)
            case Drain():
                self._drain(operation)
            case Later():
                self._later(operation, source)
            case Owe(block=block):
                owe(self.part, operation, self._header(block), self.indent, self.drained)
            case Sink():
                self._sink(operation)
            case Poll():
                self._poll(operation)
            case Enclose():
                self._enclose(operation, source)
            case Ahead():
                self._ahead(operation, source)
            case _:
                return False
        return True

    def _block(self, stmt: int) -> tuple[Part, int, Piece]:
        part, index = find(self.part, stmt)
        piece = part.pieces[index]
        if not isinstance(piece.node, cst.With) or piece.parts[0].inline:
            raise RewriteError("the block of the lock is not where it was")
        return part, index, piece

    # -- leaving ---------------------------------------------------------------------------------------------------

    def _let_go(self, operation: LetGo) -> None:
        part, index, block = self._block(operation.block)
        body = block.parts[0].pieces
        first, last = _index(body, operation.first), _index(body, operation.last)
        before, moved, behind = body[:first], body[first : last + 1], body[last + 1 :]
        assert isinstance(block.node, cst.With)
        made: list[Piece] = []
        if before:
            made.append(self._again(block, before, leading=True))
        elif moved:
            moved[0].node = led(moved[0].node, [*block.node.leading_lines, *comments_above(moved[0].node)])
        made += moved
        if behind:
            made.append(self._again(block, behind, leading=False))
        elif _footer(block.node):
            raise RewriteError("a comment stands at the end of the block")
        part.pieces[index : index + 1] = made
        part.changed = True

    @staticmethod
    def _again(block: Piece, body: list[Piece], leading: bool) -> Piece:
        """A block with the same header around some of the statements."""
        node = block.node
        assert isinstance(node, cst.With)
        if not leading:
            node = node.with_changes(leading_lines=comments_above(body[0].node))
            body[0].node = led(body[0].node, [])
        elif isinstance(node.body, cst.IndentedBlock):
            node = node.with_changes(body=node.body.with_changes(footer=[]))
        return Piece(block.ids if leading else (), node, [Part("body", 0, body, changed=True)], new=True)

    def _defer(self, operation: Defer) -> None:
        part, index, block = self._block(operation.block)
        inner = block.parts[0]
        body = inner.pieces
        first, last = _index(body, operation.first), _index(body, operation.last)
        end = len(body) if operation.ending < 0 else _index(body, operation.ending)
        moved, behind, ending = body[first : last + 1], body[last + 1 : end], body[end:]
        if not behind or len(ending) > 1:
            raise RewriteError("nothing of the block would come before what leaves it")
        if isinstance(block.node, cst.With) and _footer(block.node):
            raise RewriteError("a comment stands at the end of the block")
        inner.pieces = [*body[:first], *behind]
        if not first:
            behind[0].node = led(behind[0].node, comments_above(behind[0].node))
        inner.changed = True
        back = [self._back(body[_index(body, each)].node) for each in operation.back]
        left = [self._or_back(operation, moved, back)] if back else moved
        part.pieces[index + 1 : index + 1] = [*left, *ending]
        part.changed = True

    @staticmethod
    def _back(node: cst.CSTNode) -> cst.SimpleStatementLine:
        """The statement that takes back what one that counts did."""
        small = node.body[0] if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1 else None
        if not isinstance(small, cst.AugAssign):
            raise RewriteError("what is to be taken back doesn't count")
        operator = cst.SubtractAssign() if isinstance(small.operator, cst.AddAssign) else cst.AddAssign()
        return cst.SimpleStatementLine([small.with_changes(operator=operator)])

    def _or_back(self, operation: Defer, moved: list[Piece], back: list[cst.SimpleStatementLine]) -> Piece:
        """`try:` what left the block; if it fails, `back` runs under the lock."""
        indent = self.indent
        moved[0].node = led(moved[0].node, comments_above(moved[0].node))
        again = self._header(operation.block).with_changes(body=cst.IndentedBlock(back, indent=indent))
        body = cst.IndentedBlock([again, cst.SimpleStatementLine([cst.Raise()])], indent=indent)
        handler = cst.ExceptHandler(type=cst.Name("BaseException"), body=body)
        node = cst.Try(body=cst.IndentedBlock([], indent=indent), handlers=[handler])
        return Piece((), node, [Part("body", 0, moved, changed=True)], new=True)

    def _drain(self, operation: Drain) -> None:
        part, index, block = self._block(operation.block)
        if isinstance(block.node, cst.With) and _footer(block.node):
            raise RewriteError("a comment stands at the end of the block")
        body = block.parts[0]
        ending = [body.pieces.pop(_index(body.pieces, operation.ending))] if operation.ending >= 0 else []
        inner, at = find(self.part, operation.stmt)
        left = inner.pieces[at]
        inner.pieces[at] = Piece((), self._line(f"{operation.into}.append({operation.item})"), new=True)
        inner.changed = True
        above = list(getattr(block.node, "leading_lines", ()))
        said = comments_above(block.node)
        first = led(self._line(f"{operation.into} = []"), above[: len(above) - len(said)])
        block.node, block.new = led(block.node, said), True
        suite = cst.IndentedBlock([], indent=self.indent)
        loop = cst.For(cst.Name(operation.item), cst.Name(operation.into), suite)
        again = Piece((), loop, [Part("body", 0, [left], changed=True)], new=True)
        behind = index + 1 + self.drained[operation.block]
        part.pieces[behind:behind] = [again, *ending]
        part.pieces.insert(index, Piece((), first, new=True))
        self.drained[operation.block] += 1
        part.changed = True

    def _line(self, text: str) -> cst.SimpleStatementLine:
        made = cst.parse_statement(text, config=self.module.config_for_parsing)
        assert isinstance(made, cst.SimpleStatementLine)
        return made

    def _later(self, operation: Later, source: str) -> None:
        inner, at = find(self.part, operation.stmt)
        by = f"max({operation.by}, 0)" if operation.floor else operation.by
        value = cst.parse_expression(f"{source.strip()} + {by}", config=self.module.config_for_parsing)
        replacing = _Replace(self.module, source.strip(), value)
        _deep(inner.pieces[at], replacing)
        inner.changed = True
        if replacing.done != 1:
            raise RewriteError("the time that is noted is not read once")

    def _sink(self, operation: Sink) -> None:
        part, index, block = self._block(operation.block)
        branch = block.parts[0].pieces[0]
        if not isinstance(branch.node, cst.If) or len(block.parts[0].pieces) != 1 or len(branch.parts) != 1:
            raise RewriteError("the block holds more than one branch")
        if isinstance(block.node, cst.With) and _footer(block.node):
            raise RewriteError("a comment stands at the end of the block")
        above, said = list(getattr(block.node, "leading_lines", ())), comments_above(branch.node)
        block.node, block.new = led(block.node, []), True
        branch.node, branch.new = led(branch.node, [*above, *said]), True
        block.parts[0].pieces, branch.parts[0].pieces = branch.parts[0].pieces, [block]
        block.parts[0].changed = branch.parts[0].changed = part.changed = True
        part.pieces[index] = branch

    def _poll(self, operation: Poll) -> None:
        part, index, block = self._block(operation.block)
        body = block.parts[0].pieces
        at = _index(body, operation.loop)
        loop = body[at]
        if not isinstance(loop.node, cst.While) or len(loop.parts) != 1 or loop.parts[0].inline:
            raise RewriteError("no loop on a condition stands in the block")
        inner = loop.parts[0].pieces
        sleep = _index(inner, operation.sleep)
        start = len(operation.hoisted)
        hoisted, before, after, again = body[:start], body[start:at], body[at + 1 :], inner[sleep + 1 :]
        if [self._lines(each) for each in before] != [self._lines(each) for each in again]:
            raise RewriteError("what is done before each look isn't the same")
        if any(comments_above(each.node) for each in again):
            raise RewriteError("a comment stands in what is done after the sleep")
        leave = [] if operation.ends else [Piece((), cst.SimpleStatementLine([cst.Break()]), new=True)]
        own = loop.node.body
        if isinstance(own, cst.IndentedBlock) and any(line.comment for line in own.footer):
            raise RewriteError("a comment stands at the end of the loop")
        suite = cst.IndentedBlock([], indent=self.indent)
        said = suite.with_changes(header=own.header) if isinstance(own, cst.IndentedBlock) else suite
        done = cst.If(opposite(loop.node.test), said, leading_lines=loop.node.leading_lines)
        after = [*after, *leave]
        after[0].node, after[0].new = led(after[0].node, comments_above(after[0].node)), True
        asked = Piece((), done, [Part("body", 0, after, changed=True)], new=True)
        block.parts[0].pieces = [*before, asked, *inner[:sleep]]
        block.parts[0].changed = True
        first = block.parts[0].pieces[0]
        first.node, first.new = led(first.node, comments_above(first.node)), True
        above = list(getattr(block.node, "leading_lines", ()))
        block.node, block.new = led(block.node, []), True
        head = hoisted[0] if hoisted else None
        if head:
            head.node, head.new = led(head.node, [*above, *comments_above(head.node)]), True
        around = cst.While(cst.Name("True"), suite, leading_lines=[] if head else above)
        both = Part("body", 0, [block, inner[sleep]], changed=True)
        part.pieces[index : index + 1] = [*hoisted, Piece((), around, [both], new=True)]
        part.changed = True

    def _lines(self, piece: Piece) -> list[str]:
        """How a statement is spelled, wherever it stands."""
        return [line.strip() for line in self.module.code_for_node(led(piece.node, [])).splitlines()]

    def _capture(self, operation: Capture, source: str) -> None:
        """Comes after the block was split: the binding goes to the end of what stayed before."""
        part, first = find(self.part, operation.first)
        _, last = find(self.part, operation.last)
        wanted = source.strip()
        value = cst.parse_expression(wanted, config=self.module.config_for_parsing)
        if operation.copied:
            value = cst.Call(cst.Name("list"), [cst.Arg(value)])
        target = cst.AssignTarget(cst.Name(operation.name))
        line = Piece((), cst.SimpleStatementLine([cst.Assign([target], value)]), new=True)
        replacing = _Replace(self.module, wanted, cst.Name(operation.name))
        for piece in part.pieces[first : last + 1]:
            _deep(piece, replacing)
        part.changed = True
        if not replacing.done:
            raise RewriteError("what must be read under the lock can't be found again")
        if operation.ahead >= 0:
            inner, index = find(self.part, operation.ahead)
            inner.pieces.insert(index, line)
            inner.changed = True
            return
        if first and operation.block in part.pieces[first - 1].ids:
            part.pieces[first - 1].parts[0].pieces.append(line)
            return
        left = part.pieces[first]
        said = comments_above(left.node)
        blank = list(getattr(left.node, "leading_lines", ()))[: -len(said) or None]
        left.node = led(left.node, [*([cst.EmptyLine(indent=False)] if said else []), *said])
        block = self._header(operation.block).with_changes(leading_lines=blank)
        part.pieces.insert(first, Piece((operation.block,), block, [Part("body", 0, [line], changed=True)], new=True))

    def _header(self, stmt: int) -> cst.With:
        """The header of the block as it was, for a block that holds nothing but what is captured."""
        node = self.headers.get(stmt)
        if node is None:
            raise RewriteError("the block of the lock is not where it was")
        return node.with_changes(leading_lines=[])

    def _ahead(self, operation: Ahead, source: str) -> None:
        part, index, block = self._block(operation.block)
        inner, at = find(self.part, operation.stmt)
        replacing = _Replace(self.module, source.strip(), cst.Name(operation.name))
        _deep(inner.pieces[at], replacing)
        inner.changed = True
        if replacing.done != 1:
            raise RewriteError("the waiting call can't be told from another one in its statement")
        value = cst.parse_expression(source.strip(), config=self.module.config_for_parsing)
        target = cst.AssignTarget(cst.Name(operation.name))
        leading = list(getattr(block.node, "leading_lines", ()))
        line = Piece((), cst.SimpleStatementLine([cst.Assign([target], value)], leading_lines=leading), new=True)
        block.node = led(block.node, [])
        block.new = True
        made = [line, block]
        if operation.twice:
            branch = block.parts[0].pieces[0].node
            assert isinstance(branch, cst.If)
            line.node = led(line.node, [])
            body = cst.IndentedBlock([], indent=self.indent)
            around = cst.If(branch.test, body, leading_lines=leading)
            both = [line] if operation.apart else made
            asked = Piece((), around, [Part("body", 0, both, changed=True)], new=True)
            made = [asked, block] if operation.apart else [asked]
        part.pieces[index : index + 1] = made
        part.changed = True

    # -- converging ------------------------------------------------------------------------------------------------

    def _converge(self, operation: Converge, source: str) -> None:
        part, index, block = self._block(operation.block)
        ending = Converging(self.module, source.strip(), self.indent)
        inner = ending.suite(block.parts[0].pieces)
        if inner is None:
            raise RewriteError("the returns of the block don't come together")
        if not inner:
            raise RewriteError("nothing would stay under the lock")
        block.parts[0].pieces = inner
        block.parts[0].changed = True
        line = cst.parse_statement(f"return {source.strip()}", config=self.module.config_for_parsing)
        assert isinstance(line, cst.SimpleStatementLine)
        part.pieces.insert(index + 1, Piece((), line.with_changes(leading_lines=[]), new=True))
        part.changed = True

    def _enclose(self, operation: Enclose, source: str) -> None:
        call = cst.parse_expression(source.strip(), config=self.module.config_for_parsing)
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
            raise RewriteError("acquire() is not where it was")
        block = enclose(self.part, operation, call.func.value, self.indent)
        self.headers |= dict(_headers(Part("body", 0, [block]), self.indent))


class _Replace(cst.CSTTransformer):
    """Expressions spelled alike become another one."""

    def __init__(self, module: cst.Module, text: str, other: cst.BaseExpression) -> None:
        super().__init__()
        self.module = module
        self.text = text
        self.other = other
        self.done = 0
        self.labels: set[int] = set()  # names that stand for no value: of attributes, of arguments

    def on_visit(self, node: cst.CSTNode) -> bool:
        label = node.attr if isinstance(node, cst.Attribute) else node.keyword if isinstance(node, cst.Arg) else None
        self.labels |= {id(label)} if label is not None else set()
        return True

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        alike = isinstance(original_node, cst.Attribute | cst.Call | cst.Name | cst.Subscript)
        if not alike or id(original_node) in self.labels:
            return updated_node
        if self.module.code_for_node(original_node).strip() == self.text:
            self.done += 1
            return self.other
        return updated_node


def _deep(piece: Piece, replacing: _Replace) -> None:
    """Replace in a statement and in all its suites, which are kept apart from it."""
    made = piece.node.visit(replacing)
    assert isinstance(made, cst.BaseStatement | cst.If)
    piece.node = made
    piece.new = True
    before = replacing.done
    for part in piece.parts:
        if part.inline:
            continue  # the node holds it, and nothing is planned on it
        for inner in part.pieces:
            _deep(inner, replacing)
        part.changed = True
    replacing.done = before  # the node holds its suites as well: they were counted with it


def _index(pieces: Sequence[Piece], stmt: int) -> int:
    for index, piece in enumerate(pieces):
        if stmt in piece.ids:
            return index
    raise RewriteError(f"statement {stmt} is not in the block")


def _footer(node: cst.With) -> bool:
    return isinstance(node.body, cst.IndentedBlock) and any(line.comment for line in node.body.footer)


def _headers(part: Part, indent: str) -> Iterator[tuple[int, cst.With]]:
    for piece in part.pieces:
        if isinstance(piece.node, cst.With):
            empty = cst.IndentedBlock([], indent=indent)
            if isinstance(piece.node.body, cst.IndentedBlock):
                empty = piece.node.body.with_changes(body=[], footer=[])
            yield piece.ids[0], piece.node.with_changes(body=empty)
        for inner in piece.parts:
            yield from _headers(inner, indent)
