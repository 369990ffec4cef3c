"""Two books side by side, step by step: every place at which their digests would differ, and nothing else.

The walk goes down the same parts that the digest is taken over and compares them in the same plain form, so that two
books have no difference exactly when they have one digest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from huimin.policy.digest import by_key, plain
from huimin.policy.model import (
    Affect,
    Book,
    Change,
    Citation,
    ConditionVersion,
    Instrument,
    Measure,
    Parameter,
    ParameterVersion,
    TakenReading,
    Validity,
)
from huimin.policy.spans import Span
from huimin.policy.vocabulary import Expression, Text, Vocabulary
from huimin.words import LANGUAGES

FRAME = "frame"
MODELLED = frozenset(
    ("instrument", "status", "verification", "level", "title", "short_title", "issuer", "currency", "promulgated")
) | {"recorded", "in_force", "articles", "parameters", "conditions", "open_questions", "affects"}
"""Keys of an instrument's frame that the model has a field for."""


@dataclass(frozen=True)
class Step:
    """One step down both books: a field of the model, or a member of a list or a map by its key on either side.

    `old` and `new` are what stands there, None where nothing does.
    """

    old: Any
    new: Any
    field: str = ""
    old_key: str = ""
    new_key: str = ""

    @property
    def key(self) -> str:
        """The member's key, in the new book where it has one; empty for a field."""
        return self.new_key or self.old_key


@dataclass(frozen=True)
class Difference:
    """The way down to something that differs; `reordered` where only the order of its members does."""

    steps: tuple[Step, ...]
    reordered: bool = False

    @property
    def old(self) -> Any:
        return self.steps[-1].old

    @property
    def new(self) -> Any:
        return self.steps[-1].new


def differences(old: Book, new: Book) -> Iterator[Difference]:
    """Every difference between two books, in the order of the books."""
    yield from _walk((Step(old.vocabulary, new.vocabulary, "vocabulary"),))
    yield from _walk((Step(old.instruments, new.instruments, "instruments"),))


def _walk(steps: tuple[Step, ...]) -> Iterator[Difference]:
    old, new = steps[-1].old, steps[-1].new
    containers = isinstance(old, _CONTAINERS) and isinstance(new, _CONTAINERS)
    if not containers and repr(plain(old)) == repr(plain(new)):  # unlike ==, the digest keeps 1 and true apart
        return
    if old.__class__ is not new.__class__ or isinstance(old, _LEAVES):
        yield Difference(steps)
    elif isinstance(old, Instrument):
        yield from _instrument(steps)
    elif is_dataclass(old):
        for each in fields(old):
            yield from _walk((*steps, Step(getattr(old, each.name), getattr(new, each.name), each.name)))
    elif isinstance(old, Mapping):
        yield from _members(steps, list(old.items()), list(new.items()))
    elif isinstance(old, tuple) and all(is_dataclass(each) and not isinstance(each, Citation) for each in (*old, *new)):
        yield from _members(steps, _keyed(old), _keyed(new))
    else:
        yield Difference(steps)


_CONTAINERS = (Vocabulary, Instrument, Mapping)  # whose parts are looked at one by one in any case
_LEAVES = (Text, Expression, Change, Citation)


def _instrument(steps: tuple[Step, ...]) -> Iterator[Difference]:
    old, new = steps[-1].old, steps[-1].new
    found = [
        difference
        for each in fields(Instrument)
        if each.name != FRAME
        for difference in _walk((*steps, Step(getattr(old, each.name), getattr(new, each.name), each.name)))
    ]
    yield from found
    frames = (*steps, Step(old.frame, new.frame, FRAME))
    for difference in _raw(frames):
        # What the model has of the frame was told above, unless only its writing differs.
        if difference.steps[len(frames)].key not in MODELLED or not found:
            yield difference


def _raw(steps: tuple[Step, ...]) -> Iterator[Difference]:
    """Differences in data that the model keeps as it was written; the order of keys does not count."""
    old, new = steps[-1].old, steps[-1].new
    if repr(by_key(old)) == repr(by_key(new)):
        return
    if _is_text(old) and _is_text(new):
        yield Difference((*steps[:-1], replace(steps[-1], old=Text(**old), new=Text(**new))))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            yield from _raw((*steps, _step(old, new, key)))
    elif _have_ids(old) and _have_ids(new):
        befores, afters = ({str(each["id"]): each for each in side} for side in (old, new))
        inside = [each for key in {**befores, **afters} for each in _raw((*steps, _step(befores, afters, key)))]
        yield from inside or [Difference(steps, reordered=True)]
    else:
        yield Difference(steps)


