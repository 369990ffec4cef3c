"""The expressions of a provision as SQL: parameters by the version of the legal day, folded into CASE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huimin.batch import sql
from huimin.batch.expression import written
from huimin.batch.facts import Facts
from huimin.batch.findings import refusal
from huimin.batch.sql import Sql
from huimin.batch.walk import RecordAt, Unsayable
from huimin.feel.tree import Name, every_node
from huimin.feel.values import Date
from huimin.policy import expressions
from huimin.policy.expressions import KEY_SCOPE
from huimin.policy.model import Parameter, ParameterVersion, Provision
from huimin.policy.spans import Span, rank, standing
from huimin.policy.vocabulary import Expression

Day = Date | Sql
"""A legal day: one for all cases, or the SQL of one for each, NULL where it is unknown."""
LookUp = Callable[[Sql], Sql]


@dataclass(frozen=True)
class Rules:
    """What writes the expressions of a book as it stood on the day `known`."""

    facts: Facts
    known: Date | None

    def write(
        self,
        provision: Provision,
        expression: Expression,
        record: RecordAt,
        day: Day,
        *,
        year: int | None = None,
        stated: bool = False,
    ) -> Sql:
        """The SQL of an expression, parameters as of the legal day.

        With `stated`, a key without a value counts as 0: what is NULL even so hangs on something unknown.
        """
        book, language = self.facts.book, self.facts.language
        scope = expressions.provision_scope(language, book, provision)
        node = expressions.parsed(book.trees, expression.text, expressions.provision_where(provision), scope)
        names: dict[str, Any] = {**self.facts.environment(), provision.subject: record}
        names["provision"] = sql.literal(provision.full_id)
        names["year"] = sql.literal(year or 0)
        instrument = book.instrument(provision.instrument)
        span = instrument.span
        names["instrument"] = {"from": sql.literal(span.first), "through": sql.literal(span.last)}
        used = {each.name for each in every_node(node) if isinstance(each, Name)}
        for name, parameter in instrument.parameters.items():
            if name in used and name not in names:
                names[name] = self.parameter(parameter, day, stated=stated)
        try:
            return written(node, scope, names, self.facts.operators, self.facts)
        except Unsayable as unsayable:
            raise refusal(book, expression, unsayable) from None

    def parameter(self, parameter: Parameter, day: Day, *, stated: bool = False) -> Sql | LookUp:
        """A parameter on a legal day; a keyed one as a function of the key."""
        if parameter.key is None:
            return self._of_versions(parameter, day, lambda version: _constant(version.value))
        return lambda key: self._of_versions(
            parameter, day, lambda version: self._keyed(version.values or {}, key, stated=stated)
        )

    def _of_versions(self, parameter: Parameter, day: Day, value: Callable[[ParameterVersion], Sql]) -> Sql:
        if isinstance(day, Date):
            version = standing(parameter.versions, day, self.known)
            return value(version) if version else sql.NULL.copy()
        recorded = [each for each in parameter.versions if each.span.is_known(self.known)]
        ranked = sorted(recorded, key=rank, reverse=True)
        branches = [(holds(each.span, day), value(each)) for each in ranked]
        if len(recorded) == 1:
            branches.append((sql.is_null(day), value(recorded[0])))
        return sql.case(branches)

    def _keyed(self, values: Mapping[str, Any], key: Sql, *, stated: bool) -> Sql:
        branches = [(self._test(test, key), _constant(value)) for test, value in values.items()]
        found = sql.case(branches)
        return sql.case([(sql.known(key), sql.case(branches, sql.literal(0)))]) if stated else found

    def _test(self, test: str, key: Sql) -> Sql:
        node = expressions.parsed(self.facts.book.trees, test, "key", KEY_SCOPE, unary=True)
        return written(node, KEY_SCOPE, {"?": key}, self.facts.operators, self.facts)


def holds(span: Span, day: Sql) -> Sql:
    """Whether a span is in force on a day; NULL for an unknown day, even where the span has no bounds."""
    bounds = [sql.binary(">=", day, sql.literal(span.first))] if span.first else []
    bounds += [sql.binary("<=", day, sql.literal(span.last))] if span.last else []
    return sql.every(bounds) if bounds else sql.known(day)


def _constant(value: Any) -> Sql:
    return sql.array([sql.literal(each) for each in value]) if isinstance(value, list) else sql.literal(value)
