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
        "({any} in {range})", "({moment} {order} {moment})", "({time} {order} {time})",
        "({duration} {order} {duration})",
        "({range} = {range})", "({any} instance of range<date>)", "({any} instance of function<number>->Any)",
        "({any} in ({unary}, {unary}))", "({any} in {unary})", "({context} = {context})", "({list} = {list})",
        "(some x in {range} satisfies {boolean})", "({any} instance of {type})",
    ],
    "number": [
        "({number} + {number})", "({number} - {number})", "({number} * {number})", "({number} / {number})",
        "({number} ** {number})", "(-{number})", "count({list})", "count(people[{boolean}])",
        "sum({list})", "{date}.year", "{duration}.{part}", "{moment}.{part}", "({duration} / {duration})",
        "(for n in {list} return if n = 0 then 1 else n + partial[-1])[-1]", "{range}.start", "{context}.sum",
        "(if {boolean} then {number} else {number})", "{record}.age", "{list}[{number}]", "max({number}, {number})",
        "(function(x, y: number) x + {number})({number}, {number})", "string length({string})",
        "count(people[age {order} {number} and {boolean}])",
    ],
    "string": [
        "({string} + {string})", "(if {boolean} then {string} else {string})", "string({any})",
        "substring({string}, 1, {number})",
    ],
    "moment": [
        "({moment} + {duration})", "({moment} - {duration})", "date and time({date}, {time})", "({date} + {duration})",
        "(if {boolean} then {moment} else {moment})",
    ],
    "time": ["({time} + {duration})", "time({moment})", "({time} - {duration})"],
    "duration": [
        "({duration} + {duration})", "({duration} * {number})", "({date} - {date})", "({moment} - {moment})",
        "({time} - {time})", "(-{duration})", "({duration} / {number})", "years and months duration({date}, {date})",
    ],
    "range": [
        "[{number}..{number}]", "({number}..{number}]", "(]{date}..{date}[)", "[{string}..{string})",
        "({order} {number})",
        "range({string})", "[{duration}..{duration}]", "(if {boolean} then {range} else {range})",
    ],
    "unary": ["{range}", "{any}", "{order} {number}", "{list}", "not({any})"],
    "function": [
        "function(x, y) x {order} y", "function(x) {boolean}", "function(x: number, y: Any) x = y or {boolean}",
        "function(x, y) {any}",
    ],
    "context": [
        "{record}", "{{a: {any}, b: a, \"c d\": [a, b]}}", "context put({context}, \"a\", {any})", "{context}.inner",
        "{{inner: {{age: {number} }}, sum: {number} }}",
    ],
    "date": ['({date} + duration("P1M"))', "{date}[item {order} {date}]",
        "(if {boolean} then {date} else {date})", "({date} - @\"P3D\")"],
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
        "{call}", "{call}", "{any}[{any}]", "({any} + {any})", "({any} - {any})", "({any} * {any})", "{any}.{part}",
        "(function(f) f({any}, {any}))({function})", "{{a: {any}, f: function(x) [x, a]}}.f({any})", "{context}",
        "(for x in {any}, y in {range} return [x, y, partial])", "{moment}", "{time}",
        "{duration}", "{range}", "{function}",
        "(for x in {call} return {{x: x, y: {any} }})",
        "{boolean}", "{number}", "{string}", "{date}", "{list}", "{record}",
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
    "moment": [
        '@"2024-02-29T10:00:00"',
        '@"2024-02-29T10:00:00+08:00"',
        '@"2020-01-01T00:00:00@Asia/Shanghai"',
        "null",
    ],
    "time": ['@"08:00:00"', '@"23:30:00Z"', "null"],
    "duration": ['@"P1M"', '@"-P3D"', '@"P1Y2M"', '@"PT36H"', "null"],
    "range": ["[1..3]", "(1..2)", "[small..large]", "(> small)", "(<= day)", "(= 1)", "null"],
    "unary": ["1", "> small", "[1..2]", "null", '"a"', "!= 1"],
    "function": ["function(x) x", "function(a, b) a < b", "function(a, b) null", "count", "max", "null"],
    "context": ["ann", "{}", "{sum: small, inner: {a: word}}", "{yes: no}", "null"],
    "part": ["year", "month", "day", "days", "hours", "months", "start", "end", "age", "hour", "time offset", "a"],
    "type": [
        "string",
        "boolean",
        "date",
        "list<boolean>",
        "context<well: boolean>",
        "Any",
        "context<inner: context<a: string>>",
    ],
    "builtin": sorted(BUILTINS),
    "order": ["=", "!=", "<", "<=", ">", ">="],
}