def _is_text(data: Any) -> bool:
    return isinstance(data, Mapping) and data.keys() == set(LANGUAGES)


def _step(old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> Step:
    return Step(old.get(key), new.get(key), "", key if key in old else "", key if key in new else "")


def _have_ids(data: Any) -> bool:
    return isinstance(data, list) and all(isinstance(each, Mapping) and "id" in each for each in data)


def _members(
    steps: tuple[Step, ...], old: Sequence[tuple[str, Any]], new: Sequence[tuple[str, Any]]
) -> Iterator[Difference]:
    """Members by their keys; versions that moved in time but say the same are one and the same."""
    before, after = dict(old), dict(new)
    pairs = {key: key for key in after if key in before}
    moved = _moved({key: each for key, each in before.items() if key not in after}, after.keys() - before.keys(), after)
    pairs |= moved
    for key, each in after.items():
        if key in pairs:
            yield from _walk((*steps, Step(before[pairs[key]], each, "", pairs[key], key)))
        else:
            yield from _new((*steps, Step(None, each, "", "", key)))
    for key, each in before.items():
        if key not in pairs.values():
            yield Difference((*steps, Step(each, None, "", key, "")))
    kept = [pairs[key] for key in after if key in pairs]
    if kept != [key for key in before if key in pairs.values()]:
        yield Difference(steps, reordered=True)


def _new(steps: tuple[Step, ...]) -> Iterator[Difference]:
    """Something new, with the values that it sets; of an instrument also how it bears on others."""
    added = steps[-1].new
    is_part = any(isinstance(each.new, Instrument) and each.old is None for each in steps[:-1])
    if not (is_part and isinstance(added, Parameter)):  # its values tell of it
        yield Difference(steps)
    for field in next((each for class_, each in _TOLD_WITH if isinstance(added, class_)), ()):
        value = getattr(added, field)
        members = list(value.items()) if isinstance(value, Mapping) else _keyed(value)
        yield from _members((*steps, Step(None, value, field)), [], members)


def _moved(gone: dict[str, Any], come: set[str], after: Mapping[str, Any]) -> dict[str, str]:
    """New key to old key of versions whose span alone differs."""
    found: dict[str, str] = {}
    for key in (key for key in after if key in come and hasattr(after[key], "span")):
        same = [each for each, value in gone.items() if _content(value) == _content(after[key])]
        if same:
            found[key] = same[0]
            del gone[same[0]]
    return found


def _content(member: Any) -> list[Any]:
    return [plain(getattr(member, each.name)) for each in fields(member) if each.name != "span"]


def _keyed(members: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """Each member with a key that is its own: its name, made unique by counting where it is not."""
    seen: Counter[str] = Counter()
    found = []
    for each in members:
        key = next((name(each) for class_, name in _KEYS if isinstance(each, class_)), "")
        key = key or str(each.id)
        seen[key] += 1
        found.append((key if seen[key] == 1 else f"{key}#{seen[key]}", each))
    return found


def span_key(span: Span) -> str:
    """The first day and the day of record of a version, as a key: `2031-01-01/2031-03-10`."""
    return "/".join(each.iso if each else "" for each in (span.first, span.recorded))


_TOLD_WITH: tuple[tuple[type, tuple[str, ...]], ...] = (
    (Instrument, ("affects", "parameters")),
    (Parameter, ("versions",)),
)
"""What of something new is told beside it."""
_TARGETS = ("provision", "condition", "parameter", "fact", "affects", "by")
_KEYS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (Measure, lambda each: str(each.number)),
    (Parameter, lambda each: each.name),
    (ParameterVersion | ConditionVersion | TakenReading | Validity, lambda each: span_key(each.span)),
    (Affect, lambda each: f"{each.provision} {each.by.partition('/')[2]}".strip()),
    (Change, lambda each: " ".join(str(each.data[key]) for key in _TARGETS if key in each.data)),
)
