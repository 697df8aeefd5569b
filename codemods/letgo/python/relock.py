"""Prove a rewrite of a lock's block: do it once more, on `ast` trees, and demand the same function.

Independent of the rewriter, which works on LibCST's trees. What leaves a block keeps its order: a statement is neither
lost nor added but for the captures that the plan names, and nothing else of the function is another.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping

from letgo.flow.language import ProofError
from letgo.flow.plan import Ahead, Capture, Converge, Defer, Drain, Enclose, Later, LetGo, Owe, Plan, Poll, Sink
from letgo.python.reconverge import converged, opposite, returns

OPERATIONS = (Ahead, Capture, Converge, Defer, Drain, Enclose, Later, LetGo, Owe, Poll, Sink)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_about_locks(plan: Plan) -> bool:
    """Whether a plan is about the blocks of locks, and about nothing else."""
    return bool(plan.operations) and all(isinstance(each, OPERATIONS) for each in plan.operations)


def literals_added(plan: Plan) -> frozenset[str]:
    """The literals that the operations of a plan bring along themselves."""
    return frozenset({"0"}) if any(isinstance(each, Later) and each.floor for each in plan.operations) else frozenset()


def redo(before: Function, numbered: Mapping[int, ast.stmt], plan: Plan, sources: Mapping[int, str]) -> None:
    """Carry a plan out on the old function, in place. `numbered` are its statements by id. Raises `ProofError`."""
    work = _Redo(before, numbered)
    for number, operation in enumerate(plan.operations):
        match operation:
            case LetGo():
                work.let_go(operation)
            case Capture():
                work.capture(operation, sources.get(number, ""))
            case Converge():
                work.converge(operation, sources.get(number, ""))
            case Defer():
                work.defer(operation)
            case Drain():
                work.drain(operation)
            case Later():
                work.later(operation, sources.get(number, ""))
            case Owe():
                work.owe(operation)
            case Sink():
                work.sink(operation)
            case Poll():
                work.poll(operation)
            case Enclose():
                work.enclose(operation, sources.get(number, ""))
            case Ahead():
                work.ahead(operation, sources.get(number, ""))


class _Redo:
    def __init__(self, before: Function, numbered: Mapping[int, ast.stmt]) -> None:
        self.before = before
        self.numbered = dict(numbered)
        self.kept: dict[int, ast.With | ast.AsyncWith] = {}
        self.drained: Counter[int] = Counter()  # loops behind each block

    def _home(self, node: ast.stmt) -> list[ast.stmt]:
        """The suite that a statement stands in."""
        for parent in ast.walk(self.before):
            for suite in _suites(parent):
                if any(each is node for each in suite):
                    return suite
        raise ProofError("a statement of the plan is not in the function")

    def _block(self, stmt: int) -> ast.With | ast.AsyncWith:
        node = self.numbered.get(stmt)
        if not isinstance(node, ast.With | ast.AsyncWith):
            raise ProofError("the block of the lock is not where the plan says")
        return node

    def let_go(self, operation: LetGo) -> None:
        block = self._block(operation.block)
        home = self._home(block)
        at = _at(home, block)
        first, last = _at(block.body, self.numbered[operation.first]), _at(block.body, self.numbered[operation.last])
        before, moved, behind = block.body[:first], block.body[first : last + 1], block.body[last + 1 :]
        made: list[ast.stmt] = []
        if before:
            block.body = before
            self.kept[operation.block] = block
            made.append(block)
        made += moved
        if behind:
            again = type(block)(block.items, behind)
            made.append(again)
        home[at : at + 1] = made

    def capture(self, operation: Capture, source: str) -> None:
        """`name = X` at the end of what stayed; X becomes the name in what left."""
        left = self.numbered[operation.first]
        home = self._home(left)
        at, end = _at(home, left), _at(home, self.numbered[operation.last])
        value: ast.expr = ast.parse(source.strip(), mode="eval").body
        if not sum(_named(home[index], value, operation.name) for index in range(at, end + 1)):
            raise ProofError("what is read under the lock is not needed outside")
        if operation.copied:
            value = ast.Call(ast.Name("list", ast.Load()), [value], [])
        line = ast.Assign([ast.Name(operation.name, ast.Store())], value)
        if operation.ahead >= 0:
            inner = self._home(self.numbered[operation.ahead])
            inner.insert(_at(inner, self.numbered[operation.ahead]), line)
            return
        kept = self.kept.get(operation.block)
        if kept is not None:
            kept.body.append(line)
            return
        block = self._block(operation.block)
        made = type(block)(block.items, [line])
        self.kept[operation.block] = made
        home.insert(at, made)

    def defer(self, operation: Defer) -> None:
        """What is moved follows the block; what counted in it is counted back if that fails."""
        block = self._block(operation.block)
        first, last = _at(block.body, self.numbered[operation.first]), _at(block.body, self.numbered[operation.last])
        moved, ending = block.body[first : last + 1], list[ast.stmt]()
        if operation.ending >= 0:
            ending = [block.body[-1]]
            if ending[0] is not self.numbered[operation.ending] or not isinstance(ending[0], ast.Return):
                raise ProofError("what follows the block is not the return at its end")
        stays = [each for each in block.body if each not in (*moved, *ending)]
        back = [_counted_back(each, stays[first:]) for each in map(self.numbered.__getitem__, operation.back)]
        block.body = stays
        if back:
            handler = ast.ExceptHandler(ast.Name("BaseException", ast.Load()), None, [])
            handler.body = [type(block)(block.items, back), ast.Raise()]
            moved = [ast.Try(moved, [handler], [], [])]
        home = self._home(block)
        at = _at(home, block) + 1
        home[at:at] = [*moved, *ending]

    def drain(self, operation: Drain) -> None:
        """What deals with one thing of a loop goes into a loop of its own behind the block."""
        block = self._block(operation.block)
        moved = self.numbered[operation.stmt]
        home, ending = self._home(block), list[ast.stmt]()
        if operation.ending >= 0:
            ending = [block.body.pop()]
            if ending[0] is not self.numbered[operation.ending] or not isinstance(ending[0], ast.Return):
                raise ProofError("what follows the block is not the return at its end")
        inner = self._home(moved)
        inner[_at(inner, moved)] = ast.parse(f"{operation.into}.append({operation.item})").body[0]
        item, into = ast.Name(operation.item, ast.Store()), ast.Name(operation.into, ast.Load())
        at = _at(home, block)
        home.insert(at, ast.Assign([ast.Name(operation.into, ast.Store())], ast.List([], ast.Load())))
        behind = at + 2 + self.drained[operation.block]
        home[behind:behind] = [ast.For(item, into, [moved], []), *ending]
        self.drained[operation.block] += 1

    def owe(self, operation: Owe) -> None:
        """What stands in a branch is done behind the block, if the branch was taken."""
        block = self._block(operation.block)
        first, last = self.numbered[operation.first], self.numbered[operation.last]
        home, inner = self._home(block), self._home(first)
        start, end = _at(inner, first), _at(inner, last)
        moved, follows = inner[start : end + 1], [self.numbered[each] for each in operation.again]
        if inner[end + 1 : end + 1 + len(follows)] != follows:
            raise ProofError("what follows the wait isn't what the plan says")
        flag = ast.Name(operation.flag, ast.Load())
        test = ast.Compare(flag, [ast.IsNot()], [ast.Constant(None)]) if operation.noted else flag
        body = list(moved)
        then: list[ast.stmt] = [ast.If(self._asked(inner), follows, [])] if operation.looks else [*follows]
        if follows and operation.rest < 0:
            body.append(type(block)(block.items, then))
        elif follows:
            then = [ast.If(test, then, [])]
        gone = [*moved, *follows]
        if operation.leave >= 0:
            gone.append(inner[-1])
            body.append(_the_return(inner[-1], self.numbered[operation.leave]))
        if any(inner is suite for each in moved for node in ast.walk(each) for suite in _suites(node)):
            raise ProofError("the statements of the plan don't stand in one suite")
        inner[:] = [each for each in inner if each not in gone]
        store = ast.Name(operation.flag, ast.Store())
        at = _at(home, block)
        home.insert(at, ast.Assign([store], ast.Constant(None if operation.noted else False)))
        if not operation.noted:
            inner.insert(start, ast.Assign([store], ast.Constant(True)))
        made: list[ast.stmt] = [ast.If(test, body, [])]
        if operation.ending >= 0:
            made.append(_the_return(block.body.pop(), self.numbered[operation.ending]))
        if operation.rest >= 0:
            rest = _at(block.body, self.numbered[operation.rest])
            made.append(type(block)(block.items, [*then, *block.body[rest:]]))
            del block.body[rest:]
        behind = at + 2 + self.drained[operation.block]
        home[behind:behind] = made
        self.drained[operation.block] += 1

    def _asked(self, suite: list[ast.stmt]) -> ast.expr:
        """The condition of the branch that holds nothing but a suite."""
        for node in ast.walk(self.before):
            if isinstance(node, ast.If) and node.body is suite:
                return node.test
        raise ProofError("the wait doesn't stand in a branch")

    def later(self, operation: Later, source: str) -> None:
        """The time that is noted becomes that of the end of the pause."""
        value = ast.parse(source.strip(), mode="eval").body
        more: ast.expr = ast.Name(operation.by, ast.Load())
        if operation.floor:
            more = ast.Call(ast.Name("max", ast.Load()), [more, ast.Constant(0)], [])
        if _put(self.numbered[operation.stmt], value, ast.BinOp(value, ast.Add(), more)) != 1:
            raise ProofError("the time is not read once")

    def sink(self, operation: Sink) -> None:
        """The lock is taken in the branch, where it was taken around it."""
        block = self._block(operation.block)
        branch = block.body[0]
        if not isinstance(branch, ast.If) or len(block.body) != 1 or branch.orelse:
            raise ProofError("the block holds more than one branch")
        home = self._home(block)
        home[_at(home, block)] = branch
        block.body, branch.body = branch.body, [block]

    def poll(self, operation: Poll) -> None:
        """A loop around the block, for one in it."""
        block, loop = self._block(operation.block), self.numbered[operation.loop]
        if not isinstance(loop, ast.While) or loop.orelse:
            raise ProofError("no loop on a condition stands in the block")
        at, sleep = _at(block.body, loop), _at(loop.body, self.numbered[operation.sleep])
        hoisted = [self.numbered[each] for each in operation.hoisted]
        before, after, again = block.body[len(hoisted) : at], block.body[at + 1 :], loop.body[sleep + 1 :]
        alike = [ast.dump(each) for each in before] == [ast.dump(each) for each in again]
        if block.body[: len(hoisted)] != hoisted or not alike:
            raise ProofError("what is done before each look isn't the same")
        if operation.ends is not (bool(after) and isinstance(after[-1], ast.Return | ast.Raise)):
            raise ProofError("the loop isn't left where the plan says")
        done = ast.If(opposite(loop.test), [*after, *([] if operation.ends else [ast.Break()])], [])
        block.body = [*before, done, *loop.body[:sleep]]
        self.kept[operation.block] = block
        home = self._home(block)
        at = _at(home, block)
        home[at : at + 1] = [*hoisted, ast.While(ast.Constant(True), [block, loop.body[sleep]], [])]

    def ahead(self, operation: Ahead, source: str) -> None:
        """`name = X` before the block; with `twice`, both in a branch on the condition that the block asks."""
        block = self._block(operation.block)
        value = ast.parse(source.strip(), mode="eval").body
        if _named(self.numbered[operation.stmt], value, operation.name) != 1:
            raise ProofError("the waiting call stands there more than once")
        home = self._home(block)
        made: list[ast.stmt] = [ast.Assign([ast.Name(operation.name, ast.Store())], value), block]
        if operation.twice:
            branch = block.body[0]
            if not isinstance(branch, ast.If) or len(block.body) != 1 or bool(branch.orelse) is not operation.apart:
                raise ProofError("the block holds other branches than the plan says")
            made = [ast.If(branch.test, made[:1], []), block] if operation.apart else [ast.If(branch.test, made, [])]
        at = _at(home, block)
        home[at : at + 1] = made

    def converge(self, operation: Converge, source: str) -> None:
        block = self._block(operation.block)
        wanted = ast.dump(ast.parse(source.strip(), mode="eval").body)
        inner = converged(block.body, lambda node: returns(node, wanted))
        if inner is None:
            raise ProofError("the returns of the block don't come together")
        block.body = inner
        home = self._home(block)
        home.insert(_at(home, block) + 1, ast.Return(ast.parse(source.strip(), mode="eval").body))

    def enclose(self, operation: Enclose, source: str) -> None:
        """`with lock:` for the two calls, and for the try between them that did nothing but let go of it."""
        taking, leaving = self.numbered[operation.first], self.numbered[operation.last]
        lock = _taken(taking, operation.asynchronous)
        if lock is None or f"{ast.unparse(lock)}.acquire()" != ast.unparse(ast.parse(source.strip(), mode="eval")):
            raise ProofError("a statement is not the acquire() of the lock")
        if not isinstance(leaving, ast.Expr) or ast.unparse(leaving) != f"{ast.unparse(lock)}.release()":
            raise ProofError("a statement is not the release() of the lock")
        home = self._home(taking)
        end: ast.stmt = leaving
        held: list[ast.stmt] = []
        if operation.guarded >= 0:
            end = self.numbered[operation.guarded]
            if not isinstance(end, ast.Try | ast.TryStar) or end.finalbody[-1:] != [leaving]:
                raise ProofError("the release is not the last that is done in the end")
            end.finalbody.pop()
            if home is end.body and home[0] is taking and not end.handlers and not end.finalbody:
                home = self._home(end)
                home.insert(_at(home, end), end.body.pop(0))
            held = [end] if end.handlers or end.finalbody else end.body
        first, last = _at(home, taking), _at(home, end)
        body = [*home[first + 1 : last], *held]
        if last <= first or not body:
            raise ProofError("the release doesn't follow the acquire()")
        made = (ast.AsyncWith if operation.asynchronous else ast.With)([ast.withitem(lock)], body)
        home[first : last + 1] = [made]
        self.numbered[operation.first] = made


def _taken(node: ast.stmt, awaited: bool) -> ast.expr | None:
    """The lock that a statement acquires, None if it does anything else."""
    value = node.value if isinstance(node, ast.Expr) else None
    if awaited:
        value = value.value if isinstance(value, ast.Await) else None
    if not isinstance(value, ast.Call) or value.args or value.keywords or not isinstance(value.func, ast.Attribute):
        return None
    return value.func.value if value.func.attr == "acquire" else None


def _the_return(node: ast.stmt, wanted: ast.stmt) -> ast.Return:
    if node is not wanted or not isinstance(node, ast.Return):
        raise ProofError("what follows the wait is not the return at the end")
    return node


def _counted_back(node: ast.stmt, among: list[ast.stmt]) -> ast.stmt:
    """The statement that undoes one that adds a number, or takes one away."""
    known = isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Constant) and node in among
    if not isinstance(node, ast.AugAssign) or not known or not isinstance(node.op, ast.Add | ast.Sub):
        raise ProofError("what is to be counted back is no count behind the wait")
    return ast.AugAssign(node.target, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.value)


def _named(node: ast.AST, value: ast.expr, name: str) -> int:
    """Put a name in the place of an expression, wherever it is spelled so; how often that was."""
    return _put(node, value, ast.Name(name, ast.Load()))


def _put(node: ast.AST, value: ast.expr, other: ast.expr) -> int:
    """Put one expression in the place of another, wherever that is spelled so; how often that was."""
    wanted = ast.dump(value)
    done = 0

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            nonlocal done
            if isinstance(node, ast.expr) and ast.dump(node) == wanted:
                done += 1
                return other
            return self.generic_visit(node)

    Replace().visit(node)
    return done


def _suites(node: ast.AST) -> list[list[ast.stmt]]:
    found = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
    return [each for each in found if isinstance(each, list)]


def _at(suite: list[ast.stmt], node: ast.stmt) -> int:
    for index, each in enumerate(suite):
        if each is node:
            return index
    raise ProofError("a statement of the plan stands in another suite")
