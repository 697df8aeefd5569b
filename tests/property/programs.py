"""Generated functions: statements drawn as plain data, then written out with names that are bound where they stand.

A statement that finds nothing to work on is left out, so that hypothesis may drop any part and what is left still is a
function: counterexamples come out small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hypothesis import strategies as st


class Drawn(NamedTuple):
    """A statement as drawn: what it is, a number that chooses among the names, and its suites."""

    kind: str
    pick: int = 0
    suites: tuple[tuple[Drawn, ...], ...] = ()


@dataclass(frozen=True)
class Dialect:
    """How a driver is spoken."""

    head: str
    parameters: str
    opens: str
    closes: str = "{name}.close()"
    error: str = "Exception"
    fluent: bool = False


DIALECTS = {
    "sqlite3": Dialect(
        "import sqlite3\n", "path, note, check, box", "sqlite3.connect(path)", error="sqlite3.Error", fluent=True
    ),
    "psycopg2": Dialect(
        "import psycopg2\n", "path, note, check, box", "psycopg2.connect(path)", error="psycopg2.Error"
    ),
    "pool": Dialect(
        "from psycopg2.pool import ThreadedConnectionPool\n\npool = ThreadedConnectionPool(1, 10)\n",
        "note, check, box", "pool.getconn()", "pool.putconn({name})",
    ),
    "unknown": Dialect("", "db, note, check, box", ""),
}  # fmt: skip

Names = dict[
    str, str
]  # name -> what it is: "conn", "cur", "value", with "?" behind it if it may be None, "-" if closed


@dataclass
class Writer:
    """Writes drawn statements."""

    dialect: Dialect
    avoids: frozenset[str] = frozenset()
    lines: list[str] = field(default_factory=list)
    notes: int = 0
    depth: int = 1
    loops: int = 0

    def put(self, text: str) -> bool:
        self.lines.append("    " * self.depth + text)
        return True

    def number(self) -> int:
        self.notes += 1
        return self.notes

    def suite(self, statements: Sequence[Drawn], names: Names) -> Names | None:
        """Write a suite; the names bound behind it, None if nothing comes behind it."""
        start = len(self.lines)
        for statement in statements:
            going = self.statement(statement, names)
            if not going:
                return None
        if len(self.lines) == start:
            self.put(f"note({self.number()})")
        return names

    def inner(self, statements: Sequence[Drawn], names: Names) -> Names | None:
        self.depth += 1
        left = self.suite(statements, dict(names))
        self.depth -= 1
        return left

    def statement(self, drawn: Drawn, names: Names) -> bool:
        """Write a statement, or nothing; whether the next one can be reached."""
        method = getattr(self, f"_{drawn.kind}")
        going = method(drawn, names)
        return True if going is None else bool(going)

    @property
    def outgoing(self) -> list[str]:
        """What may outlive the function."""
        return ["conn"] if "children handed on" in self.avoids and self.dialect.opens else ["cur", "conn"]

    @staticmethod
    def one(names: Names, kinds: Sequence[str], pick: int) -> str:
        found = [name for name, kind in names.items() if kind in kinds]
        return found[-1 - pick % len(found)] if found else ""

    # -- resources

    def _open(self, drawn: Drawn, names: Names) -> None:
        name = "conn2" if names.get("conn") == "conn" and drawn.pick % 4 else "conn"
        if "rebinding in a branch" in self.avoids and self.depth > 1 and name in names:
            name = f"conn{self.number()}"
        if self.dialect.opens:
            self.put(f"{name} = {self.dialect.opens}")
            names[name] = "conn"

    def _cursor(self, drawn: Drawn, names: Names) -> None:
        parent = self.one({"db": "conn", **names} if not self.dialect.opens else names, ["conn"], drawn.pick)
        name = "cur2" if names.get("cur") == "cur" and drawn.pick % 4 else "cur"
        if "rebinding in a branch" in self.avoids and self.depth > 1 and name in names:
            name = f"cur{self.number()}"
        if parent:
            self.put(f"{name} = {parent}.cursor()")
            names[name] = "cur"
            if "idle children" in self.avoids:
                self.put(f"{name}.execute('{self.number()}')")

    def _none(self, drawn: Drawn, names: Names) -> None:
        name = ("conn", "cur")[drawn.pick % 2]
        if name not in names and (name == "cur" or self.dialect.opens):
            self.put(f"{name} = None")
            names[name] = f"{name}?"

    def _alias(self, drawn: Drawn, names: Names) -> None:
        if name := self.one(names, ["conn", "cur"], drawn.pick):
            self.put(f"other = {name}")
            names["other"] = names[name]

    def _close(self, drawn: Drawn, names: Names) -> None:
        self.close(self.one(names, ["conn", "cur", "conn?", "cur?"], drawn.pick), names)

    def _close_cur(self, drawn: Drawn, names: Names) -> None:
        self.close(self.one(names, ["cur", "cur?"], drawn.pick), names)

    def _close_conn(self, drawn: Drawn, names: Names) -> None:
        self.close(self.one(names, ["conn", "conn?"], drawn.pick), names)

    def _close_all(self, drawn: Drawn, names: Names) -> None:
        for kind in ("cur", "conn"):
            for name in [name for name in names if names[name].rstrip("?") == kind and name != "other"]:
                self.close(name, names)
        del drawn

    def close(self, name: str, names: Names) -> None:
        if not name:
            return
        kind = names[name]
        text = self.dialect.closes.format(name=name) if kind.startswith("conn") else f"{name}.close()"
        if kind.endswith("?"):
            self.put((f"if {name}:", f"if {name} is not None:")[self.notes % 2])
            self.depth += 1
            self.put(text)
            self.depth -= 1
        else:
            self.put(text)
        names[name] = f"{kind.rstrip('?')}-"
        if kind.startswith("conn"):
            names.update({each: "cur-" for each in names if names[each] == "cur" and self.dialect.opens})
        if "other" in names:
            names["other"] = "closed-"

    # -- uses

    def _execute(self, drawn: Drawn, names: Names) -> None:
        if name := self.one(names, ["cur"], drawn.pick):
            self.put(f"{name}.execute('{self.number()}')")

    def _fetchone(self, drawn: Drawn, names: Names) -> None:
        if name := self.one(names, ["cur"], drawn.pick):
            self.put(f"row = {name}.fetchone()")
            names["row"] = "row"

    def _fetchall(self, drawn: Drawn, names: Names) -> None:
        if name := self.one(names, ["cur"], drawn.pick):
            self.put(f"rows = {name}.fetchall()")
            names["rows"] = "value"

    def _subscript(self, drawn: Drawn, names: Names) -> None:
        if name := self.one(names, ["row"], drawn.pick):
            self.put(f"value = {name}[0]")
            names["value"] = "value"

    def _fetch_subscript(self, drawn: Drawn, names: Names) -> None:
        if name := self.one(names, ["cur"], drawn.pick):
            self.put(f"value = {name}.fetchone()[0]")
            names["value"] = "value"

    def _lastrowid(self, drawn: Drawn, names: Names) -> None:
        if name := self.one(names, ["cur", "cur-"], drawn.pick):
            self.put(f"value = {name}.lastrowid")
            names["value"] = "value"

    def _commit(self, drawn: Drawn, names: Names) -> None:
        name = self.one(names, ["conn"], drawn.pick) or ("" if self.dialect.opens else "db")
        if name:
            self.put(f"{name}.{('commit', 'commit', 'rollback')[drawn.pick % 3]}()")

    def _chained(self, drawn: Drawn, names: Names) -> None:
        name = self.one(names, ["conn"], drawn.pick) or ("" if self.dialect.opens else "db")
        if name and self.dialect.fluent:
            self.put(f"value = {name}.cursor().execute('{self.number()}').fetchone()")
            names["value"] = "value"
        elif name:
            self.put(f"{name}.cursor().execute('{self.number()}')")

    def _direct(self, drawn: Drawn, names: Names) -> None:
        name = self.one(names, ["conn"], drawn.pick)
        if name and self.dialect.fluent:
            self.put(f"value = {name}.execute('{self.number()}').fetchone()")
            names["value"] = "value"

    def _opened_in_place(self, drawn: Drawn, names: Names) -> None:
        if self.dialect.fluent:
            self.put(f"value = {self.dialect.opens}.execute('{self.number()}').fetchall()")
            names["value"] = "value"
        del drawn

    # -- others

    def _note(self, drawn: Drawn, names: Names) -> None:
        name = self.one(names, ["value", "row"], drawn.pick)
        self.put(f"note({name or self.number()})")

    def _hand(self, drawn: Drawn, names: Names) -> None:
        if name := self.one(names, ["cur", "conn", "value"], drawn.pick):
            self.put(f"value = note({name})")
            names["value"] = "value"

    def _store(self, drawn: Drawn, names: Names) -> None:
        if "storing in a branch" in self.avoids and self.depth > 1:
            return
        if name := self.one(names, self.outgoing, drawn.pick):
            self.put((f"box.append({name})", f"box.{name} = {name}")[drawn.pick % 2])

    def _lazy(self, drawn: Drawn, names: Names) -> None:
        if "children handed on" in self.avoids and self.dialect.opens:
            return
        if name := self.one(names, ["cur"], drawn.pick):
            form = ("({0} for row in {1})", "map(note, {1})", "iter({1})", "lambda: {1}.fetchone()")[drawn.pick % 4]
            self.put(f"value = {form.format('row', name)}")
            names["value"] = "value"

    # -- leaving

    def _return(self, drawn: Drawn, names: Names) -> bool:
        forms = ["return", *(f"return {name}" for name in names if names[name] in ("value", "row"))]
        self.put(forms[-1 - drawn.pick % len(forms)])
        return False

    def _return_it(self, drawn: Drawn, names: Names) -> bool:
        name = self.one(names, self.outgoing, drawn.pick)
        self.put(f"return {name}".rstrip())
        return False

    def _return_fetched(self, drawn: Drawn, names: Names) -> bool:
        name = self.one(names, ["cur"], drawn.pick)
        self.put(f"return {name}.{('fetchall', 'fetchone')[drawn.pick % 2]}()" if name else "return")
        return False

    def _raise(self, drawn: Drawn, names: Names) -> bool:
        self.put(f"raise ValueError({self.number()})")
        del drawn, names
        return False

    def _break(self, drawn: Drawn, names: Names) -> bool | None:
        del names
        return not self.put(("break", "continue")[drawn.pick % 2]) if self.loops else None

    # -- compound

    def test(self, names: Names, pick: int) -> str:
        name = self.one(names, ["row"], pick)
        return (f"check({self.number()})", f"{name}", f"{name} is None", f"not {name}")[pick % 4 if name else 0]

    @staticmethod
    def join(names: Names, ends: Sequence[Names | None]) -> bool:
        """Bind what all ends have bound; whether there is an end."""
        open_ = [end for end in ends if end is not None]
        before = dict(names)
        names.clear()
        for name in dict.fromkeys([*before, *(name for end in open_ for name in end)]):
            kinds = {end.get(name, "") for end in open_}
            if len(kinds) == 1:
                names[name] = kinds.pop()
            elif len({kind.rstrip("?") for kind in kinds}) == 1:
                names[name] = f"{next(iter(kinds)).rstrip('?')}?"
            elif "" not in kinds:
                names[name] = "unclear"
        for name in [name for name, kind in names.items() if not kind]:
            del names[name]
        return bool(open_)

    def _if(self, drawn: Drawn, names: Names) -> bool:
        self.put(f"if {self.test(names, drawn.pick)}:")
        ends = [self.inner(drawn.suites[0], names)]
        if len(drawn.suites) > 1:
            self.put("else:")
            ends.append(self.inner(drawn.suites[1], names))
        else:
            ends.append(dict(names))
        return self.join(names, ends)

    def _for(self, drawn: Drawn, names: Names) -> bool:
        name = self.one(names, ["cur"], drawn.pick) if drawn.pick % 2 else ""
        self.put(f"for row in {name}:" if name else f"for i{self.depth} in range(2):")
        self.loops += 1
        end = self.inner(drawn.suites[0], {**names, "row": "row"} if name else names)
        self.loops -= 1
        # the loop may be skipped: what is bound only inside doesn't count, and what is closed there may be open
        closed = {each for each, kind in (end or {}).items() if kind.endswith("-")}
        names.update({each: "unclear" for each in names if each in closed})
        return True

    def _try(self, drawn: Drawn, names: Names) -> bool:
        body, *others = drawn.suites
        form = drawn.pick % 3
        self.put("try:")
        end = self.inner(body, names)
        start = {name: kind if (end or names).get(name, kind) == kind else "unclear" for name, kind in names.items()}
        start |= {name: kind for name, kind in names.items() if kind.endswith("?")}  # None before: may be open now
        ends = [end]
        if form != 1:
            self.put(
                f"except {self.dialect.error}:"
                if form == 0
                else f"except {('ValueError', self.dialect.error)[drawn.pick % 2]} as error:"
            )
            self.depth += 1
            caught = self.suite(others[0] if others else (), dict(start))
            if caught is not None and drawn.pick % 5 == 0:
                self.put("raise")
                caught = None
            self.depth -= 1
            ends.append(caught)
        going = self.join(names, ends)
        if form != 0:
            self.put("finally:")
            loops, self.loops = self.loops, 0
            closing: Names = {**start}
            final = self.inner(
                tuple(each for each in (others[-1] if others else ()) if not each.kind.startswith("return")), closing
            )
            self.loops = loops
            if final is None:
                return False
            names.update({name: final[name] for name in names if name in final and final[name].endswith("-")})
        return going

    def _with(self, drawn: Drawn, names: Names) -> bool:
        name = self.one(names, ["conn"], drawn.pick)
        if not name or "pool" in self.dialect.opens:
            return True
        self.put(f"with {name}:")
        end = self.inner(drawn.suites[0], names)
        return self.join(names, [end])


SIMPLE = (
    "note", "cursor", "execute", "fetchone", "close_cur", "close_conn", "close_all", "commit",
    "open", "fetchall", "return", "raise", "close", "alias", "fetch_subscript", "subscript",
    "lastrowid", "chained", "direct", "opened_in_place", "hand", "store", "lazy", "return_it",
    "return_fetched", "break", "none",
)  # fmt: skip


def simple() -> st.SearchStrategy[Drawn]:
    return st.builds(Drawn, st.sampled_from(SIMPLE), st.integers(0, 7))


def compound(inner: st.SearchStrategy[Drawn]) -> st.SearchStrategy[Drawn]:
    suites = st.lists(st.lists(inner, min_size=1, max_size=4).map(tuple), min_size=1, max_size=2).map(tuple)
    return st.builds(Drawn, st.sampled_from(("if", "try", "for", "with")), st.integers(0, 7), suites)


def statements() -> st.SearchStrategy[Drawn]:
    inner = simple() | compound(simple())
    return st.one_of(simple(), simple(), compound(inner))


STARTS = (
    (Drawn("open"), Drawn("cursor")),
    (Drawn("open"), Drawn("cursor"), Drawn("execute"), Drawn("fetchone")),
    (Drawn("open"), Drawn("note"), Drawn("cursor")),
    (Drawn("open"),),
    (Drawn("none"), Drawn("none", 1)),
    (),
)
ENDS = (
    (),
    (Drawn("close_all"),),
    (Drawn("close_all"), Drawn("return")),
    (Drawn("close_all"), Drawn("note"), Drawn("return")),
    (Drawn("return", 1),),
)


def write(dialect: str, body: Sequence[Drawn], avoids: frozenset[str] = frozenset()) -> str:
    """The module with the function that the statements make."""
    spoken = DIALECTS[dialect]
    writer = Writer(spoken, avoids)
    writer.suite(body, {})
    gap = "\n\n" if spoken.head else ""
    return f"{spoken.head}{gap}def f({spoken.parameters}):\n" + "\n".join(writer.lines) + "\n"


def programs(*avoids: str) -> st.SearchStrategy[str]:
    """Texts of modules with one function `f`, without the shapes that `avoids` names."""
    dialects = st.sampled_from(sorted(DIALECTS))
    middle = st.lists(statements(), min_size=1, max_size=6)
    return st.builds(
        lambda dialect, start, body, end: write(dialect, [*start, *body, *end], frozenset(avoids)),
        dialects, st.sampled_from(STARTS), middle, st.sampled_from(ENDS),
    )  # fmt: skip