OF_TYPE = {"date and time": "moment", "days and time duration": "duration", "years and months duration": "duration"}


def patterns_of_calls():
    """Every way to call every built-in, by position and by names, with arguments that it takes."""
    for builtin in BUILTINS.values():
        for overload in builtin.overloads:
            kinds = [[OF_TYPE.get(each, each) for each in parameter.types] for parameter in overload.parameters]
            for more in {0, 2} if overload.variadic else {0}:
                chosen = [*kinds, *kinds[-1:] * more]
                for last in {sum(not each.optional for each in overload.parameters), len(chosen)}:
                    for way in range(max([1, *map(len, chosen)])):
                        names = [kind[way % len(kind)] for kind in chosen[:last]]
                        parts = ["{" + (name if name in LEAVES else "any") + "}" for name in names]
                        yield f"{builtin.name}({', '.join(parts)})"
                        if not overload.variadic:
                            named = zip(overload.parameters, parts, strict=False)
                            yield f"{builtin.name}({', '.join(f'{each.name}: {part}' for each, part in named)})"


PATTERNS["call"] = sorted(set(patterns_of_calls()))
LEAVES["call"] = ["count([small, large])", "max(small, large)", "string(word)"]

_PART = re.compile(r"\{(\w+)\}")


def grow(random, kind="any", depth=4):
    """An expression that most often has a value of the kind; it may also err."""
    if depth == 0 or kind not in PATTERNS or random.random() < 0.2:
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


class Watched(Person):
    """A record that says what is read of it."""

    def __init__(self, entries, place, seen):
        super().__init__(entries)
        self.place, self.seen = place, seen

    def __getitem__(self, name):
        self.seen.add((self.place, name))
        return super().__getitem__(name)


def watch(value, place, seen):
    """The value with its records watched: what is read of them goes into `seen`."""
    if isinstance(value, list):
        return [watch(each, f"{place}.{position}", seen) for position, each in enumerate(value)]
    if isinstance(value, dict):
        return Watched({name: watch(each, f"{place}.{name}", seen) for name, each in value.items()}, place, seen)
    return value


@THOROUGH
@given(SEEDS)
def test_the_usual_way_reads_and_reports_what_the_long_way_does(seed):
    random = Random(seed)
    node = feel.parse(grow(random, "boolean"), SCOPE)
    case = forget(case_of(random), "", lambda _: random.random() < 0.1)
    accounts = []
    for trace in (False, True):  # a trace takes the long way
        run, seen = feel.Run(), set()
        if isinstance(answer(feel.compile(node, SCOPE, trace=trace), watch(case, "", seen), run), feel.LimitFault):
            return
        accounts.append((seen, run.faults))
    assert accounts[0] == accounts[1], feel.unparse(node)


@FUZZ
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


def spoilt(seed):
    """An expression with a piece put in, left out or moved, here and there."""
    random = Random(seed)
    text = grow(random)
    for _ in range(random.randint(1, 3)):
        start, end = sorted(random.choices(range(len(text) + 1), k=2))
        piece = random.choice([random.choice(PIECES), text[start : start + 8], ""])
        text = text[:start] + piece + text[random.choice([start, start + 1, end]) :]
    return text


TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60) | SEEDS.map(spoilt)


@FUZZ
@given(TEXTS, st.booleans())
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
