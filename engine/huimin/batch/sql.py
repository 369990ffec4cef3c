"""SQL as sqlglot trees: the few forms that everything here is made of. NULL stands for what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from huimin.feel.values import Date

Sql = exp.Expr
TRUE, FALSE, NULL = exp.true(), exp.false(), exp.null()
_KEYWORDS = frozenset(Dialect.get_or_raise("duckdb").tokenizer_class.KEYWORDS)


def identifier(name: str) -> exp.Identifier:
    """A name as SQL may have it, quoted where it is no plain word or is a word of the language."""
    plain = name.isascii() and name.isidentifier() and name.islower() and name.upper() not in _KEYWORDS
    return exp.to_identifier(name, quoted=not plain)


def column(name: str) -> Sql:
    return exp.column(identifier(name))


def field(record: Sql, name: str) -> Sql:
    """An entry of a record."""
    if isinstance(record, exp.Column) and len(record.parts) < 4:
        return exp.Column(
            **dict(zip(("this", "table", "db", "catalog"), (identifier(name), *reversed(record.parts)), strict=False))
        )
    return exp.Dot(this=record.copy(), expression=identifier(name))


def literal(value: Any) -> Sql:
    """A constant. Raises TypeError for what SQL has no constant of."""
    if value is None:
        return NULL.copy()
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, Decimal | int):
        sign, whole = value < 0, f"{abs(value):f}"
        number = exp.Literal.number(whole.rstrip("0").rstrip(".") if "." in whole else whole)
        return exp.Neg(this=number) if sign else number
    if isinstance(value, Date):
        return exp.cast(exp.Literal.string(value.iso), "date")
    if isinstance(value, str):
        return exp.Literal.string(value)
    raise TypeError(type(value).__name__)


_BINARY: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
    "+": exp.Add, "-": exp.Sub, "*": exp.Mul, "%": exp.Mod,
}  # fmt: skip


def binary(operator: str, left: Sql, right: Sql) -> Sql:
    """`left operator right`, each side in parentheses where it is made of operators itself; NULL where a side is."""
    return _BINARY[operator](this=_wrapped(left), expression=_wrapped(right))


def equal(left: Sql, right: Sql) -> Sql:
    return binary("=", left, right)


def call(name: str, *arguments: Sql) -> Sql:
    """A function by its name in the dialect."""
    return exp.Anonymous(this=name, expressions=[each.copy() for each in arguments])


def case(branches: Iterable[tuple[Sql, Sql]], otherwise: Sql | None = None) -> Sql:
    """The value of the first condition that is true; NULL, or `otherwise`, where none is."""
    ifs = [exp.If(this=condition.copy(), true=value.copy()) for condition, value in branches]
    if not ifs:
        return (otherwise or NULL).copy()
    return exp.Case(ifs=ifs, default=otherwise.copy() if otherwise is not None else None)


def every(operands: Sequence[Sql]) -> Sql:
    """`AND` over all; true over none. SQL's own is Kleene's."""
    return exp.and_(*operands) if operands else exp.true()


def some(operands: Sequence[Sql]) -> Sql:
    """`OR` over all; false over none."""
    return exp.or_(*operands) if operands else exp.false()


def negated(operand: Sql) -> Sql:
    return exp.not_(operand)


def is_null(operand: Sql) -> Sql:
    return exp.Is(this=_wrapped(operand), expression=NULL.copy())


def is_true(operand: Sql) -> Sql:
    """True or false, never NULL."""
    return exp.func("COALESCE", operand.copy(), exp.false())


def known(operand: Sql) -> Sql:
    return exp.not_(is_null(operand))


def is_dear(operand: Sql) -> bool:
    """Whether it goes through a list."""
    return operand.find(exp.Lambda) is not None


def any_null(operands: Sequence[Sql]) -> Sql:
    return some([is_null(each) for each in operands])


def record(fields: Iterable[tuple[str, Sql]]) -> Sql:
    """A record with these entries."""
    return exp.Struct(
        expressions=[exp.PropertyEQ(this=identifier(name), expression=value.copy()) for name, value in fields]
    )


def array(items: Iterable[Sql]) -> Sql:
    return exp.Array(expressions=[each.copy() for each in items])


def cast(operand: Sql, type_: str | exp.DataType) -> Sql:
    """A cast, also from one width of decimals to another, which `exp.cast` takes for the same type."""
    return exp.Cast(this=operand.copy(), to=exp.DataType.build(type_))


def aliased(value: Sql, name: str) -> Sql:
    return exp.alias_(value.copy(), identifier(name))


def _wrapped(operand: Sql) -> Sql:
    composed = isinstance(operand, exp.Binary | exp.Unary | exp.Predicate) and not isinstance(
        operand, exp.Dot | exp.Paren
    )
    return exp.paren(operand) if composed else operand.copy()
