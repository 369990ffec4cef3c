"""How far the policy tests cover the rules, point by point, with a case for each point that none of them shows.

A test covers what it expects something of. To what `huimin.search.covered` looks for this adds every condition that
holds and that fails, and every version of a parameter, by its keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from huimin.cases.determination import Outcome, ParameterUsed
from huimin.cases.determine import setting_of
from huimin.cases.evaluate import Setting
from huimin.cases.policy_tests import LOOKS, PolicyTest, asserted, document_of, options_of, provisions_of, tests_of
from huimin.cases.tracing import Trace, trace_of
from huimin.policy import expressions
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Book, Parameter, ParameterVersion
from huimin.policy.reads import behind, provision_reads, reads, touched
from huimin.policy.spans import standing
from huimin.search.covered import Gap, possible, shown
from huimin.search.test_finder import Ground, answers, search, written


@dataclass(frozen=True)
class Covered:
    """A point of the rules and the tests that show it, by their ids; where none does, `test` is one of `file` that
    would, if any was found.
    """

    point: Gap
    by: tuple[str, ...]
    test: Mapping[str, Any] | None = None
    file: str = ""


def coverage(book: Book, wanted: Iterable[Gap], *, with_cases: bool = True) -> Iterator[Covered]:
    """What became of each point, in that order. Raises BookError where a policy test cannot be read."""
    ground = Ground(book, tuple(tests_of(book)))
    by: dict[Gap, list[str]] = {}
    for test in ground.tests:
        for point in dict.fromkeys(_shown(book, test)):
            by.setdefault(point, []).append(test.id)
    taken = {each.id for each in ground.tests}
    for point in wanted:
        covered = Covered(point, tuple(by.get(point, ())))
        if with_cases and not covered.by:
            covered = _with_case(ground, covered, taken)
            taken |= {covered.test["id"]} if covered.test else set()
        yield covered


def points(book: Book) -> list[Gap]:
    """What could be shown of the book: of each provision in turn, then the parameters, then the readings."""
    order = {name: index for index, name in enumerate(book.provisions)}
    found = [*possible(book), *_results(book), *_versions(book)]
    last = len(order)
    return sorted(dict.fromkeys(found), key=lambda each: (each.what == "reading", order.get(each.of, last)))


def _results(book: Book) -> Iterator[Gap]:
    for provision in book.provisions.values():
        if PROVISION_KINDS[provision.kind].how in ("conditions", "calendar"):
            names = [*(["period"] if provision.period else []), *(each.id for each in provision.conditions)]
            yield from (Gap(what, provision.full_id, name) for name in names for what in ("holds", "fails"))


def _versions(book: Book) -> Iterator[Gap]:
    for instrument in book.instruments:
        used = set[str]().union(*(provision_reads(book, each).names for each in instrument.provisions))
        for parameter in instrument.parameters.values():
            for version in parameter.versions if parameter.name in used else ():
                for key in version.values or (None,):
                    yield _version(instrument.id, parameter, version, key)


def _version(instrument: str, parameter: Parameter, version: ParameterVersion, key: str | None) -> Gap:
    recorded = f", {version.span.recorded.iso}" if version.span.recorded else ""
    first = version.span.first.iso if version.span.first else ""
    return Gap("version", instrument, f"{parameter.name}{f'({key})' if key else ''}: {first}{recorded}")


def _shown(book: Book, test: PolicyTest) -> Iterator[Gap]:
    found = answers(book, test, provisions_of(test), cautions=True)
    if found is not None:
        setting = setting_of(book, document_of(test), **options_of(test))
        yield from _all_shown(test, setting, asserted(test, found))


def _all_shown(test: PolicyTest, setting: Setting, pairs: Iterable[tuple[Mapping[str, Any], Outcome]]) -> Iterator[Gap]:
    found = list(pairs)
    yield from shown(test, setting, found)
    for _, outcome in found:
        for condition in outcome.conditions:
            if condition.result != "unknown":
                yield Gap("holds" if condition.result == "holds" else "fails", outcome.provision, condition.id)
        if outcome.status != "not_in_force":
            yield from _used(setting, outcome)


def _used(setting: Setting, outcome: Outcome) -> Iterator[Gap]:
    """The versions of parameters that the rules behind an outcome read."""
    trace = trace_of(setting, outcome)
    instrument = setting.facts.book.instrument(trace.provision.instrument)
    for used in _parameters(trace):
        parameter = instrument.parameters[used.name]
        versions = [each for each in parameter.versions if each.span.first == used.since]
        version = standing(versions, used.since or setting.on, setting.known)
        if version is not None:
            yield _version(instrument.id, parameter, version, used.key)


def _parameters(trace: Trace) -> Iterator[ParameterUsed]:
    provision = trace.provision
    if provision.yearly and trace.year is None:
        return
    by_event = {version.when for condition in provision.conditions for version in condition.versions}
    by_event |= {provision.amount} if provision.amount else set()
    for expression, _ in expressions.provision_expressions(provision):
        yield from trace.evaluated(expression, trace.day if expression in by_event else None).parameters


def _with_case(ground: Ground, covered: Covered, taken: set[str]) -> Covered:
    """The point with a case that shows it, if one is found near those of the tests."""
    book, point = ground.book, covered.point
    ids = _readers(book, point)

    def showing(test: PolicyTest) -> Covered | None:
        for outcome in answers(book, test, ids) or ():
            data = written(test, outcome, _told(point, outcome), taken)
            if data is not None and _shows(book, test, data, outcome, point):
                return replace(covered, test=data, file=test.document.name)
        return None

    return search(ground, ids, _focus(book, point), showing) or covered


def _told(point: Gap, outcome: Outcome) -> list[str]:
    """What a test has to expect of an outcome, beside its status and amount, to show a point."""
    if point.what in ("holds", "fails", "decides", "unknown"):
        return ["failed", "unknown"] if outcome.failed or outcome.unknown else ["status"]
    return ["status"]


def _shows(book: Book, test: PolicyTest, data: Mapping[str, Any], outcome: Outcome, point: Gap) -> bool:
    asked = replace(test, data=data)
    setting = setting_of(book, document_of(asked), **options_of(asked))
    if point not in _all_shown(asked, setting, [(data["expect"][0], outcome)]):
        return False
    return point.what != "reading" or _is_changed_by_readings(book, asked, outcome)


def _is_changed_by_readings(book: Book, test: PolicyTest, outcome: Outcome) -> bool:
    """Whether the outcome is another one under the readings that are taken."""
    data = {key: value for key, value in test.data.items() if key != "readings"}
    usual = answers(book, replace(test, data=data), [outcome.provision]) or []
    same = [each for each in usual if (each.record, each.year) == (outcome.record, outcome.year)]
    return not any(all(look(outcome) == look(each) for look in LOOKS.values()) for each in same)


def _readers(book: Book, point: Gap) -> list[str]:
    """The provisions by whose outcomes a point can be shown: its own, or those that read it."""
    if point.of in book.provisions:
        return [point.of]
    if point.what == "reading":
        question = book.questions[point.of]
        changes = question.readings[point.name].changes
        ids = set[str]().union(*(touched(book, each, question.instrument) for each in changes))
        return [name for name in book.provisions if name in ids]
    provisions = book.instrument(point.of).provisions
    if point.what == "version":
        name = point.name.partition(":")[0].partition("(")[0]
        provisions = tuple(each for each in provisions if name in provision_reads(book, each).names)
    return [each.full_id for each in provisions]


def _focus(book: Book, point: Gap) -> set[str]:
    """The words near a point: those of the condition that it names, else of all that the provisions read."""
    provision = book.provisions.get(point.of)
    named = [each for each in provision.conditions if each.id == point.name.partition(":")[0]] if provision else []
    words = {"on"} | {word for each in named for version in each.versions for word in reads(book, version.when).words}
    if not named:
        for name in _readers(book, point):
            words |= provision_reads(book, book.provisions[name]).words
    return behind(book, words)
