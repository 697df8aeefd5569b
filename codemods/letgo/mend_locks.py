"""A lock scope that waits in, a proven fix or a refusal out: plan, rewrite, do it again, analyse again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping

from letgo.flow.facts import FunctionFacts
from letgo.flow.language import Language, ProofError, ReadError, RewriteError
from letgo.flow.plan import Ahead, Capture, Converge, Enclose, Later, Plan
from letgo.mend import Mend, Mended, changes_of, lines_of, text_at
from letgo.model import Fix, Refusal, Safety, SourceFile
from letgo.program.scopes import LockScopes
from letgo.remedies.choose_for_lock import choose_for_lock
from letgo.rules.stalling import Stalling


def mend_stall(stalling: Stalling, scopes: LockScopes, source: SourceFile, language: Language) -> Mended:
    """The answer for one stall."""
    plan = choose_for_lock(stalling.stall, scopes, stalling.under_thread_lock)
    if isinstance(plan, Refusal):
        return Mended(refusal=plan)
    made = _carry_out(stalling, plan, scopes, source, language)
    return Mended(refusal=made) if isinstance(made, Refusal) else Mended(mend=made)


def _carry_out(
    stalling: Stalling, plan: Plan, scopes: LockScopes, source: SourceFile, language: Language
) -> Mend | Refusal:
    facts = stalling.stall.held.facts
    whole = outermost(facts, scopes)
    lines = lines_of(source.text)
    old = "\n".join(lines[facts.first - 1 : facts.last]) + ("\n" if facts.last < len(lines) else "")
    sources = {
        number: text_at(lines, operation.place)
        for number, operation in enumerate(plan.operations)
        if isinstance(operation, Ahead | Capture | Converge | Enclose | Later)
    }
    try:
        new = language.carry_out(old, plan, {}, sources)
        language.undo(old, new, plan, {}, sources)
        if plan.safety is not Safety.DISPLAY:  # a sketch says itself what is still to be done
            prove(stalling, new, scopes, language, whole)
    except RewriteError as error:
        return Refusal(str(error))
    except (ProofError, ReadError) as error:
        return Refusal(f"the rewrite failed its proof: {error}")
    text = f"{source.name}:{facts.qualname}:{plan.operations!r}"
    identity = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
    lost = Counter(language.comments(old)) - Counter(language.comments(new))
    reasons = (*plan.reasons, "a comment beside a return goes away with it") if lost else plan.reasons
    level = Safety.UNSAFE if lost and plan.safety is Safety.SAFE else plan.safety
    fix = Fix(identity, level, plan.title, (), reasons)
    return Mend(facts.first, facts.last, changes_of(old, new, facts.first), frozenset(), bool(lost), fix, language, {})


def outermost(facts: FunctionFacts, scopes: LockScopes) -> list[str]:
    """The local names of the functions around a nested one."""
    from letgo.flow.graph import writes

    found: list[str] = []
    around = scopes.atlas.around(facts)
    while around is not None and around.graph is not None:
        found += [writes(node.event) for node in around.graph.nodes] + [each.name for each in around.parameters]
        around = scopes.atlas.around(around)
    return [name for name in found if name and "." not in name and name[0] not in "%@#"]


def prove(stalling: Stalling, new: str, scopes: LockScopes, language: Language, outer: list[str]) -> None:
    """Analyse the result: no scope of that lock waits any more that didn't before. Raises `ProofError`."""
    held = stalling.stall.held
    module = scopes.atlas.module(held.facts.module)
    names: Mapping[str, str] = module.names if module else {}
    fresh = language.read_function(new, held.facts, names, outer)
    fresh.qualname += "'"  # another function, as far as anything remembered goes
    identity = held.lock.identity
    again = [scope for scope in scopes.locks.scopes(fresh) if scope.lock.identity == identity]
    before = [scope for scope in scopes.locks.scopes(held.facts) if scope.lock.identity == identity]
    allowed = sum(bool(scopes.ways(scope)) for scope in before) - bool(stalling.stall.ways)
    if sum(bool(scopes.ways(scope)) for scope in again) > allowed:
        raise ProofError("the lock is still held over a wait")
    if not stalling.stall.ways and any(scope.scope.left_by_error for scope in again):
        raise ProofError("some exception still leaves the lock held")
