"""What holds for every expression: tried on generated ones, with generated facts.

HUIMIN_LONG=1 tries many more of them.
"""

import os
import re
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huimin import feel
from huimin.feel.builtins import BUILTINS
from huimin.feel.show import show
from huimin.feel.unknown import Unknown, merge, unknown_in
from huimin.feel.values import Date

LONG = bool(os.environ.get("HUIMIN_LONG"))
THOROUGH = settings(
    max_examples=20_000 if LONG else 300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
SEEDS = st.integers(0, 2**64)
FUZZ = settings(THOROUGH, max_examples=100_000 if LONG else 500)

PERSON = feel.RecordType("person", {})
PERSON.fields.update(
    age=feel.NUMBER, name=feel.STRING, born=feel.DATE, well=feel.BOOLEAN, friends=feel.ListType(PERSON)
)
SCOPE = {
    "yes": feel.BOOLEAN, "no": feel.BOOLEAN, "small": feel.NUMBER, "large": feel.NUMBER, "word": feel.STRING,
    "day": feel.DATE, "numbers": feel.ListType(feel.NUMBER), "ann": PERSON, "people": feel.ListType(PERSON),
    "first name": feel.STRING, "anything": feel.ANY,
}  # fmt: skip

# Expressions as text, grown from patterns ---------------------------------------------------------------------------

PATTERNS = {
    "boolean": [
        "({boolean} and {boolean})", "({boolean} or {boolean})", "not({boolean})", "({number} {order} {number})",
        "({string} {order} {string})", "({date} {order} {date})", "({any} = {any})", "({any} != {any})",
        "(if {boolean} then {boolean} else {boolean})", "({number} between {number} and {number})",
        "({number} in ({number}, {any}))", "({number} in [{number}..{number}))", "({number} in {list})",
        "({date} in > {date})", "({string} in ({string}, != {string}))",
        "(some x in {list} satisfies x {order} {number})",
        "(every x in {list} satisfies x {order} {number})", "({any} instance of number)",
        "(some p in people, q in people satisfies p.age {order} q.age and {boolean})",
        "(every p in people satisfies {boolean} or p.well)", "({any} instance of list<number>)",
        "({any} instance of context<age: number>)", "list contains({list}, {number})", "all([{boolean}, {boolean}])",
    ],
    "number": [
        "({number} + {number})", "({number} - {number})", "({number} * {number})", "({number} / {number})",
        "({number} ** {number})", "(-{number})", "count({list})", "count(people[{boolean}])",
        "sum({list})", "{date}.year",
        "(if {boolean} then {number} else {number})", "{record}.age", "{list}[{number}]", "max({number}, {number})",
        "(function(x, y: number) x + {number})({number}, {number})", "string length({string})",
        "count(people[age {order} {number} and {boolean}])",
    ],
    "string": [
        "({string} + {string})", "(if {boolean} then {string} else {string})", "string({any})",
        "substring({string}, 1, {number})",
    ],
    "date": ['({date} + duration("P1M"))', "(if {boolean} then {date} else {date})", "({date} - @\"P3D\")"],
    "list": [
        "{list}[item {order} {number}]", "people[{boolean}].age", "people[age > {number}].friends.age",
        "(for x in {list} return x + {number})", "(for x in {list} return x = {number})",
        "(for x in {list}, y in {list} return x + y)", "(for i in 1..{number} return count(partial) + i)",
        "[{any}, {number}]", "sort({list}, function(a, b) a < b)", "concatenate({list}, {list})",
        "(if {boolean} then {list} else {list})",
    ],
    "record": ["{{age: {number}, name: {string}, sum: age + 1}}", "(if {boolean} then {record} else {record})"],
    "any": [
        "{builtin}({any})", "{builtin}({list}, {any})", "{builtin}({string}, {string}, {any})",
        "{builtin}({date}, {date})",
        "{any}[{any}]", "({any} + {any})", "{boolean}", "{number}", "{string}", "{date}", "{list}", "{record}",
    ],
}  # fmt: skip

LEAVES = {
    "boolean": ["yes", "no", "ann.well", "true", "false", "null", "anything"],
    "number": ["small", "large", "ann.age", "1", "2", "0.5", "people[1].age", "null", "anything"],
    "string": ["word", "first name", "ann.name", '"b"', '""', "null"],
    "date": ["day", "ann.born", 'date("2024-02-29")', '@"2020-01-01"', "null"],
    "list": ["numbers", "[]", "[1, small]", "people.age", "ann.friends.age", "null"],
    "record": ["ann", "people[1]", "people[-1]"],
    "any": ["anything", "[1..3]", "[small..large]", "(> small)", "(!= 1)", "function(x) x", "ann.nothing", "{yes: no}"],
    "builtin": sorted(BUILTINS),
    "order": ["=", "!=", "<", "<=", ">", ">="],
}

_PART = re.compile(r"\{(\w+)\}")


def grow(random, kind="any", depth=4):
    """An expression that most often has a value of the kind; it may also err."""
    if depth == 0 or kind in ("order", "builtin") or random.random() < 0.2:
        return random.choice(LEAVES[kind])
    pattern = random.choice(PATTERNS[kind]).replace("{{", "\x00").replace("}}", "\x01")
    text = _PART.sub(lambda part: grow(random, part[1], depth - 1), pattern)
    return text.replace("\x00", "{").replace("\x01", "}")


# Facts ------------------------------------------------------------------------------------------------------------

NUMBERS = [None, *map(Decimal, ("0", "1", "2", "-2", "0.5", "3"))]
STRINGS = [None, "", "a", "b", "word"]
DAYS = [None, Date(2020, 1, 1), Date(2024, 2, 29), Date(2024, 3, 1)]
TRUTHS = [None, True, False]


class Person(dict):
    """A record of a host, which answers for every fact that it declares."""

    def __missing__(self, name):
        raise KeyError(name)


def some(random, make, most=2):
    return [make(random) for _ in range(random.randint(0, most))]


def person(random, depth=1):
    friends = some(random, lambda random: person(random, depth - 1)) if depth else []
    ages = {"age": random.choice(NUMBERS), "born": random.choice(DAYS)}
    return Person(ages, name=random.choice(STRINGS), well=random.choice(TRUTHS), friends=friends)


def case_of(random):
    """A value for every name in scope."""
    scalars = [random.choice(values) for values in (NUMBERS, STRINGS, TRUTHS)]
    anything = [*scalars, person(random), [Decimal(1), None]]
    return {
        "yes": random.choice(TRUTHS), "no": random.choice(TRUTHS), "small": random.choice(NUMBERS),
        "large": random.choice(NUMBERS), "word": random.choice(STRINGS), "day": random.choice(DAYS),
        "numbers": some(random, lambda random: random.choice(NUMBERS), 3), "ann": person(random),
        "people": some(random, person), "first name": random.choice(STRINGS), "anything": random.choice(anything),
    }  # fmt: skip


def forget(value, place, hidden):
    """The value with an Unknown, named by its place, for every scalar that `hidden` says is left out."""
    if isinstance(value, list):
        return [forget(each, f"{place}.{position}", hidden) for position, each in enumerate(value)]
    if isinstance(value, dict):
        kept = {name: forget(each, f"{place}.{name}", hidden) for name, each in value.items()}
        return Person(kept) if isinstance(value, Person) else kept
    return Unknown(frozenset({place})) if hidden(place) else value


def covers(open_, full):
    """Whether an answer with missing facts leaves room for the answer with all of them."""
    if open_.__class__ is Unknown:
        return True
    if isinstance(open_, list) and isinstance(full, list):
        return len(open_) == len(full) and all(map(covers, open_, full))
    if isinstance(open_, dict) and isinstance(full, dict):
        return open_.keys() == full.keys() and all(covers(open_[name], full[name]) for name in open_)
    if isinstance(open_, feel.Function) or isinstance(full, feel.Function):
        return isinstance(open_, feel.Function) and isinstance(full, feel.Function)
    return show(open_) == show(full)


def answer(compiled, case, run=None):
    try:
        return compiled.call(*case.values(), run=run)
    except feel.LimitFault as fault:
        return fault


# Properties -------------------------------------------------------------------------------------------------------


@THOROUGH
@given(SEEDS)
def test_a_missing_fact_never_turns_one_answer_into_another(seed):
    random = Random(seed)
    text, case = grow(random), case_of(random)
    share, typed_scope = random.choice([0.05, 0.3, 0.9]), random.choice([True, False])
    compiled = feel.compile(feel.parse(text, SCOPE), SCOPE if typed_scope else list(SCOPE))
    full = answer(compiled, case)
    chosen: dict[str, bool] = {}
    partial = forget(case, "", lambda place: chosen.setdefault(place, random.random() < share))
    open_ = answer(compiled, partial)
    if isinstance(open_, feel.LimitFault) or isinstance(full, feel.LimitFault):
        return
    assert covers(open_, full), (text, show(full), open_)
    missing = unknown_in(open_)
    facts = merge(missing).facts if missing else frozenset()
    assert facts <= {place for place, hidden in chosen.items() if hidden}


@THOROUGH
@given(SEEDS)
def test_types_and_traces_do_not_change_an_answer(seed):
    random = Random(seed)
    text, case = grow(random), case_of(random)
    node = feel.parse(text, SCOPE)
    plain = feel.compile(node, list(SCOPE))
    run = feel.Run()
    answers = [
        answer(plain, case),
        answer(feel.compile(node, SCOPE), case),
        answer(feel.compile(node, SCOPE, trace=True), case, run),
    ]
    if any(isinstance(each, feel.LimitFault) for each in answers):
        return
    shown = {"function" if isinstance(each, feel.Function) else show(each) for each in answers}
    assert len(shown) == 1, (text, shown)
    assert run.events[-1][0] == node


@THOROUGH
@given(SEEDS)
def test_a_tree_written_and_read_again_is_the_same_tree(seed):
    text = grow(Random(seed), depth=6)
    node = feel.parse(text, SCOPE)
    written = feel.unparse(node)
    assert feel.parse(written, SCOPE) == node, (text, written)
    assert feel.from_json(feel.to_json(node)) == node
    assert feel.unparse(feel.from_json(feel.to_json(node))) == written


@THOROUGH
@given(SEEDS)
def test_every_generated_expression_can_be_checked(seed):
    text = grow(Random(seed))
    checked = feel.check(feel.parse(text, SCOPE), SCOPE)
    assert all(feel.message(finding)["zh"] for finding in checked.findings)


# Texts that are no expressions ------------------------------------------------------------------------------------

PIECES = [
    "(", ")", "[", "]", "{", "}", "..", ".", ",", ":", "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "->",
    "if ", " then ", " else ", "for ", " in ", " return ", "some ", "every ",
    " satisfies ", " and ", " or ", " between ",
    "function", " external ", " instance of ", "list<", "context<", "function<", "range<", "number", "date and time",
    "null", "true", "not", "@", '"', "\\", "//", "/*", "*/", "\n", " ", "?", "x", "first name", "item",
    "partial", "0", "9" * 40,
    "1e9", "1..10**12", ".5", '@"P1D"', "年", "：", "（", "𝒳", "\ud800", "\x00", "\u3000", "count", "string", "sort",
]  # fmt: skip


@FUZZ
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60), st.booleans())
def test_no_text_breaks_the_language(text, unary):
    parse = feel.parse_unary_tests if unary else feel.parse
    fault = fault_of(text, parse)
    if fault is None:
        node = parse(text, SCOPE)
        assert parse(feel.unparse(node), SCOPE) == node
    else:
        assert feel.message(fault)["zh"]
        assert 0 <= fault.span[0] <= fault.span[1] <= len(text)


def fault_of(text, parse):
    """What refuses or stops the text, when everything is done with it that can be."""
    try:
        node = parse(text, SCOPE)
        feel.check(node, {**SCOPE, "?": feel.ANY}, profile=True)
        compiled = feel.compile(node, [*SCOPE, "?"])
        compiled.call(*[None] * (len(SCOPE) + 1), run=feel.Run())
    except (feel.SyntaxFault, feel.LimitFault) as fault:
        return fault
    return None
