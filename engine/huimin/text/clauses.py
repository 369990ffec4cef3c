"""What an expression says is true: comparisons, connectives and quantifiers. A table by kind of node.

A negation is never said as "not …" around a sentence: it goes inwards, to the comparison or the wording that it turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from huimin.feel import tree
from huimin.feel.tree import Node
from huimin.feel.values import Range
from huimin.placeholders import put
from huimin.text import phrases
from huimin.text.clause_context import Voice
from huimin.text.constants import Unsayable, bounded, test_values
from huimin.text.nouns import Thing, alternatives, constant, of_owner, record_behind, record_words, relative, thing

_NEGATED = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_BOUNDS = {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than"}
_TABLES = {"date": "date", "time": "date", "year": "date", "number": "number", "duration": "number", "count": "count"}
"""The table of `comparisons` that a kind of thing is compared by."""
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def clause(node: Node, voice: Voice, negated: bool = False) -> str:
    """The sentence, without a full stop, that says that `node` is true, or that it is not. Raises Unsayable."""
    if (inner := _negation(node)) is not None:
        return clause(inner, voice, not negated)
    write = CLAUSES.get(node.__class__)
    if write is None:
        raise Unsayable(node)
    return write(cast("Any", node), voice, negated)


def _negation(node: Node) -> Node | None:
    """What `not(…)` holds."""
    if isinstance(node, tree.Invocation) and node.function == tree.Name((0, 0), "not") and len(node.arguments) == 1:
        return node.arguments[0]
    return None


# Connectives ------------------------------------------------------------------------------------------------------


def _connective(node: tree.And | tree.Or, voice: Voice, negated: bool) -> str:
    is_and = isinstance(node, tree.And) != negated
    parts = _flattened(node, is_and, negated)
    compound = any(_is_compound(each) for each, _ in parts)
    if voice.depth > 1 or (compound and voice.depth):
        raise Unsayable(node)
    if not is_and and (one := _one_of(parts, voice)) is not None:
        return one
    how = "and" if is_and else "or"
    if voice.depth:
        how += "_within"
    elif compound:
        how = "and_of_or" if is_and else "or_of_and"
    return phrases.join([clause(each, voice.within(), turned) for each, turned in parts], voice.lang, how)


def _flattened(node: Node, is_and: bool, negated: bool) -> list[tuple[Node, bool]]:
    """The parts of one connective, those of the same one inside it too; each with whether it is negated."""
    inner = _negation(node)
    if inner is not None:
        return _flattened(inner, is_and, not negated)
    if isinstance(node, tree.And | tree.Or) and (isinstance(node, tree.And) != negated) == is_and:
        return [part for each in node.operands for part in _flattened(each, is_and, negated)]
    return [(node, negated)]


def _one_of(parts: Sequence[tuple[Node, bool]], voice: Voice) -> str | None:
    """What one record may be, its name said once: 孩子为孤儿或者残疾儿童; None where the parts say more."""
    facts = [thing(node, voice) for node, negated in parts if isinstance(node, tree.Path) and not negated]
    wordings = [each.fact.wording for each in facts if each.fact is not None and "ending" in each.fact.wording]
    if len(wordings) < len(parts) or len({each.owner for each in facts}) > 1:
        return None
    ends: list[str] = [getattr(each["ending"], voice.lang) for each in wordings]
    stems = {getattr(each["true"], voice.lang).removesuffix(end) for each, end in zip(wordings, ends, strict=True)}
    return stems.pop() + phrases.join(ends, voice.lang, "any") if len(stems) == 1 else None


def _is_compound(node: Node) -> bool:
    return isinstance(node, tree.And | tree.Or)


def _if(node: tree.If, voice: Voice, negated: bool) -> str:
    if voice.depth:
        raise Unsayable(node)
    inner = voice.within()
    return phrases.say(
        "clauses",
        "if",
        voice.lang,
        condition=clause(node.condition, inner),
        then=clause(node.consequence, inner, negated),
        otherwise=clause(node.alternative, inner, negated),
    )


# Facts that are true or false -------------------------------------------------------------------------------------


def _truth(node: tree.Path | tree.Name, voice: Voice, negated: bool) -> str:
    fact = thing(node, voice).fact
    wording = fact.wording.get("false" if negated else "true") if fact is not None else None
    if wording is None:
        raise Unsayable(node)
    return str(getattr(wording, voice.lang))


# Comparisons ------------------------------------------------------------------------------------------------------


def _comparison(node: tree.Comparison, voice: Voice, negated: bool) -> str:
    operator, left, right = node.operator, node.left, node.right
    if voice.constants.holds(left) and not voice.constants.holds(right):
        operator, left, right = _MIRRORED[operator], right, left
    operator = _NEGATED[operator] if negated else operator
    if isinstance(right, tree.Boolean):
        return clause(left, voice, (operator == "=") != right.value)
    if (same := _same_record(left, right, operator, voice)) is not None:
        return same
    elapsed = _elapsed(left, operator, right, voice) or _elapsed(right, _MIRRORED[operator], left, voice)
    if elapsed is not None:
        return elapsed
    what = thing(left, voice)
    if voice.constants.holds(right):
        return _with_constant(node, what, operator, right, voice)
    other = thing(right, voice, what)
    if what.kind == "boolean":
        raise Unsayable(node)
    if what.fact is not None and what.fact == other.fact and what.owner != other.owner:
        if operator in ("=", "!="):
            key = "same" if operator == "=" else "not_same"
            return phrases.say("clauses", key, voice.lang, left=what.text, right=of_owner(other, voice, "that_of"))
        return _compared(node, what, operator, of_owner(other, voice, "that_of"), voice)
    return _compared(node, what, operator, other.text, voice)


def _same_record(left: Node, right: Node, operator: str, voice: Voice) -> str | None:
    """The ids of two records of one kind say whether they are the same record."""
    if not (isinstance(left, tree.Path) and isinstance(right, tree.Path) and left.name == right.name == "id"):
        return None
    one, other = record_behind(left.source, voice), record_behind(right.source, voice)
    if one is None or other is None or one[1] is not other[1]:
        return None
    key = "same_record" if operator == "=" else "not_same_record"
    return phrases.say("clauses", key, voice.lang, record=getattr(one[1].label, voice.lang))


def _elapsed(left: Node, operator: str, right: Node, voice: Voice) -> str | None:
    """A day so much later than another, compared with a third: how long it is between the two."""
    if not isinstance(left, tree.Arithmetic) or left.operator != "+" or operator in ("=", "!="):
        return None
    start, length = thing(left.left, voice), thing(left.right, voice)
    if (start.kind, length.kind) != ("date", "duration"):
        return None
    pattern: str = phrases.words()["comparisons"]["elapsed"][operator][voice.lang]
    return put(pattern, {"start": start.text, "end": thing(right, voice).text, "duration": length.text})


def _with_constant(node: Node, what: Thing, operator: str, right: Node, voice: Voice) -> str:
    said = constant(right, voice, what)
    if operator in ("=", "!="):
        return _is(what, said.text, voice, negated=operator == "!=")
    own = what.fact.wording.get(_BOUNDS[operator]) if what.fact is not None else None
    if own is not None:
        return put(getattr(own, voice.lang), {"value": said.text})
    if what.kind == "number" and what.fact is not None and "is" in what.fact.wording:
        bound = bounded(operator, voice.constants.value(right))
        return _is(what, alternatives([bound], voice, what), voice)
    return _compared(node, what, operator, said.text, voice)


def _compared(node: Node, what: Thing, operator: str, right: str, voice: Voice) -> str:
    if operator in ("=", "!="):
        return _is(what, right, voice, negated=operator == "!=")
    return _patterned(node, what, operator, voice, right=right)


def _patterned(node: Node, what: Thing, key: str, voice: Voice, **parts: str) -> str:
    if what.kind not in _TABLES:
        raise Unsayable(node)
    pattern: str = phrases.words()["comparisons"][_TABLES[what.kind]][key][voice.lang]
    return put(pattern, {"left": _subject(what, voice), **parts})


def _subject(what: Thing, voice: Voice) -> str:
    return phrases.say("pauses", what.pause, voice.lang, left=what.text) if what.pause else what.text


def _is(what: Thing, value: str, voice: Voice, *, negated: bool = False) -> str:
    """That a thing is a value: by the wording of its fact where it has one."""
    key = "is_not" if negated else "is"
    own = what.fact.wording.get(key) if what.fact is not None else None
    if own is not None:
        return put(getattr(own, voice.lang), {"value": value})
    return phrases.say("clauses", key, voice.lang, left=_subject(what, voice), value=value)


def _in(node: tree.In, voice: Voice, negated: bool) -> str:
    what = thing(node.value, voice)
    if not all(voice.constants.holds(each) for each in node.tests):
        raise Unsayable(node)
    items = [value for each in node.tests for value in test_values(each, voice.constants)]
    if len(items) == 1 and isinstance(items[0], Range) and None not in (items[0].low, items[0].high):
        return _between_ends(node, what, items[0], voice, negated)
    return _is(what, alternatives(items, voice, what), voice, negated=negated)


def _between_ends(node: Node, what: Thing, ends: Range, voice: Voice, negated: bool) -> str:
    whole = ends.low_included and ends.high_included
    if not whole or (what.fact is not None and "is" in what.fact.wording):
        return _is(what, alternatives([ends], voice, what), voice, negated=negated)
    low, high = (alternatives([each], voice, what) for each in (ends.low, ends.high))
    return _patterned(node, what, "not_between" if negated else "between", voice, low=low, high=high)


def _between(node: tree.Between, voice: Voice, negated: bool) -> str:
    what = thing(node.value, voice)
    if voice.constants.holds(node.low) and voice.constants.holds(node.high):
        ends = Range(voice.constants.value(node.low), voice.constants.value(node.high), True, True)
        return _between_ends(node, what, ends, voice, negated)
    low, high = (thing(each, voice, what).text for each in (node.low, node.high))
    return _patterned(node, what, "not_between" if negated else "between", voice, low=low, high=high)


# Lists ------------------------------------------------------------------------------------------------------------


def _call(node: tree.Invocation, voice: Voice, negated: bool) -> str:
    if node.function != tree.Name((0, 0), "list contains") or len(node.arguments) != 2:
        raise Unsayable(node)
    left = thing(node.arguments[0], voice)
    right = thing(node.arguments[1], voice, left)
    return phrases.say(
        "clauses", "contains_not" if negated else "contains", voice.lang, left=left.text, right=right.text
    )


def _quantified(node: tree.Quantified, voice: Voice, negated: bool) -> str:
    """That some, no or every record of a list fits; "not every" is said as "some not"."""
    iterator = node.iterators[0]
    members = thing(iterator.source, voice).record
    if voice.listing or len(node.iterators) > 1 or members is None:
        raise Unsayable(node)
    key, turned = node.quantifier, False
    if negated:
        key, turned = ("none", False) if key == "some" else ("some", True)
    parts = _flattened(node.condition, True, turned)
    kept = [part for part in parts if not _tells_apart(part, iterator.name, voice)]
    inner = voice.about(iterator.name, members, other=len(kept) < len(parts))
    if not kept:
        raise Unsayable(node)
    body = _implication(kept, inner) if key == "every" else None
    if body is None:
        compound = any(_is_compound(each) for each, _ in kept)
        said = [clause(each, inner.within(), turn) for each, turn in kept]
        body = phrases.join(said, voice.lang, "and_of_or" if compound else "and")
        key += "_all" if len(kept) > 1 else ""
    record, whom = record_words(iterator.name, members, inner), relative(members, inner)
    return phrases.say("clauses", key, voice.lang, record=record, whom=whom, body=body)


def _tells_apart(part: tuple[Node, bool], name: str, voice: Voice) -> bool:
    """Whether a part only says that the record is another one than the one decided."""
    node, negated = part
    if not isinstance(node, tree.Comparison) or node.operator != ("=" if negated else "!="):
        return False
    ids = {each.source for each in (node.left, node.right) if isinstance(each, tree.Path) and each.name == "id"}
    return ids == {tree.Name((0, 0), name), tree.Name((0, 0), voice.subject)}


def _implication(parts: Sequence[tuple[Node, bool]], voice: Voice) -> str | None:
    """`not(a) or b` of every record is said as "if a, b"."""
    node, negated = parts[0]
    if len(parts) > 1 or negated or not isinstance(node, tree.Or) or len(node.operands) != 2:
        return None
    condition = _negation(node.operands[0])
    if condition is None:
        return None
    inner = voice.within()
    return phrases.say(
        "clauses",
        "implies",
        voice.lang,
        condition=clause(condition, inner),
        then=clause(node.operands[1], inner),
    )


CLAUSES: Mapping[type[Node], Callable[[Any, Voice, bool], str]] = {
    tree.And: _connective,
    tree.Or: _connective,
    tree.If: _if,
    tree.Path: _truth,
    tree.Name: _truth,
    tree.Comparison: _comparison,
    tree.In: _in,
    tree.Between: _between,
    tree.Invocation: _call,
    tree.Quantified: _quantified,
}
