"""The leaks of one function in, proven fixes out: plan, rewrite, undo, analyse again. Part of the pipeline."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from letgo.compose import import_of
from letgo.flow.blocks import locate
from letgo.flow.effects import Rank
from letgo.flow.facts import MODULE
from letgo.flow.graph import Place
from letgo.flow.language import Language, ProofError, ReadError, RewriteError
from letgo.flow.ownership import Acquisition, misuses
from letgo.flow.plan import After, Around, Drop, Name, NameInTry, Plan, Rewrap
from letgo.model import Edit, Fix, Position, Refusal, Safety, SourceFile, Span
from letgo.program import Analysis, Program
from letgo.remedies import Wanted, choose, combine


@dataclass(frozen=True, slots=True)
class Change:
    """The rows from `first` up to but without `behind` (1-based) become `lines`."""

    first: int
    behind: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mend:
    """One proven rewrite of one function (rows `first` to `last`): its changes, and what must be imported for them."""

    first: int
    last: int
    changes: tuple[Change, ...]
    helpers: frozenset[str]
    lossy: bool  # a comment goes away
    fix: Fix
    language: Language
    plans: Mapping[int, Plan]  # by acquisition node


@dataclass(slots=True)
class Mended:
    """The answer for one acquisition: a mend or a refusal."""

    mend: Mend | None = None
    refusal: Refusal | None = None


def mend_function(
    program: Program,
    analysis: Analysis,
    leaks: Sequence[Acquisition],
    source: SourceFile,
    language: Language,
    floors: Mapping[str, str],
) -> dict[int, Mended]:
    """Acquisition node -> its fix or refusal. Plans that touch each other are carried out together."""
    answers: dict[int, Mended] = {}
    plans: dict[int, Plan] = {}
    if analysis.facts.qualname == MODULE:
        why = Refusal("it stands at module level, outside of a main block")
        return {acquisition.node: Mended(refusal=why) for acquisition in leaks}
    wanted = plans_of(analysis, leaks, floors)
    for acquisition in leaks:
        plan = wanted[acquisition.node].plan
        if plan is None:
            answers[acquisition.node] = Mended(refusal=wanted[acquisition.node].refusal)
        else:
            plans[acquisition.node] = plan
    work = Work(program, analysis, source, language, {a.node: a for a in leaks}, floors)
    groups = [{node: plans[node] for node in group} for group in _groups(analysis, plans)]
    if len(groups) > 1 and _together(work, groups, answers):
        return answers
    for group in groups:
        _mend_group(work, group, answers)
    return answers


def plans_of(analysis: Analysis, leaks: Sequence[Acquisition], floors: Mapping[str, str]) -> dict[int, Wanted]:
    """A plan for each leak. What one plan takes away is no use of another's resource, as long as both plans stand."""
    alone = wanted = {acquisition.node: choose(analysis, acquisition, floors) for acquisition in leaks}
    if len(leaks) == 1:
        return alone
    for _ in leaks:
        standing = {node: each.plan for node, each in wanted.items() if each.plan is not None}
        wanted = {}
        for acquisition in leaks:
            others = [
                op.stmt
                for node, plan in standing.items()
                if node != acquisition.node
                for op in plan.operations
                if isinstance(op, Drop)
            ]
            wanted[acquisition.node] = choose(analysis, acquisition, floors, frozenset(others))
        if all(wanted[node].plan is not None for node in standing):
            return wanted
    return alone


def _together(work: Work, groups: list[dict[int, Plan]], answers: dict[int, Mended]) -> bool:
    """Carry out all groups in one go and tell their changes apart by rows. False if that fails or they can't be."""
    if any(len({plan.safety for plan in group.values()}) > 1 for group in groups):
        return False
    made = work.carry_out({node: plan for group in groups for node, plan in group.items()})
    if isinstance(made, Refusal):
        return False
    parts: list[Mend] = []
    for group in groups:
        rows = set().union(*(_rows(work.analysis, plan) for plan in group.values()))
        changes = tuple(change for change in made.changes if change.first in rows or (change.behind - 1) in rows)
        plan = combine(work.analysis, list(group.values()))
        try:
            helpers = work.spelled(plan)[1]
        except ValueError:
            return False
        fix = work.fix(plan, made.lossy)
        parts.append(Mend(made.first, made.last, changes, helpers, made.lossy, fix, work.language, group))
    if sum(len(part.changes) for part in parts) != len(made.changes):
        return False
    for group, part in zip(groups, parts, strict=True):
        for node in group:
            answers[node] = Mended(mend=part)
    return True


def _mend_group(work: Work, plans: dict[int, Plan], answers: dict[int, Mended]) -> None:
    """Safe plans first and by themselves; then all of them; then, if that fails, one by one."""
    safe = {node: plan for node, plan in plans.items() if plan.safety is Safety.SAFE}
    rest = {node: plan for node, plan in plans.items() if node not in safe}
    if safe and rest:
        _attempt(work, work.apart(safe), safe, answers)
        _attempt(work, plans, rest, answers)
    else:
        _attempt(work, plans, plans, answers)
    if len(plans) > 1:
        for node, plan in plans.items():
            if answers[node].mend is None:
                _attempt(work, work.apart({node: plan}), {node: plan}, answers)


