"""The conformance protocol: a case a line in, an answer a line out, both JSON with typed values.

A case has `id`, `expression`, `definitions` ([name, expression] pairs, evaluated first), `inputs` (name to typed value)
and, where the model declares one, `result_type`. The answer has `id` and `value`, or `error` for a text that is no
FEEL and for a line that is no case. A typed value is null or `{"t": type, "v": value}`.

`huimin feel --jsonl` speaks this; so does `python -m huimin.feel.kit`, without the rest of Huimin.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO

from huimin.feel.compile import compile  # noqa: A004 - the term of the trade
from huimin.feel.failures import Failure
from huimin.feel.faults import LimitFault, SyntaxFault, message
from huimin.feel.numbers import read_number
from huimin.feel.parse import parse
from huimin.feel.runtime import Run
from huimin.feel.show import check_text
from huimin.feel.temporal import literals
from huimin.feel.values import MIDNIGHT_UTC, Date, DateTime, Time, type_of
from huimin.feel.weight import check_weight

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_LINE = 4_000_000
"""Characters that the line of a case may have."""

READERS: Mapping[str, Callable[[Any], Any]] = {
    "number": read_number,
    "string": str,
    "boolean": bool,
    "date": literals.read_date,
    "time": literals.read_time,
    "date and time": literals.read_date_time,
    "days and time duration": literals.read_duration,
    "years and months duration": literals.read_duration,
    "list": lambda members: [read_value(member) for member in members],
    "context": lambda entries: {name: read_value(entry) for name, entry in entries.items()},
}

WRITERS: Mapping[str, Callable[[Any], Any]] = {
    "number": lambda value: format(value, "f"),
    "string": str,
    "boolean": bool,
    "date": literals.write_date,
    "time": literals.write_time,
    "date and time": literals.write_date_time,
    "days and time duration": literals.write_days_duration,
    "years and months duration": literals.write_months_duration,
    "list": lambda members: [write_value(member) for member in members],
    "context": lambda entries: {name: write_value(entry) for name, entry in entries.items()},
}


def read_value(typed: dict[str, Any] | None) -> Any:
    """The value that a typed value stands for."""
    return None if typed is None else READERS[typed["t"]](typed["v"])


def write_value(value: Any) -> dict[str, Any] | None:
    """A value as a typed value; what no typed value can hold, such as a function, by its type alone."""
    if value is None:
        return None
    kind = type_of(value)
    return {"t": kind, "v": WRITERS[kind](value) if kind in WRITERS else None}


@dataclass(frozen=True)
class Case:
    """A case: what to evaluate, after which definitions, with which inputs, as a result of which type."""

    id: Any
    expression: str
    definitions: tuple[tuple[str, str], ...]
    inputs: Mapping[str, Any]
    result_type: str | None


def read_case(line: str) -> Case:
    """The case of a line. Raises ValueError for a line that has none."""
    try:
        data = json.loads(line)
        inputs = {name: read_value(value) for name, value in data.get("inputs", {}).items()}
        definitions = tuple((str(name), str(text)) for name, text in data.get("definitions", ()))
        declared = data.get("result_type")
        if not (declared is None or isinstance(declared, str)):
            raise TypeError(f"result_type is no text: {type(declared).__name__}")
        return Case(data["id"], str(data["expression"]), definitions, inputs, declared)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, Failure) as error:
        raise ValueError(f"this line is no case: {type(error).__name__}, {str(error)[:100]}") from None


def answer(case: Case, now: DateTime) -> dict[str, Any]:
    """The answer to one case."""
    scope = dict(case.inputs)
    try:
        for name, text in case.definitions:
            scope[name] = evaluate(text, scope, now)
        value = evaluate(case.expression, scope, now)
        check_weight(value, (0, len(case.expression)))
        check_text(value, (0, len(case.expression)))
    except (SyntaxFault, LimitFault) as fault:
        return {"id": case.id, "error": message(fault)["en"]}
    return {"id": case.id, "value": write_value(as_result(value, case.result_type))}


def evaluate(text: str, scope: Mapping[str, Any], now: DateTime) -> Any:
    """The value of an expression. Raises SyntaxFault, LimitFault."""
    compiled = compile(parse(text, scope.keys()), list(scope))
    return compiled.call(*scope.values(), run=Run(now=now))


OTHER_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
"""Types as models of DMN 1.1 call them."""


def as_result(value: Any, declared: str | None) -> Any:
    """`value` as a result of the declared type (10.3.2.9.4): out of or into a list of one, a date as its midnight.

    Null when it is of another type and cannot be made so. A type that only the model knows takes everything.
    """
    if value is None or declared is None:
        return value
    if declared.startswith("list<"):
        members = value if isinstance(value, list) else [value]
        converted = [as_result(member, declared[5:-1]) for member in members]
        return None if any(new is None is not old for new, old in zip(converted, members, strict=True)) else converted
    wanted = OTHER_NAMES.get(declared, declared)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if wanted == "date and time" and isinstance(value, Date):
        value = DateTime(value, MIDNIGHT_UTC)
    return value if wanted not in READERS or type_of(value) == wanted else None


def serve(stdin: TextIO, stdout: TextIO, now: DateTime) -> None:
    """Answers every case of `stdin`, each as soon as it is read; an `id` of null answers a line that is no case."""
    while line := stdin.readline(MAX_LINE + 1):
        if line.strip() or len(line) > MAX_LINE:
            stdout.write(json.dumps(_reply(line, now), ensure_ascii=False) + "\n")
            stdout.flush()
        while len(line) > MAX_LINE and not line.endswith("\n"):
            line = stdin.readline(MAX_LINE + 1)


def _reply(line: str, now: DateTime) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        return {"id": None, "error": f"this line is no case: it is longer than {MAX_LINE} characters"}
    try:
        case = read_case(line)
    except ValueError as error:
        return {"id": None, "error": str(error)}
    return answer(case, now)


def clock() -> DateTime:
    """The time now, in UTC."""
    now = datetime.now(UTC)
    return DateTime(Date(now.year, now.month, now.day), Time(now.hour, now.minute, Decimal(now.second), 0))


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout, clock())
