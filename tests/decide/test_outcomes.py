"""Programs belong to one book, and to no book made from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import huimin
from huimin.cases.determine import outcomes_of
from huimin.decide.precedence import Unsupported
from huimin.policy.model import Affect
from huimin.policy.spans import Span

NAME = "gongshu-2023/maternity-grant"


def test_a_book_that_was_changed_has_programs_of_its_own(root: Path) -> None:
    """A digest is over what was read: it does not tell a changed book from what it was made of."""
    book = huimin.load(root / "policies")
    ours = book.instrument("gongshu-2023")
    only = replace(ours, provisions=tuple(replace(each, conditions=()) for each in ours.provisions))
    changed = replace(book, instruments=(*(each for each in book.instruments if each is not ours), only))
    case = root / "examples" / "family-twins-after-one.yaml"
    told = [[each.failed for each in outcomes_of(one, case, [NAME], cautions=False)] for one in (book, changed)]
    assert told[0] != told[1]


def test_without_cautions_nothing_is_traced_and_the_answer_is_the_same(root: Path) -> None:
    book = huimin.load(root / "policies")
    case = root / "examples" / "family-twins-after-one.yaml"
    plain, whole = (outcomes_of(book, case, [NAME], cautions=each) for each in (False, True))
    assert any(each.facts for outcome in whole for each in outcome.conditions)
    assert not any(each.facts for outcome in plain for each in outcome.conditions)
    assert any(each.cautions for each in whole)
    assert [(each.record, each.status, each.amount, each.failed, each.missing) for each in plain] == [
        (each.record, each.status, each.amount, each.failed, each.missing) for each in whole
    ]


def test_what_no_program_can_tell_is_refused(root: Path) -> None:
    """A provision for the mother tops up one for each child: the sum over the children stands in no program. `check`
    refuses such a book; here it is made by hand.
    """
    book = huimin.load(root / "policies")
    ours = book.instrument("gongshu-2023")
    lower = next(each for each in book.provisions.values() if each.subject == "child" and each.amount)
    higher = next(each for each in book.provisions.values() if each.subject == "mother" and each.amount)
    affect = Affect(lower.full_id, higher.full_id, "tops-up", Span())
    changed = replace(ours, affects=(*ours.affects, affect))
    made = replace(book, instruments=tuple(changed if each is ours else each for each in book.instruments))
    with pytest.raises(Unsupported, match=lower.full_id):
        huimin.determine(made, root / "examples" / "family-twins-after-one.yaml")