def _attempt(work: Work, plans: dict[int, Plan], settled: dict[int, Plan], answers: dict[int, Mended]) -> None:
    made = work.carry_out(plans)
    for node in settled:
        answers[node] = Mended(refusal=made) if isinstance(made, Refusal) else Mended(mend=made)


def _groups(analysis: Analysis, plans: dict[int, Plan]) -> list[list[int]]:
    """Plans whose statements overlap or touch belong together: their changes could not be told apart."""
    spans = {node: _rows(analysis, plan) for node, plan in plans.items()}
    groups: list[tuple[set[int], list[int]]] = []
    for node in plans:
        rows, members = set(spans[node]), [node]
        apart = []
        for other, nodes in groups:
            if rows & other or {row + 1 for row in rows} & other or {row - 1 for row in rows} & other:
                rows, members = rows | other, nodes + members
            else:
                apart.append((other, nodes))
        groups = [*apart, (rows, members)]
    return [sorted(members) for _, members in groups]


def _rows(analysis: Analysis, plan: Plan) -> set[int]:
    """The rows of the function that a plan may move or change."""
    tree = analysis.facts.tree
    assert tree is not None
    rows: set[int] = set()
    for operation in plan.operations:
        first = getattr(operation, "first", getattr(operation, "anchor", getattr(operation, "stmt", 0)))
        last = getattr(operation, "last", first)
        start, end = locate(tree, first), locate(tree, last)
        if start and end:
            rows.update(range(start.suite.statements[start.index].first, end.suite.statements[end.index].last + 1))
            rows.update(outer.first for outer, _ in start.around if outer.kind == "try")
    return rows


@dataclass(slots=True)
class Work:
    """One function to mend, with all that planning, rewriting and proving ask of its surroundings."""

    program: Program
    analysis: Analysis
    source: SourceFile
    language: Language
    leaks: Mapping[int, Acquisition]
    floors: Mapping[str, str]

    def apart(self, plans: dict[int, Plan]) -> dict[int, Plan]:
        """The same leaks planned as if no other of the function were mended; as they were if that gives none."""
        wanted = plans_of(self.analysis, [self.leaks[node] for node in plans], self.floors)
        made = {node: each.plan for node, each in wanted.items() if each.plan is not None}
        same = len(made) == len(plans) and all(made[node].safety is plan.safety for node, plan in plans.items())
        return made if same else plans

    def carry_out(self, plans: dict[int, Plan]) -> Mend | Refusal:
        """Rewrite and prove. A failure is a refusal that says what failed."""
        facts, language = self.analysis.facts, self.language
        plan = combine(self.analysis, list(plans.values()))
        old = self._slice(facts.first, facts.last)
        try:
            spelled, helpers = self.spelled(plan)
            sources = self._sources(plan)
            new = language.carry_out(old, plan, spelled, sources)
            language.undo(old, new, plan, spelled, sources)
            self._prove(new, self._names() | {name.rpartition(".")[2]: name for name in helpers}, plans)
        except RewriteError as error:
            return Refusal(str(error))
        except (ProofError, ReadError) as error:
            return Refusal(f"the rewrite failed its proof: {error}")
        lossy = language.comments(old) != language.comments(new)
        changes = changes_of(old, new, facts.first)
        return Mend(facts.first, facts.last, changes, helpers, lossy, self.fix(plan, lossy), language, plans)

    def fix(self, plan: Plan, lossy: bool) -> Fix:
        """The fix that a plan makes, its edits still to be filled in."""
        reasons = (*plan.reasons, "a comment beside a release goes away with it") if lossy else plan.reasons
        level = Safety.UNSAFE if reasons else plan.safety
        return Fix(self._identity(plan), level, plan.title, (), reasons)

    def spelled(self, plan: Plan) -> tuple[dict[str, str], frozenset[str]]:
        """How the module spells the helpers of a plan, and those it must import. Raises `RewriteError`."""
        module = self.program.project.modules[self.analysis.facts.module]
        conditional = module.conditional if module else frozenset()
        return self.language.spell(plan.helpers, self._names(), self._local(), conditional)

    def _names(self) -> dict[str, str]:
        module = self.program.project.modules[self.analysis.facts.module]
        assert module is not None
        return module.names

    def _identity(self, plan: Plan) -> str:
        text = f"{self.source.name}:{self.analysis.facts.qualname}:{plan.operations!r}"
        return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()

    def _slice(self, first: int, last: int) -> str:
        lines = lines_of(self.source.text)
        text = "\n".join(lines[first - 1 : last])
        return text + "\n" if last < len(lines) else text

    def _local(self) -> frozenset[str]:
        graph = self.analysis.facts.graph
        assert graph is not None
        from letgo.flow.graph import is_path, is_temporary, root, writes

        bound = {root(writes(node.event)) for node in graph.nodes if writes(node.event)}
        return frozenset(name for name in bound if not is_temporary(name) and not is_path(name)) | {
            p.name for p in self.analysis.facts.parameters
        }

    def _sources(self, plan: Plan) -> dict[int, str]:
        """The source text of the expression that an operation names by its place."""
        return {
            number: text_at(lines_of(self.source.text), operation.place)
            for number, operation in enumerate(plan.operations)
            if isinstance(operation, Name | NameInTry | Rewrap | Around)
        }

    def _prove(self, new: str, names: dict[str, str], plans: dict[int, Plan]) -> None:
        """Analyse the result: the leaks are gone, no other is there, one release on every path. Raises `ProofError`."""
        facts = self.analysis.facts
        fresh = self.language.read_function(new, facts, names, self._outer())
        after = self.program.look(fresh)
        before = sorted(_weight(a) for a in self.analysis.acquisitions if a.left())
        wanted = sorted(_weight(self.leaks[node]) for node in plans)
        added = [op for plan in plans.values() for op in plan.operations if isinstance(op, After)]
        handed = any(not op.always for op in added)
        remaining = sorted(
            _weight(a) for a in after.acquisitions if a.left() and not (handed and a.left()[0].came is not Rank.FLOW)
        )
        for weight in wanted:
            before.remove(weight)
        for weight in remaining:
            if weight not in before:
                raise ProofError("the resource still stays open on some path")
            before.remove(weight)
        if len(after.acquisitions) != len(self.analysis.acquisitions):
            raise ProofError("the result acquires something else")
        assert fresh.graph is not None
        for acquisition in after.acquisitions:
            if not misuses(after.ground, acquisition.node):
                continue
            if _weight(acquisition) in wanted or not self._was_misused(_weight(acquisition)):
                raise ProofError("the resource is used or released after its release")

    def _was_misused(self, weight: tuple[str, str]) -> bool:
        """Whether the function as it was already released such a resource twice, or used it after its release."""
        before = self.analysis
        return any(_weight(each) == weight and bool(misuses(before.ground, each.node)) for each in before.acquisitions)

    def _outer(self) -> list[str]:
        parent = self.analysis.facts.parent
        module = self.program.project.modules[self.analysis.facts.module]
        found: list[str] = []
        while parent and module is not None and parent in module.functions:
            facts = module.functions[parent]
            if facts.graph is not None:
                from letgo.flow.graph import writes

                found += [writes(node.event) for node in facts.graph.nodes] + [p.name for p in facts.parameters]
            parent = facts.parent
        return [name for name in found if name and "." not in name and name[0] not in "%@#"]


