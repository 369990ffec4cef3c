"""Evaluating one expression of a provision for one record: the value, and what was read on the way.

Parameters are read at a legal day, as the book stood on the day `known`: of the versions in force, the largest
`from`, then the
largest `recorded`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from huimin import feel
from huimin.cases.determination import ParameterUsed
from huimin.cases.facts import Facts, Reads, Record
from huimin.feel.unknown import UNKNOWN, Unknown
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.model import Parameter, ParameterVersion, Provision
from huimin.policy.spans import standing
from huimin.policy.vocabulary import Expression, Text
from huimin.text import phrases
from huimin.words import LANGUAGES, both


@dataclass(frozen=True)
class Setting:
    """What an evaluation happens in: the facts of the case under a settled book, and the day the book is known as of.
    What was evaluated once is kept: many provisions ask the same of the same record.
    """

    facts: Facts
    known: Date | None
    kept: dict[Any, Evaluated] = field(default_factory=dict, repr=False, compare=False)

    @property
    def on(self) -> Date:
        return self.facts.on


@dataclass(frozen=True)
class Evaluated:
    """A value with what it was read from. `fault` says why it is unknown, or null, where an error of evaluation made it
    so and not a key without a value, or where a parameter has no value on the day.
    """

    value: Any
    reads: Reads
    parameters: tuple[ParameterUsed, ...]
    fault: Text | None = None


def evaluate(
    setting: Setting,
    provision: Provision,
    expression: Expression,
    record: Record,
    day: Date | Unknown,
    year: int | None = None,
) -> Evaluated:
    """The value of `expression` for `record`, parameters as of the legal day `day`."""
    facts = setting.facts
    rule = expressions.provision_rule(facts.language, facts.book, provision, expression)
    own = provision.full_id if "provision" in rule.names else provision.instrument
    key = rule.call, own, record.path, day, year
    if key not in setting.kept:
        setting.kept[key] = _evaluated(setting, provision, rule, record, day, year)
    if facts.open:
        facts.open[-1].absorb(setting.kept[key].reads)
    return setting.kept[key]


def _evaluated(
    setting: Setting,
    provision: Provision,
    rule: expressions.Rule,
    record: Record,
    day: Date | Unknown,
    year: int | None,
) -> Evaluated:
    facts = setting.facts
    names = facts.environment(record)
    instrument = facts.book.instrument(provision.instrument)
    used: list[ParameterUsed] = []
    keyless: list[str] = []
    lacking: list[Text] = []

    def argument(name: str) -> Any:
        if name in names:
            return names[name]
        if name == "provision":
            return provision.full_id
        if name == "instrument":
            return {"from": instrument.span.first, "through": instrument.span.last}
        if name == "year":
            return Decimal(year or 0)
        return _parameter(setting, instrument.parameters[name], day, used, keyless, lacking)

    reads, run, fault = Reads(), feel.Run(error=UNKNOWN), None
    facts.open.append(reads)
    try:
        value = rule.call(*(argument(name) for name in rule.names), run=run)
    except feel.LimitFault as limit:
        value, fault = None, _words(limit)
    finally:
        facts.open.pop()
    if (value is None or isinstance(value, Unknown)) and not keyless:
        if run.faults:
            fault = _words(run.faults[0])
        elif lacking:
            fault = lacking[0]
    return Evaluated(value, reads, tuple(dict.fromkeys(used)), fault)


def _words(fault: feel.Fault | feel.LimitFault) -> Text:
    words = feel.message(fault)
    return Text(words["zh"], words["en"])


def _parameter(
    setting: Setting,
    parameter: Parameter,
    day: Date | Unknown,
    used: list[ParameterUsed],
    keyless: list[str],
    lacking: list[Text],
) -> Any:
    version = _version(parameter, day, setting.known)
    if isinstance(version, Unknown) or version is None:
        if isinstance(day, Date):
            days = {language: phrases.day(day, language) for language in LANGUAGES}
            lacking.append(Text(**both("cases", "no_version", name=parameter.label.to_json(), day=days)))
        missing = version or Unknown()
        return missing if parameter.key is None else lambda *_: missing
    if parameter.key is None:
        used.append(ParameterUsed(parameter.name, None, version.span.first, _hashable(version.value)))
        return version.value
    return _keyed(setting, parameter, version, used, keyless)


def _version(parameter: Parameter, day: Date | Unknown, known: Date | None) -> ParameterVersion | Unknown | None:
    if not isinstance(day, Unknown):
        return standing(parameter.versions, day, known)
    recorded = [each for each in parameter.versions if each.span.is_known(known)]
    return recorded[0] if len(recorded) == 1 else day


def _keyed(
    setting: Setting, parameter: Parameter, version: ParameterVersion, used: list[ParameterUsed], keyless: list[str]
) -> Callable[[Any], Any]:
    language = setting.facts.language

    def look_up(key: Any) -> Any:
        if isinstance(key, Unknown):
            return key
        for test, value in (version.values or {}).items():
            rule = language.rule(test, "key", lambda: expressions.KEY_SCOPE, unary=True)
            if rule.call(key) is True:
                used.append(ParameterUsed(parameter.name, test, version.span.first, value))
                return value
        keyless.append(parameter.name)
        return None

    return look_up


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
