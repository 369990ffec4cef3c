"""What walks over a tree give: its parts with those around them, its names, its comparisons, and the tree changed."""

import pytest

from huimin import feel
from huimin.feel import tree, walks

WORDS = ("a", "b", "c", "xs", "ys", "f", "child", "two words")


def parsed(text):
    return feel.parse(text, WORDS)


def shown(pairs):
    return [" ".join(part if isinstance(part, str) else feel.unparse(part) for part in each) for each in pairs]


# Rewriting --------------------------------------------------------------------------------------------------------


def renamed(node):
    return tree.Name(node.span, "z") if isinstance(node, tree.Name) and node.name == "a" else None


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a", "z"),
        ("a + 1 > b", "z + 1 > b"),
        ("b in (a, [a..3], < a)", "b in (z, [z..3], (< z))"),
        ("for x in a return {k: [a, x]}", 'for x in z return {"k": [z, x]}'),
        ("f(a, xs[a = 1])", "f(z, xs[z = 1])"),
        ("if a then -a else a.b", "if z then -z else z.b"),
        ("function(x: number) a + x", "function(x: number) z + x"),
    ],
)
def test_a_part_is_changed_wherever_it_stands(text, result):
    assert feel.unparse(walks.rewrite(parsed(text), renamed)) == result


def test_parts_are_changed_from_the_leaves_up():
    seen = []
    walks.rewrite(parsed("a + b > 1"), lambda node: seen.append(feel.unparse(node)))
    assert seen == ["a", "b", "a + b", "1", "a + b > 1"]


def test_a_change_sees_the_parts_inside_as_they_were_changed():
    def doubled(node):
        return tree.Arithmetic(node.span, "*", node, node) if isinstance(node, tree.Name | tree.Negation) else None

    assert feel.unparse(walks.rewrite(parsed("-a"), doubled)) == "-(a * a) * -(a * a)"


def test_what_nothing_changed_is_the_same_object():
    whole = parsed("b > 1 and a > 1")
    assert walks.rewrite(whole, lambda _: None) is whole
    assert walks.rewrite(whole, renamed).operands[0] is whole.operands[0]


def test_what_is_made_anew_around_a_change_keeps_its_span():
    whole = parsed("not(a > 1 + b)")
    new = walks.rewrite(whole, renamed)
    spans = [[each.span for each in tree.every_node(node)] for node in (whole, new)]
    assert new != whole
    assert spans[0] == spans[1]


def test_a_part_is_told_from_its_equals_by_identity():
    whole = parsed("a = a")
    one = walks.rewrite(whole, lambda node: tree.Null(node.span) if node is whole.right else None)
    assert feel.unparse(one) == "a = null"


# Paths ------------------------------------------------------------------------------------------------------------


def test_each_part_comes_with_what_it_lies_in_the_outermost_first():
    found = [(feel.unparse(node), [feel.unparse(each) for each in around]) for node, around in
             walks.paths(parsed("not(a > 1)"))]  # fmt: skip
    assert found == [
        ("not(a > 1)", []),
        ("not", ["not(a > 1)"]),
        ("a > 1", ["not(a > 1)"]),
        ("a", ["not(a > 1)", "a > 1"]),
        ("1", ["not(a > 1)", "a > 1"]),
    ]


def test_paths_and_layers_have_the_same_parts():
    whole = parsed(
        "for x in xs, y in x.ys return if every z in y satisfies z > a then {k: x, m: k}.m else f(b, [1..3])"
    )
    assert {id(node) for node, _ in walks.paths(whole)} == {id(node) for node in tree.every_node(whole)}


# Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a + child.b", ["a", "child"]),
        ("two words", ["two words"]),
        ("a + a", ["a", "a"]),
        ("f(a)", ["f", "a"]),
        ("count(xs)", ["count", "xs"]),
        ("for x in xs return x + a", ["xs", "a"]),
        ("for a in a return a", ["a"]),
        ("for x in xs, y in x return y", ["xs"]),
        ("for x in y, y in xs return y", ["y", "xs"]),
        ("for x in xs return partial", ["xs"]),
        ("for x in partial return x", ["partial"]),
        ("for x in a..b return x", ["a", "b"]),
        ("some x in xs, y in ys satisfies x = y and x = a", ["xs", "ys", "a"]),
        ("(every x in xs satisfies x) and x", ["xs", "x"]),
        ("xs[item > a]", ["xs", "a"]),
        ("item[item]", ["item"]),
        ("xs[b > a]", ["xs", "b", "a"]),
        ("function(x: number, y) x + y + a", ["a"]),
        ("{x: a, y: x, b: b}", ["a", "b"]),
        ("{y: x, x: a}", ["x", "a"]),
        ("a in (b, > c, not(? > 3))", ["a", "b", "c", "not"]),
        ("? in (? > a)", ["?", "a"]),
        ("a instance of number", ["a"]),
        ("a between b and c", ["a", "b", "c"]),
    ],
)
def test_free_names(text, names):
    node = feel.parse(text, (*WORDS, "x", "y", "?", "item", "partial"))
    assert list(walks.free_names(node)) == names


@pytest.mark.parametrize(("text", "names"), [("2, > a", ["?", "a"]), ("? > a", ["?", "a"]), ("-", [])])
def test_unary_tests_take_what_they_test_from_outside(text, names):
    assert list(walks.free_names(feel.parse_unary_tests(text, WORDS))) == names


def test_names_that_are_bound_outside_are_not_free():
    assert list(walks.free_names(parsed("a + b + f(c)"), frozenset(("a", "f")))) == ["b", "c"]


# Comparisons ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a < 1", ["a < 1"]),
        ("a != b or not(b >= c)", ["a != b", "b >= c"]),
        ("a between 1 and b", ["a >= 1", "a <= b"]),
        ("a in 2", ["a = 2"]),
        ('a in (1, -2, "s")', ["a = 1", "a = -2", 'a = "s"']),
        ("a in [1, 2]", ["a = 1", "a = 2"]),
        ("a in [1..3]", ["a >= 1", "a <= 3"]),
        ("a in (]1..3[, 5)", ["a > 1", "a < 3", "a = 5"]),
        ("a in (< 1, >= b)", ["a < 1", "a >= b"]),
        ("a in xs", ["a in xs"]),
        ("a in (? > 1)", ["? > 1"]),
        ("(a < 1) = (b > 2)", ["a < 1 = b > 2", "a < 1", "b > 2"]),
        ("some x in xs[b < 1] satisfies x > f(a < 2)", ["b < 1", "x > f(a < 2)", "a < 2"]),
        ("a + 1", []),
        ("[1..3]", []),
    ],
)  # fmt: skip
def test_comparisons(text, found):
    assert shown(walks.comparisons(parsed(text))) == found


def test_comparisons_of_a_key_are_with_what_it_tests():
    assert shown(walks.comparisons(feel.parse_unary_tests("1, [3..5], > 7"))) == ["? = 1", "? >= 3", "? <= 5", "? > 7"]
