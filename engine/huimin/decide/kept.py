"""Programs as bytes, so that they need not be made again: they are read without parsing, typing or compiling anything.

What is read is run, so it must come from where only this user can have written it: `huimin.policy.cache`.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from functools import partial
from typing import Any

from huimin.decide.answer import Programs
from huimin.decide.program import FactPath, PlacedCondition, PlacedRow, RowKey, Variant
from huimin.decide.python import Code
from huimin.decide.records import Rule
from huimin.feel import values
from huimin.feel.builtins import bound_builtin, builtin_cost
from huimin.feel.unknown import Unknown


class NotKept(Exception):  # noqa: N818 - a limit of what is kept, no error
    """A program with a constant that cannot be kept."""


@dataclass(frozen=True)
class Kept:
    """Programs as `huimin.decide.answer.Programs` has them."""

    rows: Mapping[RowKey, PlacedRow]
    functions: Mapping[str, Code]
    cautious: Mapping[str, Code]
    variants: tuple[Variant, ...]
    rules: Mapping[FactPath, Rule]


def to_bytes(programs: Programs) -> bytes:
    """The programs with everything that they compute, also under other readings. Raises NotKept."""
    variants = [
        (each.question, each.reading, [(*key, *found) for key, found in each.rows.items()])
        for each in programs.variants
    ]
    return marshal.dumps(
        (
            [astuple(row) for row in programs.rows.values()],
            [(subject, *_code(code)) for subject, code in programs.functions.items()],
            [(subject, *_code(code)) for subject, code in programs.cautious.items()],
            variants,
            [
                (*path, rule.fact, None if rule.make is None else _code(rule.make()))
                for path, rule in programs.rules.items()
            ],
        )
    )


def from_bytes(data: bytes) -> Kept:
    """The programs that `to_bytes` gave, by this very Python and this very engine."""
    rows, functions, cautious, variants, rules = marshal.loads(data)  # noqa: S302 - signed by this user
    placed = [_row(*each) for each in rows]
    return Kept(
        {row.key: row for row in placed},
        {subject: _to_code(*code) for subject, *code in functions},
        {subject: _to_code(*code) for subject, *code in cautious},
        tuple(Variant(question, reading, dict(map(_changed, found))) for question, reading, found in variants),
        {
            (record, name): Rule(fact, None if code is None else partial(_to_code, *code))
            for record, name, fact, code in rules
        },
    )


def _row(*parts: Any) -> PlacedRow:
    row = dict(zip((each.name for each in fields(PlacedRow)), parts, strict=True))
    return PlacedRow(**{**row, "conditions": tuple(PlacedCondition(*each) for each in row["conditions"])})


def _changed(found: tuple[Any, ...]) -> tuple[RowKey, Any]:
    provision, year, subject, answer = found
    return (provision, year), (subject, answer)


# Functions --------------------------------------------------------------------------------------------------------

MAKERS: Mapping[str, Callable[..., Any]] = {"builtin": bound_builtin, "cost": builtin_cost}
"""What makes the constants that cannot be kept."""

_MAKERS = {make: name for name, make in MAKERS.items()}


def _code(code: Code) -> tuple[Any, ...]:
    constants = [(name, _plain(value)) for name, value in code.constants.items()]
    recipes = [(name, _maker(make), _plain(arguments)) for name, (make, *arguments) in code.recipes.items()]
    return code.arguments, code.compiled, constants, recipes


def _maker(make: Callable[..., Any]) -> str:
    if make not in _MAKERS:
        raise NotKept(repr(make))
    return _MAKERS[make]


def _to_code(arguments: tuple[str, ...], compiled: bytes, constants: Any, recipes: Any) -> Code:
    return Code(
        arguments,
        compiled,
        {name: _value(plain) for name, plain in constants},
        {name: (MAKERS[make], *_value(given)) for name, make, given in recipes},
    )


# Constants --------------------------------------------------------------------------------------------------------

_AS_IT_IS = (type(None), bool, int, str)

_CLASSES = (
    values.Date,
    values.Time,
    values.DateTime,
    values.DaysDuration,
    values.MonthsDuration,
    values.Range,
    values.UnaryTest,
    Unknown,
)


def _parts(value: Any) -> Iterable[Any]:
    return list(value) if isinstance(value, tuple) else [getattr(value, each.name) for each in fields(value)]


FORMS: Mapping[type, tuple[Callable[[Any], Iterable[Any]], Callable[..., Any]]] = {
    **{each: (_parts, each) for each in _CLASSES},
    Decimal: (lambda value: [str(value)], Decimal),
    list: (list, lambda *members: list(members)),
    tuple: (list, lambda *members: members),
    frozenset: (list, lambda *members: frozenset(members)),
    dict: (lambda value: list(value.items()), lambda *pairs: dict(pairs)),
}
"""The parts of a value of each class, and what makes it of its parts."""

_FORMS = {kind.__name__: make for kind, (_, make) in FORMS.items()}


def _plain(value: Any) -> Any:
    """A value as what `marshal` keeps: it is kept as it is, or as the name of its class and its parts."""
    kind = value.__class__
    if kind in _AS_IT_IS:
        return value
    if kind not in FORMS:
        raise NotKept(kind.__name__)
    return (kind.__name__, *map(_plain, FORMS[kind][0](value)))


def _value(plain: Any) -> Any:
    """The value that `_plain` gave."""
    return _FORMS[plain[0]](*map(_value, plain[1:])) if plain.__class__ is tuple else plain
