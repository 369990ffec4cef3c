"""The search for a case that shows something: from the cases of the policy tests, one or two facts changed.

Which facts, and to which values, the rules themselves say: what they read, and the points that they compare with. A
case found is a policy test like those it came from, and says so in as few words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from huimin.cases.determination import Outcome, plain
from huimin.cases.determine import outcomes_of
from huimin.cases.editing import NoSuchPlaceError, copy_of, locate, without
from huimin.cases.policy_tests import LOOKS, PolicyTest, case_of, document_of, options_of, provisions_of
from huimin.documents.findings import CaseError
from huimin.documents.format import canonical
from huimin.documents.read import read_bytes
from huimin.policy.model import Book
from huimin.policy.reads import touched
from huimin.search.neighbours import Step, steps
from huimin.search.points import DAY, Points, points_of

T = TypeVar("T")
MOST_SEEDS = 8
MOST_PAIRED = 3
MOST_PAIRS = 400
MOST_TRIALS = 4000
NO_READINGS: Mapping[str, str] = {}
_NOT_KEBAB = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Ground:
    """A book with its policy tests, from whose cases a search sets out; `most` cases are tried in one."""

    book: Book
    tests: tuple[PolicyTest, ...]
    most: int = MOST_TRIALS

    def seeds(self, ids: Collection[str]) -> list[PolicyTest]:
        """Tests of the provisions `ids`, else of any of their subjects: each case once, at most MOST_SEEDS of them and
        from all over the files, with the drafts in part that the provisions are of.
        """
        subjects = {self.book.provisions[each].subject for each in ids}
        alike = {name for name, each in self.book.provisions.items() if each.subject in subjects}
        tied = [each for each in self.tests if provisions_of(each) & set(ids)]
        tied = tied or [each for each in self.tests if provisions_of(each) & alike]
        found = list({_identity(each): each for each in tied}.values())
        stride = max(1, -(-len(found) // MOST_SEEDS))
        return [self._with_drafts(each, ids) for each in found[::stride]]

    def _with_drafts(self, test: PolicyTest, ids: Collection[str]) -> PolicyTest:
        owners = {each.partition("/")[0] for each in ids}
        drafts = [each.id for each in self.book.instruments if each.status != "in_force" and each.id in owners]
        present = [*test.data.get("with", ()), *(each for each in drafts if each not in test.data.get("with", ()))]
        return replace(test, data={**test.data, "with": present}) if present else test


def search(
    ground: Ground,
    ids: Collection[str],
    focus: Collection[str],
    hit: Callable[[PolicyTest], T | None],
    under: Mapping[str, str] = NO_READINGS,
) -> T | None:
    """What `hit` makes of the first case that it takes: a seed, or one with one fact changed, or two.

    Facts named in `focus` are changed first; all cases are asked `under` these readings. None where none of those
    tried is taken.
    """
    seen: set[str] = set()
    for test in islice(_candidates(ground, ids, frozenset(focus), under), ground.most):
        identity = _identity(test)
        if identity not in seen:
            seen.add(identity)
            found = hit(test)
            if found is not None:
                return found
    return None


def _candidates(
    ground: Ground, ids: Collection[str], focus: frozenset[str], under: Mapping[str, str]
) -> Iterator[PolicyTest]:
    book, points = ground.book, points_of(ground.book, ids)
    seeds = [_under(each, under) for each in ground.seeds(ids)]

    def near(test: PolicyTest, wanted: bool = True) -> list[Step]:
        found = [each for each in steps(book, case_of(test), points) if _is_in_focus(each, focus) is wanted]
        return sorted(found, key=lambda each: each.path == "on")  # another day asked says less than another fact

    yield from seeds
    yield from (each for seed in seeds for step in near(seed) for each in _taken(seed, step))
    yield from (each for seed in seeds for each in _under_readings(book, seed, ids))
    elsewhere = [each for seed in seeds[:MOST_PAIRED] for each in _elsewhere(book, seed, ids, points)]
    yield from elsewhere
    yield from (each for seed in seeds for step in near(seed, wanted=False) for each in _taken(seed, step))
    yield from (each for seed in elsewhere for step in near(seed) for each in _taken(seed, step))
    for seed in seeds[:MOST_PAIRED]:
        yield from _two_steps(seed, near(seed))


def _elsewhere(book: Book, test: PolicyTest, ids: Collection[str], points: Points) -> Iterator[PolicyTest]:
    """The test under other readings, as the book stood when it learnt of each version, and asked on each day that the
    rules name.
    """
    readings = list(_under_readings(book, test, ids))
    yield from readings
    for day in points.recorded if len(points.recorded) > 1 else ():
        yield stepped(test, Step("known", ("known",), None, day.isoformat()))
    for asked in (test, *readings):
        for day in points.days:
            yield from _taken(asked, Step("on", ("on",), None, day.isoformat()))


def _under_readings(book: Book, test: PolicyTest, ids: Collection[str]) -> Iterator[PolicyTest]:
    """The test under each other reading that could change one of these provisions."""
    for question in book.questions.values():
        taken = {each.reading for each in question.taken}
        for reading in question.readings.values():
            reach = frozenset[str]().union(*(touched(book, each, question.instrument) for each in reading.changes))
            if reading.id not in taken and reach & set(ids):
                yield _under(replace(test, id=reading.id), {question.id: reading.id})


def _under(test: PolicyTest, readings: Mapping[str, str]) -> PolicyTest:
    if not readings:
        return test
    return replace(test, data={**test.data, "readings": {**test.data.get("readings", {}), **readings}})


def _two_steps(test: PolicyTest, near: Sequence[Step]) -> Iterator[PolicyTest]:
    """Two changes at once, from all over the pairs rather than from the first of them."""
    pairs = [(one, other) for index, one in enumerate(near) for other in near[index + 1 :] if one.path != other.path]
    stride = max(1, len(pairs) // MOST_PAIRS)
    for one, other in pairs[::stride]:
        yield from (each for first in _taken(test, one) for each in _taken(first, other))


def _taken(test: PolicyTest, step: Step) -> Iterator[PolicyTest]:
    """The test with one more change. Where the day asked is moved back, what the case says of later days may have to
    be left out, or put on that day.
    """
    yield stepped(test, step)
    later = list(_later(case_of(test), step.value)) if step.path == "on" else []
    if later:
        yield _all(stepped(test, step), (Step(path, (), None, left_out=True) for path in later))
        yield _all(stepped(test, step), (Step(path, (), None, step.value) for path in later))


def _all(test: PolicyTest, more: Iterable[Step]) -> PolicyTest:
    found = test
    for step in more:
        found = stepped(found, step)
    return replace(found, id=test.id)


def _later(data: Any, day: str, path: str = "") -> Iterator[str]:
    """The paths of the days in a case that come after `day`."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _later(value, day, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            name = value.get("id", index) if isinstance(value, dict) else index
            yield from _later(value, day, f"{path}[{name}]")
    elif isinstance(data, str) and DAY.match(data) and data > day and path not in ("on", "known"):
        yield path


