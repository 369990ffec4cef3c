"""A due date that no version names on the day asked: the outcome is open, and nothing falls over."""

from dataclasses import replace
from pathlib import Path

from huimin.cases.determine import determine
from huimin.check.load import load
from huimin.feel.values import Date

BOOK = load(Path(__file__).parents[1] / "books" / "elderly-care")
LATER = Date(2033, 1, 1)


def without_versions(name: str):
    """The book in which the parameter has its first version long after the instrument is in force."""
    instrument = BOOK.instrument("weiqiao-2031")
    parameter = instrument.parameters[name]
    versions = tuple(replace(each, span=replace(each.span, first=LATER)) for each in parameter.versions)
    changed = replace(instrument, parameters={**instrument.parameters, name: replace(parameter, versions=versions)})
    return replace(BOOK, instruments=tuple(changed if each is instrument else each for each in BOOK.instruments))


def test_a_target_without_a_due_date_is_undetermined():
    found = determine(without_versions("staff_due"), {"on": "2032-03-01", "county": {}})
    assert found.outcome("weiqiao-2031/staff").status == "undetermined"
