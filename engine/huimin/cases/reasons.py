"""Why an outcome is what it is, as lines of text: conditions, what is still needed, what else a reading would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from huimin.cases.determination import Caution, ConditionResult, Outcome, plain
from huimin.cases.telling import Telling, whose
from huimin.policy.kinds import PROVISION_KINDS
from huimin.text.columns import wrap

MARKS: Mapping[str, str] = {"holds": "✓", "fails": "✗", "unknown": "?", "referred": "?"}
FACTS_SHOWN = 3
Notes = Mapping[str, int]


def headline(tell: Telling, outcome: Outcome) -> str:
    """The outcome in one line: what, for whom, and the amount or the status."""
    return tell.say("outcome", label=named(tell, outcome), status=status(tell, outcome))


def named(tell: Telling, outcome: Outcome) -> str:
    """What an outcome is of, for whom, and of which year."""
    label = tell.of(outcome.label) + tell.record(outcome.subject, outcome.record)
    return label if outcome.year is None else label + tell.say("year", year=outcome.year)


def status(tell: Telling, outcome: Outcome) -> str:
    """The amount or the status, and what it would be without what holds it up."""
    own = tell.result(outcome, outcome.status, outcome.amount)
    if outcome.would_be is None:
        return own
    would_be = tell.result(outcome, outcome.would_be.status, outcome.would_be.amount)
    key = {"pending": "at_present", "undetermined": "would_be_open"}.get(outcome.status, "would_be")
    return tell.say(key, status=own, would_be=would_be)


def reasons(tell: Telling, outcome: Outcome, notes: Notes, *, whole: bool) -> Iterator[str]:
    """The lines below the headline. Without `whole`, conditions that hold are only counted beside ones that do not."""
    yield from conditions(tell, outcome, whole=whole)
    for answer in outcome.answers:
        yield from wrap(tell.say("item", label=tell.of(answer.label), value=tell.of(answer.text)), "    ")
    for said in displaced(tell, outcome):
        yield from wrap(said, "    ")
    yield from needs(tell, outcome)
    for said in changed(tell, outcome):
        yield from wrap(said, "    → ")
    yield from cautions(tell, outcome, notes)


def displaced(tell: Telling, outcome: Outcome) -> Iterator[str]:
    """What takes the place of an outcome, or repealed it."""
    if outcome.displaced_by is not None:
        title = tell.of(tell.book.instrument(outcome.displaced_by.partition("/")[0]).short_title)
        by = tell.book.provisions.get(outcome.displaced_by)
        label = {"label": tell.of(by.label)} if by else {}
        yield tell.say("displaced_by" if by else "repealed_by", instrument=title, **label)


def changed(tell: Telling, outcome: Outcome) -> Iterator[str]:
    """What facts would turn a no into a yes."""
    if outcome.change:
        facts = tell.join([tell.fact(each.path, each.value) for each in outcome.change], "and")
        kind = PROVISION_KINDS[outcome.kind]
        key = "change" if kind.yes == "granted" else "change_other"
        yield tell.say(key, facts=facts, status=tell.name("statuses", kind.yes))


def conditions(tell: Telling, outcome: Outcome, *, whole: bool) -> Iterator[str]:
    """Every condition; without `whole` those alone that decide, and how many others hold."""
    failing = [each for each in outcome.conditions if each.result == "fails"]
    holding = [each for each in outcome.conditions if each.result == "holds"]
    shown = failing or [each for each in outcome.conditions if each.result != "holds"]
    for each in outcome.conditions if whole else shown:
        yield from wrap(condition(tell, outcome, each, whole=whole), f"    {MARKS[each.result]} ")
    if shown and holding and not whole:
        yield from wrap(tell.say("holding", count=len(holding)), f"    {MARKS['holds']} ")


def condition(tell: Telling, outcome: Outcome, found: ConditionResult, *, whole: bool) -> str:
    """A condition with the facts and standards that decided it, and its sentence."""
    home = outcome.provision.partition("/")[0]
    text = label = tell.of(found.label)
    if found.result == "referred":
        text = tell.say("referred", text=text)
    ours = ("", outcome.record)
    facts = [each for each in found.facts if found.result != "holds" or found.id == "goal" or whose(each.path) in ours]
    goal = tell.book.provisions[outcome.provision].goal
    said = tell.measured(facts, goal) if goal is not None and found.id == "goal" else []
    said = said or [each for each in dict.fromkeys(tell.used(each, outcome) for each in facts) if each != label]
    if len(said) > FACTS_SHOWN and not whole:
        said = [*said[:FACTS_SHOWN], tell.say("more_facts", count=len(said) - FACTS_SHOWN)]
    said += [tell.standard(each, home) for each in found.parameters]
    if found.fault is not None:
        said.append(tell.say("fault", fault=tell.of(found.fault)))
    cite = tell.cite(found.cite, home)
    if not said:
        return tell.say("condition_alone", text=text, cite=cite)
    return tell.say("condition", text=text, facts=tell.say("semicolon").join(said), cite=cite)


def needs(tell: Telling, outcome: Outcome) -> Iterator[str]:
    """The questions that would settle an outcome."""
    if not outcome.needs:
        return
    yield from wrap(tell.say("needs") + tell.say("colon").rstrip(), "    ")
    for need in outcome.needs:
        asked, record = tell.of(need.question), whose(need.path)
        yield from wrap(tell.say("need_of", question=asked, record=record) if record else asked, "      · ")


def cautions(tell: Telling, outcome: Outcome, notes: Notes) -> Iterator[str]:
    """The lines of `marks`."""
    for said in marks(tell, outcome, notes):
        yield from wrap(said, "    ")


def marks(tell: Telling, outcome: Outcome, notes: Notes) -> Iterator[str]:
    """What another reading would make of this outcome, and the number of the note that explains it."""
    own = tell.result(outcome, outcome.status, outcome.amount)
    for caution in outcome.cautions:
        number = notes[caution.question]
        results = dict.fromkeys(tell.result(outcome, status, amount) for _, status, amount in caution.readings)
        results.pop(own, None)  # it differs in what it would be, which the note tells
        key = "note" if results else "note_plain"
        yield tell.say(key, number=number, results=tell.join(list(results), "or_of_and"))


def note(tell: Telling, caution: Caution, reading_taken: str | None) -> str:
    """A caution in full: the question, the reading taken and the others."""
    question = tell.book.questions.get(caution.question)
    if question is None or reading_taken is None:
        return tell.of(caution.text)

    def why(reading: str) -> str:
        return tell.filled(question.readings[reading].why, question.instrument)

    others = dict.fromkeys(why(reading) for reading, _, _ in caution.readings)
    return tell.say(
        "note_text",
        question=tell.filled(question.question, question.instrument),
        taken=why(reading_taken),
        other=" ".join(others) if tell.language == "en" else "".join(others),
    )


def assumption(tell: Telling, path: str, value: Any) -> str:
    """A fact that was assumed; a list of records by its path and its plain value."""
    if isinstance(value, list) and value:
        return tell.say("item", label=path, value=plain(value))
    return tell.fact(path, value)


def reading(tell: Telling, question_id: str, reading_taken: str) -> str:
    """An open question with the reading that was asked for."""
    question = tell.book.questions[question_id]
    return tell.say(
        "reading",
        question=tell.filled(question.question, question.instrument),
        why=tell.filled(question.readings[reading_taken].why, question.instrument),
    )


def numbered(outcomes: Iterable[Outcome]) -> dict[str, Caution]:
    """Each question that raised a caution, once, with its other readings gathered from every outcome."""
    found: dict[str, Caution] = {}
    for outcome in outcomes:
        for caution in outcome.cautions:
            before = found.get(caution.question)
            readings = (*(before.readings if before else ()), *caution.readings)
            found[caution.question] = Caution(caution.question, caution.text, readings)
    return found