def _is_in_focus(step: Step, focus: frozenset[str]) -> bool:
    return (step.fact.name if step.fact else step.path) in focus


def stepped(test: PolicyTest, step: Step) -> PolicyTest:
    """The test with one more fact changed, and nothing expected yet; what this makes idle is no longer said."""
    data = {key: copy_of(value) for key, value in test.data.items()}
    gone = {step.path, *step.instead_of}

    def stands(path: str) -> bool:
        return path not in gone and not path.startswith((f"{step.path}[", f"{step.path}."))

    changed = {path: value for path, value in data.pop("set", {}).items() if stands(path)}
    absent = [path for path in data.pop("unset", ()) if stands(path)]
    dropped = [step.path] if step.left_out else step.instead_of
    absent += [path for path in dropped if _is_in_base(test, path)]
    if not step.left_out:
        changed[step.path] = step.value
    data |= {key: value for key, value in (("set", changed), ("unset", absent)) if value}
    return replace(test, id=_named(test, step), data=data)


def _is_in_base(test: PolicyTest, path: str) -> bool:
    """Whether the case that a test sets out from says something at a path."""
    plain = {key: value for key, value in test.data.items() if key not in ("set", "unset")}
    case = case_of(replace(test, data=plain))
    try:
        without(case, locate(case, path))
    except LookupError:
        return False
    return True


def _named(test: PolicyTest, step: Step) -> str:
    """A name that says what was changed."""
    value = "unknown" if step.left_out else _in_short(step.value)
    return _NOT_KEBAB.sub("-", f"{step.path.rpartition('.')[2]} {value}".lower().replace("_", "-")).strip("-")


def _in_short(value: Any) -> str:
    if isinstance(value, list):
        return f"of {len(value)}"
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _identity(test: PolicyTest) -> str:
    data = {key: value for key, value in test.data.items() if key not in ("id", "expect")}
    return json.dumps([test.document.name, data], sort_keys=True, default=str, ensure_ascii=False)


def answers(book: Book, test: PolicyTest, ids: Collection[str], *, cautions: bool = False) -> list[Outcome] | None:
    """The outcomes of provisions for the case of a test; None where it is no case."""
    try:
        return outcomes_of(book, document_of(test), ids, cautions=cautions, **options_of(test))
    except (CaseError, NoSuchPlaceError):
        return None


def written(test: PolicyTest, outcome: Outcome, keys: Iterable[str], taken: Collection[str]) -> dict[str, Any] | None:
    """The test that expects of its case what came of it, by `keys`: plain data, under an id that is not `taken`.

    None where a test cannot expect such a thing.
    """
    found = {key: value for key in keys if (value := _expectable(key, outcome)) is not None}
    if not found:
        return None
    expected = {key: value for key, value in found.items() if value or len(found) == 1}
    local = outcome.provision.partition("/")[2]
    head: dict[str, Any] = {
        "provision": local if outcome.provision.startswith(f"{test.instrument}/") else outcome.provision
    }
    head |= {key: value for key, value in (("for", outcome.record), ("year", outcome.year)) if value is not None}
    status: dict[str, Any] = {"status": outcome.status}
    if outcome.amount is not None:
        status["amount"] = _number(outcome.amount)
    name = _free(f"{local}-{test.id}", taken)
    rest = {key: value for key, value in test.data.items() if key not in ("id", "expect")}
    return {"id": name, **rest, "expect": [{**head, **status, **expected}]}


def _expectable(key: str, outcome: Outcome) -> Any:
    value = LOOKS[key](outcome)
    return _number(value) if isinstance(value, Decimal) else value


def _number(amount: Decimal) -> Any:
    whole = plain(amount)
    return whole if isinstance(whole, int) else amount


def _free(name: str, taken: Collection[str]) -> str:
    name = name[:70].strip("-")
    numbered = (f"{name}-{number}" for number in range(2, 10_000))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def yaml_of(tests: Sequence[Mapping[str, Any]]) -> str:
    """Tests as they stand in a file, in the canonical form: ready to be pasted below its others."""
    text = json.dumps({"tests": tests}, ensure_ascii=False, default=_as_number)
    document = read_bytes(text.encode(), "tests")
    return canonical(document, "policy-test").partition("\n")[2]


def _as_number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