def _weight(acquisition: Acquisition) -> tuple[str, str]:
    return acquisition.kind.name, acquisition.effect.row.call if acquisition.effect.row else ""


def changes_of(old: str, new: str, first: int) -> tuple[Change, ...]:
    """What differs between two texts, as runs of whole lines; `first` is the row of the first line."""
    before, after = old.split("\n"), new.split("\n")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        Change(first + start, first + end, tuple(after[left:right]))
        for tag, start, end, left, right in matcher.get_opcodes()
        if tag != "equal"
    )


@lru_cache(maxsize=4)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, split on LF only, as `ast` and the edits count them."""
    return tuple(text.split("\n"))


def span_of(place: Place, lines: Sequence[str]) -> Span:
    """A place (columns in bytes) as a span (1-based columns in characters)."""
    return Span(_position(place[0], place[1], lines), _position(place[2], place[3], lines))


def _position(row: int, column: int, lines: Sequence[str]) -> Position:
    """Byte column of `ast` -> character column."""
    return Position(row, len(lines[row - 1].encode("utf-8")[:column].decode("utf-8", "replace")) + 1)


def text_at(lines: Sequence[str], place: Place) -> str:
    """The source at a place (rows 1-based, columns in bytes)."""
    raw = [line.encode("utf-8") for line in lines[place[0] - 1 : place[2]]]
    raw[-1] = raw[-1][: place[3]]
    raw[0] = raw[0][place[1] :]
    return b"\n".join(raw).decode("utf-8")


def edits(text: str, mend: Mend) -> tuple[Edit, ...]:
    """One mend as edits of whole lines of the text, in order: the import first, then what changes in the function."""
    lines = lines_of(text)
    needed = import_of(text, mend.helpers, mend.language)
    found = (needed,) if needed else ()
    return (*found, *(_edit(lines, change.first, change.behind, change.lines) for change in mend.changes))


def _edit(lines: Sequence[str], first: int, behind: int, new: Sequence[str]) -> Edit:
    """Replace the rows from `first` up to but without `behind`."""
    content = "".join(f"{line}\n" for line in new)
    if behind <= len(lines):
        return Edit(Span(Position(first, 1), Position(behind, 1)), content)
    end = Position(len(lines), len(lines[-1]) + 1)
    if first > len(lines):  # after a last line that no newline ends
        return Edit(Span(end, end), f"\n{content[:-1]}")
    if not new and first > 1:
        return Edit(Span(Position(first - 1, len(lines[first - 2]) + 1), end), "")
    return Edit(Span(Position(first, 1), end), content[:-1])


__all__ = ["Change", "Mend", "Mended", "Work", "changes_of", "edits", "mend_function", "plans_of"]
