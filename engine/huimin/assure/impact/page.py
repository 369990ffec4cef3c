"""A study as one self-contained HTML page of one language, with charts whose numbers all stand in tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huimin.assure.impact import text
from huimin.assure.impact.chart import BarChart, budget_chart, flows_chart
from huimin.assure.impact.model import Flow, Impact, Loss
from huimin.assure.impact.study import Comparison, Study
from huimin.assure.impact.words import Words
from huimin.publish.press import TAGS, html

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Section:
    """A heading with lines of text, a chart and a table."""

    heading: str
    head: tuple[str, ...] = ()
    rows: Rows = ()
    lines: tuple[str, ...] = ()
    chart: BarChart | None = None


@dataclass(frozen=True)
class Part:
    """One comparison; of two readings with both in words."""

    taken: str
    other: str
    counted: tuple[str, ...]
    changes: tuple[str, ...]
    sections: tuple[Section, ...]
    losses: tuple[LossShown, ...]


@dataclass(frozen=True)
class LossShown:
    line: str
    yaml: str
    outcomes: tuple[OutcomeShown, ...]


@dataclass(frozen=True)
class OutcomeShown:
    said: str
    why: tuple[str, ...]


def page(study: Study, words: Words, others: Sequence[tuple[str, str, str]] = ()) -> bytes:
    """The page. `others` are the same in other languages: name, language tag and file. Raises PublishError."""
    given = {
        "lang": words.lang,
        "tag": TAGS[words.lang],
        "path": "",
        "root": "",
        "links": (),
        "others": others,
        "word": words.word,
        "on": "",
        "digest": study.comparisons[0].after.digest if study.comparisons else words.book.digest,
        "title": text.title(study, words),
        "basis": list(text.basis(study, words)),
        "parts": [_part(number, each, words) for number, each in enumerate(study.comparisons)],
    }
    return html("impact.html.j2", given)


def _part(number: int, comparison: Comparison, words: Words) -> Part:
    taken, other = comparison.before.why, comparison.after.why
    return Part(
        words.word("taken", why=words.of(taken)) if taken else "",
        words.word("other", why=words.of(other)) if other else "",
        tuple(text.counted(comparison.impact, words)),
        tuple(map(words.of, comparison.changes)),
        tuple(_sections(f"chart-{number}", comparison.impact, words)),
        tuple(_loss(each, words) for each in comparison.impact.losses),
    )


def _sections(id_: str, found: Impact, words: Words) -> Iterator[Section]:
    word, colon = words.word, words.word("colon")
    if found.moved:
        lines = tuple(text.sums(words, each.before, each.after, each.money) for each in found.moved)
        head: tuple[str, ...] = (word("payment"), word("gains"), word("lost"))
        cases = tuple(
            (words.payment(each.money.payment), *_cells(each.gains, each.losses, each.money.currency, words))
            for each in found.moved
        )
        yield Section(word("money"), head, cases, lines)
        rows = [(words.of(each.label), each.gains, each.losses, money.currency) for each, money in found.paying]
        yield _flows(f"{id_}-provisions", word("by_provision"), word("provision"), rows, words)
    for place, grouping in enumerate(found.groupings):
        heading, label = word("by_fact", label=words.of(grouping.label)), words.of(grouping.label)
        rows = [(words.of(each.label), each.gains, each.losses, each.money.currency) for each in grouping.values]
        yield _flows(f"{id_}-group-{place}", heading, label, rows, words)
    if found.shifts:
        head = (word("provision"), word("before"), word("after"), word("how_many"))
        body = tuple(
            (words.of(each.label), words.status(each.before), words.status(each.after), words.number(each.count))
            for each in found.shifts
        )
        yield Section(word("statuses"), head, body)
    if found.changed_cases:
        yield Section(word("cautions"), lines=tuple(text.cautions(found, words)))
    if found.budget is not None:
        lines = tuple(
            said + (word("because", why=why) if why else "") for said, why in text.assumptions(found.budget, words)
        )
        chart = budget_chart(f"{id_}-budget", word("chart_budget"), found.budget, words)
        heading = word("budget") + colon + words.of(found.budget.projection.label)
        head, *rows_ = text.budget_rows(found.budget, words)
        yield Section(heading, head, rows_, (*lines, word("chart_budget")), chart)


def _flows(id_: str, heading: str, label: str, rows: Sequence[tuple[str, Flow, Flow, str]], words: Words) -> Section:
    """A table of gains and losses with its chart."""
    drawn = []
    for name, gains, losses, currency in rows:
        said = words.word("list").join(words.change(each, currency) for each in (gains.amount, -losses.amount) if each)
        drawn.append((f"{name}{words.word('colon')}{said}", gains, losses))
    chart = flows_chart(id_, words.word("chart", label=heading), drawn)
    head = (label, words.word("gains"), words.word("lost"))
    body = tuple((name, *_cells(gains, losses, currency, words)) for name, gains, losses, currency in rows)
    return Section(heading, head, body, (), chart)


def _cells(gains: Flow, losses: Flow, currency: str, words: Words) -> tuple[str, str]:
    """How many gain and how much, and how many lose."""
    cells = [
        words.word("counted", count=words.number(flow.count), amount=words.change(sign * flow.amount, currency))
        if flow.count
        else words.word("none")
        for flow, sign in ((gains, 1), (losses, -1))
    ]
    return cells[0], cells[1]


def _loss(loss: Loss, words: Words) -> LossShown:
    outcomes = tuple(OutcomeShown(words.of(each.said), tuple(map(words.of, each.why))) for each in loss.outcomes)
    return LossShown(text.loss_line(loss, words), loss.yaml, outcomes)
