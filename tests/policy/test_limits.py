"""What a case could not be evaluated with is a finding of the book, with its place: no answer stops in the middle."""

from collections.abc import Callable
from pathlib import Path

import pytest

from huimin.check.derived import MOST_STEPS
from huimin.check.examine import examine
from huimin.check.load import load
from huimin.documents.findings import BookError, Finding
from huimin.documents.read import Document
from huimin.search.why import why

Plant = Callable[[str, str], Path]
BOOK = Path(__file__).parent / "book"
LOOPS = "for " + ", ".join(f"v{number} in [{{value}}]" for number in range(11)) + " return v0"
MEASURE, VOCABULARY = "harbour-2030/01-repair.yaml", "vocabulary/all.yaml"
SLOTS = {
    "a condition": ("harbour-2030/instrument.yaml", 'when: boat.port = "north"', 'when: "(LOOPS)[1]"', "true"),
    "an amount": (MEASURE, "amount: repair_grant", 'amount: "(LOOPS)[1]"', "0"),
    "the event of a period": (MEASURE, "event: boat.launched", 'event: "(LOOPS)[1]"', "boat.launched"),
    "the value of a target": (MEASURE, "value: repaired_goal", 'value: "(LOOPS)[1]"', "repaired_goal"),
    "a change of a reading": (MEASURE, "when: boat.sails > 0}", 'when: "(LOOPS)[1]"}', "true"),
    "a constraint": (VOCABULARY, 'refuse: boat.id = ""', 'refuse: "(LOOPS)[1]"', "true"),
    "a derived fact": (
        VOCABULARY,
        "      launched:",
        '      knots: {type: number, label: {zh: 航速, en: speed}, derived: "(LOOPS)[1]"}\n      launched:',
        "0",
    ),
}


def edited(name: str, old: str, new: str) -> str:
    text = (BOOK / name).read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def told(findings: list[Finding], code: str) -> list[Finding]:
    return [each for each in findings if each.code == code]


@pytest.mark.parametrize(("name", "old", "new", "value"), SLOTS.values(), ids=SLOTS)
def test_a_limit_of_compiling_is_met_when_the_book_is_checked(
    name: str, old: str, new: str, value: str, planted: Plant
) -> None:
    text = edited(name, old, new.replace("LOOPS", LOOPS.format(value=value)))
    folder = planted(name, text)
    [found] = told(examine(folder)[1], "expression-limit")
    at = text.index("v0 in")
    assert (found.place.file, found.place.line) == (f"book/{name}", text.count("\n", 0, at) + 1)
    assert found.place.column == at - text.rindex("\n", 0, at)
    assert found.message("en").endswith("one loop has 11 variables and 10 are allowed")
    with pytest.raises(BookError):
        load(folder)


def test_a_limit_of_a_placeholder_is_told_as_one(planted: Plant) -> None:
    placeholder = f"{{({LOOPS.format(value='repair_grant')})[1]}}"
    text = edited(MEASURE, "每条船发放修船补助{repair_grant}", f"每条船发放修船补助{placeholder}")
    text = text.replace("repair grant of {repair_grant}", f"repair grant of {placeholder}")
    [found] = examine(planted(MEASURE, text))[1]
    assert (found.code, found.place.path) == ("expression-limit", "provisions[0].text.zh")


def chain(length: int) -> str:
    line = "      step{}: {{type: number, label: {{zh: 步, en: step}}, derived: boat.{} + 1}}\n"
    facts = "".join(line.format(step, f"step{step - 1}" if step > 1 else "sails") for step in range(1, length + 1))
    return edited(VOCABULARY, "      launched:", facts + "      launched:")


@pytest.mark.parametrize(("length", "codes"), [(MOST_STEPS, []), (MOST_STEPS + 1, ["expression-limit"])])
def test_facts_are_computed_one_from_another_in_so_many_steps(length: int, codes: list[str], planted: Plant) -> None:
    planted(MEASURE, edited(MEASURE, "boat.sails < 9", f"boat.step{length} < 999"))
    folder = planted(VOCABULARY, chain(length))
    assert [each.code for each in examine(folder)[1]] == codes


QUESTION = """
  - id: {name}-asked
    cite: {{article: 1, sentence: 2}}
    question: {{zh: 怎样推算？, en: How is it computed?}}
    taken: plain
    readings:
      plain: {{why: {{zh: 以文字为准。, en: The words count.}}}}
      other:
        why: {{zh: 如认为另有依据。, en: If it rests on something else.}}
        changes: [{{fact: boat.{name}, derived: boat.{other} + 1}}]
"""


def test_a_circle_that_only_two_readings_close_together_is_found(planted: Plant) -> None:
    line = "      {}: {{type: number, label: {{zh: 数, en: {}}}, derived: boat.sails}}\n"
    facts = line.format("knots", "speed") + line.format("draught", "depth")
    folder = planted(VOCABULARY, edited(VOCABULARY, "      launched:", facts + "      launched:"))
    questions = QUESTION.format(name="knots", other="draught") + QUESTION.format(name="draught", other="knots")
    planted(MEASURE, edited(MEASURE, "\nopen_questions:", "\nopen_questions:" + questions.rstrip()))
    [found] = told(examine(folder)[1], "fact-circle")
    assert found.values["circle"] == "boat.knots → boat.draught → boat.knots"
    assert found.place.path == "open_questions[0].readings.other.changes[0].derived"


def test_two_readings_of_one_question_never_stand_together(planted: Plant) -> None:
    line = "      {}: {{type: number, label: {{zh: 数, en: {}}}, derived: boat.sails}}\n"
    facts = line.format("knots", "speed") + line.format("draught", "depth")
    folder = planted(VOCABULARY, edited(VOCABULARY, "      launched:", facts + "      launched:"))
    question = QUESTION.format(name="knots", other="draught").rstrip() + (
        "\n      third:\n        why: {zh: 如反过来。, en: If it is the other way round.}"
        "\n        changes: [{fact: boat.draught, derived: boat.knots + 1}]"
    )
    planted(MEASURE, edited(MEASURE, "\nopen_questions:", "\nopen_questions:" + question))
    assert told(examine(folder)[1], "fact-circle") == []


def test_a_limit_that_a_case_meets_in_a_derived_fact_ends_no_answer(planted: Plant) -> None:
    """What is computed in too many steps comes to no value, and `--why` asks what other values would change."""
    fact = (
        "      strong: {type: boolean, label: {zh: 牢固, en: strong},"
        ' derived: "count(for step in 1..900000 return boat.sails) > 0"}\n'
    )
    planted(VOCABULARY, edited(VOCABULARY, "      launched:", f"{fact}      launched:"))
    book = load(planted(MEASURE, edited(MEASURE, "boat.sails < 9", "boat.strong")))
    boat = {"id": "gull", "port": "north", "sails": 2, "launched": "2030-05-01"}
    case = Document("case", "", {"on": "2030-06-01", "fleet": {"boats": [boat]}})
    [found] = why(book, case, "harbour-2030/repair-grant")
    assert found.outcome.status == "undetermined"
    assert [each.value for each in found.turnings if each.path.endswith("strong")] == [None]
