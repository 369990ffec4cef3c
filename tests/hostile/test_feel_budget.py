"""No short expression runs long or takes much memory, whatever it is. The system is the judge, in a child process.

A tenth of the steps is allowed here, so that the whole corpus takes seconds; with all of them each expression has to
keep within two seconds of the processor, which `judge.py` tries when it is given the default bounds.
"""

import pytest
from tests.hostile.generate_feel import LONGEST, attacks, expressions
from tests.hostile.judge import Bounds, judged

TENTH = Bounds(seconds=1.0, megabytes=300, steps=100_000)


def broken(texts):
    """Those that did not keep within the bounds, each with how it ended."""
    return [(verdict.text, verdict.ending) for verdict in judged(texts, TENTH) if not verdict.kept]


def test_the_kept_attacks_stay_within_the_bounds():
    assert broken(attacks()) == []


@pytest.mark.parametrize("seed", range(4))
def test_generated_expressions_stay_within_the_bounds(seed):
    assert broken(expressions(seed, 100)) == []


def test_the_same_seed_gives_the_same_expressions_none_too_long():
    texts = list(expressions(7, 200))
    assert texts == list(expressions(7, 200))
    assert texts != list(expressions(8, 200))
    assert max(map(len, texts)) <= LONGEST


@pytest.mark.parametrize(
    ("text", "ending"),
    [("for i in 1..9000000000000 return i", "expression-limit"), ("1 +", "expression-syntax"), ("1 + 1", "value")],
)
def test_the_judge_says_how_an_expression_ends(text, ending):
    (verdict,) = judged([text], TENTH)
    assert (verdict.kept, verdict.ending) == (True, ending)


@pytest.mark.parametrize(
    ("text", "bounds", "ending"),
    [
        ("some i in 1..9000,j in 1..900000 satisfies i<0", Bounds(0.5, 300, 10**12), "killed by SIGPROF"),
        ("count(for i in 1..900000 return [[[[i]]]])", Bounds(9, 100, 10**12), "MemoryError"),
    ],
)
def test_the_judge_stops_what_goes_beyond_its_bounds(text, bounds, ending):
    (verdict,) = judged([text], bounds)
    assert (verdict.kept, verdict.ending) == (False, ending)
