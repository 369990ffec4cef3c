"""Conditions that can never hold, or always hold.

They are tried out over closed codes, booleans, and the numbers and days around every boundary that a condition names.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from huimin.documents.findings import Finding
from huimin.documents.read import Document, show_path
from huimin.feel.tree import (
    AtLiteral,
    Filter,
    For,
    Invocation,
    Name,
    Node,
    Number,
    Path,
    Quantified,
    String,
    every_node,
)
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.fact_types import FACT_TYPES
from huimin.policy.model import Book, Condition, Provision
from huimin.policy.vocabulary import Expression, Fact

MOST_TRIALS = 4000
_ONE = dt.timedelta(days=1)
Variable = tuple[str, str]


def settled_conditions(
    book: Book, language: expressions.Language, skip: Collection[tuple[str, str]]
) -> Iterator[Finding]:
    """A finding for each condition that is true for every case, or for none. What reads a list is not tried,
    nor an expression that is known to be faulty: its file and path are in `skip`.
    """
    files: Mapping[str, Document] = {document.name: document for document in book.documents}
    seen: set[Expression] = set()
    for provision in book.provisions.values():
        for condition, when in _whens(provision):
            if when in seen or (when.document, show_path(when.path)) in skip:
                continue
            seen.add(when)
            results = _results(book, language, provision, when)
            if results in ({True}, {False}):
                code = "condition-always-holds" if results == {True} else "condition-never-holds"
                yield Finding(code, files[when.document].place(when.path, offset=0), {"name": condition.id})


def _whens(provision: Provision) -> Iterator[tuple[Condition, Expression]]:
    for condition in provision.conditions:
        for version in condition.versions:
            yield condition, version.when


def _results(book: Book, language: expressions.Language, provision: Provision, when: Expression) -> set[Any]:
    """Every answer that the condition gives over its trials; empty where it is not tried."""
    rule = expressions.provision_rule(language, book, provision, when)
    nodes = list(every_node(rule.node))
    if any(isinstance(node, Filter | For | Quantified | Invocation) for node in nodes):
        return set()
    variables = list(dict.fromkeys(_variable(node) for node in nodes if isinstance(node, Path)))
    records = book.vocabulary.records
    if any(variable is None or variable[1] not in records[variable[0]].facts for variable in variables):
        return set()
    if set(rule.names) - {variable[0] for variable in variables if variable}:
        return set()
    named = [variable for variable in variables if variable]
    values = [list(trials(records[kind].facts[name], book, nodes)) for kind, name in named]
    if not values or not all(values) or _product(values) > MOST_TRIALS:
        return set()
    return {_answer(rule, named, trial) for trial in itertools.product(*values)}


def _answer(rule: expressions.Rule, variables: list[Variable], trial: tuple[Any, ...]) -> Any:
    facts: dict[str, dict[str, Any]] = {name: {} for name in rule.names}
    for (kind, name), value in zip(variables, trial, strict=True):
        facts[kind][name] = value
    return rule.call(*(facts[name] for name in rule.names))


def _variable(path: Path) -> Variable | None:
    return (path.source.name, path.name) if isinstance(path.source, Name) else None


def trials(fact: Fact, book: Book, nodes: list[Node]) -> Iterator[Any]:
    """Values that stand for all others as far as this condition can tell them apart."""
    if fact.code is not None:
        yield from book.vocabulary.codes[fact.code]
    elif values := () if fact.list_of else FACT_TYPES[fact.type].values:
        yield from values
    elif fact.type == "number":
        numbers = {node.value for node in nodes if isinstance(node, Number)} or {Decimal(0)}
        yield from sorted({number + step for number in numbers for step in (-1, 0, 1)})
    elif fact.type == "date":
        days = {_day(node.text) for node in nodes if isinstance(node, AtLiteral)}
        yield from sorted({Date(*(each + step * _ONE).timetuple()[:3]) for each in days if each for step in (-1, 0, 1)})
    elif fact.type == "string":
        yield from [node.value for node in nodes if isinstance(node, String)]
        yield ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _product(values: list[list[Any]]) -> int:
    size = 1
    for each in values:
        size *= len(each)
    return size
