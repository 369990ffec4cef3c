"""How many mistakes in the rules the policy tests would catch: each is made in memory, and its tests are run.

A mistake that `huimin check` refuses never reaches a test, and one that no provision reads is none: neither counts. Of
those that do count, each that no test notices comes with a case that would notice it, or is proved to change nothing.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from huimin.assure.mutate.proof import proof
from huimin.assure.mutate.sites import Mutation, mutated, mutations, touched
from huimin.cases.determine import outcomes_of
from huimin.cases.editing import NoSuchPlaceError
from huimin.cases.policy_tests import LOOKS, PolicyTest, document_of, misses, options_of, provisions_of, tests_of
from huimin.check import checks
from huimin.check.load import load
from huimin.check.versions import uncovered_days
from huimin.documents.findings import CaseError, Finding
from huimin.policy import expressions
from huimin.policy.alternatives import related
from huimin.policy.model import Book
from huimin.policy.readings import settle
from huimin.policy.reads import behind, reads
from huimin.policy.usage import unused
from huimin.policy.vocabulary import Text
from huimin.search.decidable import settled_conditions
from huimin.search.test_finder import MOST_TRIALS, Ground, answers, search, written

State = Literal["killed", "refused", "unread", "equivalent", "survived"]
_CHUNK = 4
_SHOWN = tuple(key for key in LOOKS if key != "cautions")


@dataclass(frozen=True)
class Verdict:
    """What became of a mistake: killed `by` a test, refused `by` a finding of the check, read by no provision,
    proved to change nothing (`why`), or survived; then `test` is a policy test of `file` that would kill it, if one
    was found, and `provisions` are those that it could change.
    """

    mutation: Mutation
    state: State
    provisions: tuple[str, ...] = ()
    by: str = ""
    why: Text | None = None
    test: dict[str, Any] | None = None
    file: str = ""


@dataclass(frozen=True)
class Bench:
    """A book made ready for trials: its tests, the ground to search on, and the book under each other reading."""

    ground: Ground
    readings: tuple[tuple[Mapping[str, str], Book], ...]
    mutations: tuple[Mutation, ...]

    @property
    def book(self) -> Book:
        return self.ground.book

    @property
    def variants(self) -> tuple[Book, ...]:
        """The book as it stands, then under each other reading."""
        return (self.book, *(book for _, book in self.readings))


def bench(book: Book, most: int = MOST_TRIALS) -> Bench:
    """The bench of a book; a search for a case gives up after `most`. Raises BookError for tests it cannot read."""
    readings = tuple(
        ({question.id: reading.id}, settle(book, {question.id: reading.id}))
        for question in book.questions.values()
        for reading in question.readings.values()
        if reading.changes
    )
    return Bench(Ground(book, tuple(tests_of(book)), most), readings, tuple(mutations(book)))


def touching(made: Bench, ids: Collection[str]) -> list[int]:
    """The indexes of the mutations that could change one of these provisions (full ids); of all of them without any."""
    if not ids:
        return list(range(len(made.mutations)))
    wanted = set(ids)
    return [index for index, each in enumerate(made.mutations) if wanted & _touched(made, each)]


def _touched(made: Bench, mutation: Mutation) -> frozenset[str]:
    other = mutated(made.book, mutation)
    early = next(_refused_at_once(other), None)
    return touched(made.variants, other) if early is None else frozenset()


def run(folder: Path, indexes: Sequence[int], jobs: int) -> Iterator[Verdict]:
    """The verdict on each mutation of the book in `folder`, by its index, in that order, from `jobs` processes."""
    if jobs == 1:
        made = bench(load(folder))
        yield from (judge(made, made.mutations[index]) for index in indexes)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _open, (folder,)) as pool:
        yield from pool.map(_judge, indexes, chunksize=_CHUNK)


_benches: list[Bench] = []


def _open(folder: Path) -> None:
    """Make a process ready: it reads the book once."""
    _benches.append(bench(load(folder)))


def _judge(index: int) -> Verdict:
    made = _benches[0]
    return judge(made, made.mutations[index])


def judge(made: Bench, mutation: Mutation) -> Verdict:
    """What becomes of one mistake."""
    book = made.book
    other = mutated(book, mutation)
    early = next(_refused_at_once(other), None)
    if early is not None:
        return Verdict(mutation, "refused", by=early.code)
    ids = touched(made.variants, other)
    verdict = Verdict(mutation, "survived", tuple(each for each in book.provisions if each in ids))
    if not ids:
        return replace(verdict, state="unread")
    killer = _killer(made, other, ids)
    if killer is not None:
        return replace(verdict, state="killed", by=killer.id)
    findings = _refusals(other)
    if findings:
        return replace(verdict, state="refused", by=findings[0].code)
    why = proof(made.variants, other, mutation, ids)
    if why is not None:
        return replace(verdict, state="equivalent", why=why)
    return _with_witness(made, other, verdict, ids)


def _killer(made: Bench, other: Book, ids: Collection[str]) -> PolicyTest | None:
    """The first test that fails with the mistake; those that expect something of what it touches first."""
    reach = related(made.book, frozenset(ids))
    tied = [each for each in made.ground.tests if provisions_of(each) & reach]
    for test in sorted(tied, key=lambda each: not provisions_of(each) & set(ids)):
        if _fails(other, test, provisions_of(test) & reach):
            return test
    return None


def _fails(book: Book, test: PolicyTest, only: Collection[str]) -> bool:
    cautions = any("cautions" in each for each in test.data["expect"])
    try:
        found = outcomes_of(book, document_of(test), only, cautions=cautions, **options_of(test))
    except (CaseError, NoSuchPlaceError):
        return True
    return any(True for _ in misses(test, found, only))


def _refused_at_once(other: Book) -> Iterator[Finding]:
    """What keeps a book from being built or decided by at all."""
    yield from checks.before_building(other.documents, dict(other.kinds))
    yield from uncovered_days(other)


def _refusals(other: Book) -> list[Finding]:
    return [*checks.run(other), *unused(other), *settled_conditions(other, expressions.language(other), ())]


def _with_witness(made: Bench, other: Book, verdict: Verdict, ids: Collection[str]) -> Verdict:
    taken = {each.id for each in made.ground.tests}

    def telling(test: PolicyTest) -> tuple[PolicyTest, dict[str, Any]] | None:
        right = answers(made.book, test, ids)
        wrong = answers(other, test, ids) if right is not None else None
        for one, another in zip(right or (), wrong or (), strict=False):
            keys = [key for key in _SHOWN if LOOKS[key](one) != LOOKS[key](another)]
            data = written(test, one, keys, taken) if keys else None
            if data is not None:
                return test, data
        return None

    under = _reading(made, other, verdict.mutation)
    found = search(made.ground, ids, _focus(made.book, other, ids), telling, under)
    if found is None:
        return verdict
    test, data = found
    return replace(verdict, test=data, file=test.document.name)


def _reading(made: Bench, other: Book, mutation: Mutation) -> Mapping[str, str]:
    """The reading under which alone a mistake can be seen: it stands in its changes, or in what only these read."""
    if mutation.path[0] == "open_questions" and "changes" in mutation.path:
        file = next(each for each in made.book.documents if each.name == mutation.document)
        return {file.data["open_questions"][mutation.path[1]]["id"]: str(mutation.path[3])}
    if touched([made.book], other):
        return {}
    return next(readings for readings, book in made.readings if touched([made.book, book], other))


def _focus(book: Book, other: Book, ids: Collection[str]) -> set[str]:
    """The words near the mistake: those of the expressions that differ, and of the facts that they compute with."""
    words: set[str] = set()
    for name in ids:
        one, another = (
            {each for each, _ in expressions.provision_expressions(some.provisions[name])} for some in (book, other)
        )
        words = words.union(*(reads(book, each).words for each in one ^ another))
    for before, after in zip(book.instruments, other.instruments, strict=True):
        changed = {name for name in before.parameters if before.parameters[name] != after.parameters[name]}
        used = [each for name in ids for each, _ in expressions.provision_expressions(book.provisions[name])]
        read = [reads(book, each) for each in used]
        words = words.union(*(each.words for each in read if changed & each.names))
        if (before.questions, before.affects, before.validities) != (after.questions, after.affects, after.validities):
            words |= {"on"}
    facts = [fact for record in book.vocabulary.records.values() for fact in record.facts.values()]
    altered = [fact for record in other.vocabulary.records.values() for fact in record.facts.values()]
    words |= {one.name for one, another in zip(facts, altered, strict=True) if one != another}
    return behind(book, words)
