"""The conformance protocol: a line in, a line out."""

import io
import json

import pytest

from huimin.feel import kit
from huimin.feel.values import Date, DateTime, Time

NOW = DateTime(Date(2024, 6, 1), Time(12, 30, kit.Decimal(0), 0))


def ask(**case):
    answers = io.StringIO()
    kit.serve(io.StringIO(json.dumps({"id": "a", "definitions": [], "inputs": {}, **case}) + "\n\n"), answers, NOW)
    (line,) = answers.getvalue().splitlines()
    answer = json.loads(line)
    assert answer.pop("id") == "a"
    return answer


def number(text):
    return {"t": "number", "v": text}


@pytest.mark.parametrize(
    "value",
    [
        None,
        number("1.50"),
        {"t": "string", "v": "育儿"},
        {"t": "boolean", "v": True},
        {"t": "date", "v": "2024-02-29"},
        {"t": "time", "v": "08:30:00+08:00"},
        {"t": "date and time", "v": "2024-02-29T08:30:00@Asia/Shanghai"},
        {"t": "days and time duration", "v": "P1DT2H"},
        {"t": "years and months duration", "v": "-P1Y2M"},
        {"t": "list", "v": [number("1"), None]},
        {"t": "context", "v": {"net worth": number("1")}},
    ],
)
def test_a_value_goes_in_and_comes_out(value):
    assert ask(expression="given value", inputs={"given value": value}) == {"value": value}


def test_definitions_see_the_inputs_and_the_definitions_before_them():
    definitions = [["double", "function(n) n * 2"], ["twice", "double(net worth)"]]
    answer = ask(expression="double(twice)", definitions=definitions, inputs={"net worth": number("3")})
    assert answer == {"value": number("12")}


def test_an_error_of_evaluation_is_null():
    assert ask(expression="1 / 0") == {"value": None}


def test_a_text_that_is_no_expression_is_an_error():
    assert ask(expression="1 +") == {"error": "the expression stops too early; expected a value"}


def test_a_limit_is_an_error():
    assert "error" in ask(expression="for i in 1..10**9 return i")


def test_now_is_what_the_host_says():
    assert ask(expression="string(now())") == {"value": {"t": "string", "v": "2024-06-01T12:30:00Z"}}


@pytest.mark.parametrize(
    ("expression", "declared", "value"),
    [
        ("[1]", "number", number("1")),
        ("1", "list<number>", {"t": "list", "v": [number("1")]}),
        ("[1, 2]", "number", None),
        ('"a"', "number", None),
        ('@"2024-06-01"', "date and time", {"t": "date and time", "v": "2024-06-01T00:00:00Z"}),
        ('@"2024-06-01"', "dateTime", {"t": "date and time", "v": "2024-06-01T00:00:00Z"}),
        ('@"P1D"', "dayTimeDuration", {"t": "days and time duration", "v": "P1D"}),
        ("1", None, number("1")),
        ("1", "tMoney", number("1")),
    ],
)
def test_a_result_takes_its_declared_type(expression, declared, value):
    assert ask(expression=expression, result_type=declared) == {"value": value}


def test_a_function_goes_out_by_its_type_alone():
    assert ask(expression="function(x) x") == {"value": {"t": "function", "v": None}}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "1",
        "[]",
        "{}",
        '{"id": "a"}',
        '{"id": "a", "expression": "1", "inputs": [1]}',
        '{"id": "a", "expression": "1", "inputs": {"n": {"t": "number", "v": "1e999999999"}}}',
        '{"id": "a", "expression": "1", "inputs": {"n": {"t": "number", "v": "one"}}}',
        '{"id": "a", "expression": "1", "inputs": {"n": {"t": "colour", "v": "red"}}}',
        '{"id": "a", "expression": "1", "inputs": {"n": {"t": "date", "v": "2023-02-29"}}}',
        '{"id": "a", "expression": "1", "definitions": [1]}',
        '{"id": "a", "expression": "1", "result_type": {"t": "number"}}',
        '{"id": "a", "expression": "1", "result_type": ["number"]}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_case_is_an_error_and_the_next_line_is_answered(line):
    answers = io.StringIO()
    kit.serve(io.StringIO(line + '\n{"id": "b", "expression": "1"}\n'), answers, NOW)
    bad, good = map(json.loads, answers.getvalue().splitlines())
    assert bad["id"] is None
    assert bad["error"].startswith("this line is no case")
    assert good == {"id": "b", "value": number("1")}
