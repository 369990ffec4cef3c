"""The timeline and the targets: what the book says of time, and what was observed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import huimin
from huimin.cases.read import open_case
from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.publish import Press, render
from huimin.publish.charts import WIDTH, targets_chart, timeline_chart
from huimin.publish.targets import TargetLine, targets
from huimin.publish.timeline import Group, Stretch, timeline


@pytest.fixture(scope="session")
def groups(fictional: Book) -> dict[str, Group]:
    return {group.key: group for group in timeline(Press(fictional).edition("en").editor)}


def stretches(group: Group, label: str) -> list[tuple[str, Date, Date | None]]:
    return [(each.value, each.first, each.last) for each in group.stretches if each.label == label]


def test_a_version_holds_until_the_day_before_the_next_and_a_correction_takes_its_place(
    groups: dict[str, Group],
) -> None:
    assert stretches(groups["amounts"], "Rate of the home care grant") == [
        ("CNY 3,000", Date(2031, 1, 1), Date(2032, 6, 30)),
        ("CNY 3,600", Date(2032, 7, 1), Date(2034, 3, 31)),
    ]
    assert stretches(groups["amounts"], "Rate of the winter fuel payment") == [
        ("CNY 500", Date(2031, 4, 1), Date(2032, 12, 31)),
        ("CNY 550", Date(2033, 1, 1), Date(2034, 3, 31)),
    ]


def test_readings_that_change_and_days_on_which_something_is_due_are_told(groups: dict[str, Group]) -> None:
    [first, second] = groups["readings"].stretches
    assert (first.last, second.first) == (Date(2032, 12, 31), Date(2033, 1, 1))
    assert ("due on 31 December 2033", Date(2033, 12, 31), Date(2033, 12, 31)) in stretches(
        groups["due_dates"], "Care beds"
    )


def test_drafts_are_drawn_as_drafts(groups: dict[str, Group]) -> None:
    found = {each.label: each.draft for each in groups["instruments"].stretches}
    assert sorted(found.values()) == [False, False, True, True]


def test_every_bar_lies_in_the_drawing_and_below_its_text(groups: dict[str, Group]) -> None:
    chart = timeline_chart(list(groups.values()), ": ")
    assert chart is not None
    lanes = [lane for band in chart.bands for lane in band.lanes]
    assert len(lanes) == sum(len(group.stretches) for group in groups.values() if group.drawn)
    for lane in lanes:
        assert lane.x >= 0
        assert lane.x + lane.width <= WIDTH
        assert lane.lines[-1].y < lane.y < chart.height
    heights = [lane.y for lane in lanes]
    assert heights == sorted(set(heights))


def test_a_drawing_of_many_years_keeps_its_axis_readable() -> None:
    far = Stretch("far", "", Date(1, 1, 1), Date(9999, 12, 31), "", draft=False)
    chart = timeline_chart([Group("amounts", (far,))], ": ")
    assert chart is not None
    assert len(chart.ticks) <= 13
    assert timeline_chart([], ": ") is None


def test_a_text_without_end_is_cut_in_a_drawing() -> None:
    long = Stretch("字" * 10_000, "w" * 10_000, Date(2031, 1, 1), None, "", draft=False)
    chart = timeline_chart([Group("amounts", (long,))], ": ")
    assert chart is not None
    lines = chart.bands[0].lanes[0].lines
    assert len(lines) == 4
    assert lines[-1].text.endswith("…")


# Targets ----------------------------------------------------------------------------------------------------------

SERIES = """
on: 2034-02-01
county:
  measurements:
    - {indicator: beds, date: 2032-12-31, value: 300}
    - {indicator: seniors_resident, date: 2032-12-31, value: 10000}
    - {indicator: beds, date: 2033-12-31, value: 360}
    - {indicator: screening_share, date: 2033-12-31, value: 80}
    - {indicator: falls, date: 2033-12-31, value: 31}
  limits:
    - {indicator: falls, date: 2031-05-01, value: 40, source: register}
"""


@pytest.fixture(scope="module")
def observed(fictional: Book, tmp_path_factory: pytest.TempPathFactory) -> dict[str, TargetLine]:
    case = tmp_path_factory.mktemp("case") / "series.yaml"
    case.write_text(SERIES, encoding="utf-8")
    opened = open_case(case)
    result = huimin.determine(fictional, opened)
    return {each.label: each for each in targets(Press(fictional).edition("en").editor, opened, result)}


def test_a_ratio_is_shown_by_its_series_and_judged_by_the_determination(observed: dict[str, TargetLine]) -> None:
    beds = observed["Care beds"]
    assert [(point.day_text, point.text) for point in beds.points] == [
        ("31 December 2032", "30 beds"),
        ("31 December 2033", "36 beds"),
    ]
    assert (beds.wanted_text, beds.status, beds.status_text) == ("35.5 beds", "met", "met")


def test_exactly_the_number_is_not_more_than_it(observed: dict[str, TargetLine]) -> None:
    assert observed["Screening"].status == "missed"


def test_a_recorded_ceiling_is_the_number_of_a_target_that_states_none(observed: dict[str, TargetLine]) -> None:
    falls = observed["Fewer falls"]
    assert (str(falls.wanted), falls.status) == ("40", "met")
    chart = targets_chart(list(observed.values()), ": ")
    assert chart is not None
    gauge = next(each for each in chart.gauges if each.target is falls)
    assert gauge.bar is not None
    assert gauge.wanted is not None
    assert gauge.bar < gauge.wanted


def test_without_a_series_no_target_is_judged(fictional: Book) -> None:
    found = targets(Press(fictional).edition("zh").editor, None, None)
    assert {each.status for each in found} == {"unobserved"}
    assert all(each.points == () for each in found)


def test_a_book_without_targets_has_no_drawing_of_them(fictional: Book) -> None:
    without = replace(fictional, instruments=tuple(each for each in fictional.instruments if "weiqiao" not in each.id))
    pages = render(Press(without, languages=["zh"]), ["targets"])
    assert list(pages) == ["targets.zh.html"]
    assert b"<svg" not in pages["targets.zh.html"]


# The book as data -------------------------------------------------------------------------------------------------


def test_every_identifier_of_the_data_leads_to_its_place(pages: dict[str, str], book: Book) -> None:
    data = json.loads(pages["book.json"])
    assert data["book"]["digest"] == book.digest
    assert {each.full_id for each in book.provisions.values()} <= set(data["identifiers"])
    for name, entry in data["identifiers"].items():
        for place in entry["pages"].values():
            path, _, anchor = place.partition("#")
            assert f'id="{anchor}"' in pages[path], name


def test_the_data_names_no_file_of_the_book(pages: dict[str, str], root: Path) -> None:
    assert ".yaml" not in pages["book.json"]
    assert str(root) not in pages["book.json"]
