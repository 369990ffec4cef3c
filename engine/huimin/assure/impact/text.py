"""A study as lines of text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from huimin.assure.impact.model import Budget, Flow, Impact, Loss, Money
from huimin.assure.impact.study import Comparison, Study
from huimin.assure.impact.words import Words
from huimin.feel.values import Date
from huimin.policy.vocabulary import Text
from huimin.text import phrases
from huimin.text.columns import columns, wrap
from huimin.text.phrases import day

MOST_CHANGES = 12


def as_text(study: Study, words: Words) -> Iterator[str]:
    """The study in lines of at most 80 columns."""
    yield from wrap(title(study, words))
    for line in basis(study, words):
        yield from wrap(line, "  ")
    for comparison in study.comparisons:
        yield ""
        yield from _comparison(comparison, words, is_reading=study.question is not None)
    yield ""
    yield from wrap(words.word("undetermined_note"))


def title(study: Study, words: Words) -> str:
    """What the study is of."""
    if study.question is not None:
        return words.word("title_question", question=words.of(study.question.text))
    [comparison] = study.comparisons
    return words.word("title", before=comparison.before.name, after=comparison.after.name)


def basis(study: Study, words: Words) -> Iterator[str]:
    """The day asked, and the register."""
    year, month, day_ = map(int, study.on.split("-"))
    yield words.word("asked_on", day=day(Date(year, month, day_), words.lang))
    if study.source.file is not None:
        yield words.word("of_file", file=study.source.file)
    else:
        yield words.word("synthetic", size=words.number(study.source.size or 0), seed=study.source.seed)


def counted(found: Impact, words: Words) -> Iterator[str]:
    """How many cases there are, how many are none, what was looked at, and how many change."""
    cases = words.word("cases", cases=words.number(found.cases))
    if found.rejected:
        cases += words.word("comma") + words.word("rejected", rejected=words.number(found.rejected))
    yield cases
    if not found.looked_at:
        yield words.word("nothing_touched")
        return
    labels = words.word("list").join(words.of(each.label) for each in found.provisions)
    yield words.word("looked_at", count=len(found.looked_at), labels=labels)
    yield words.word("changed" if found.changed_cases else "nothing", count=words.number(found.changed_cases))


def _comparison(comparison: Comparison, words: Words, *, is_reading: bool) -> Iterator[str]:
    found = comparison.impact
    if is_reading:
        for key, side in (("taken", comparison.before), ("other", comparison.after)):
            yield from wrap(words.word(key, why=words.of(side.why or Text("", ""))))
    for line in counted(found, words):
        yield from wrap(line)
    for text in comparison.changes[:MOST_CHANGES]:
        yield from wrap(words.of(text), "  · ")
    if len(comparison.changes) > MOST_CHANGES:
        yield from wrap(words.word("more_changes", count=len(comparison.changes) - MOST_CHANGES), "  · ")
    if found.changed_cases:
        yield from _sections(found, words)
    if found.budget is not None:
        yield from _budget(found.budget, words)


def _sections(found: Impact, words: Words) -> Iterator[str]:
    yield from _money(found, words)
    for grouping in found.groupings:
        yield from _heading(words.word("by_fact", label=words.of(grouping.label)))
        for value in grouping.values:
            yield from wrap(words.of(value.label), "  ")
            yield from _flows(words, value.gains, value.losses, value.money.currency)
    if found.shifts:
        yield from _heading(words.word("statuses"))
    for shift in found.shifts:
        before, after = words.status(shift.before), words.status(shift.after)
        said = words.word("shift", before=before, after=after, count=words.number(shift.count))
        yield from wrap(f"{words.of(shift.label)}{words.word('colon')}{said}", "  ")
    yield from _heading(words.word("cautions"))
    for line in cautions(found, words):
        yield from wrap(line, "  ")
    if found.losses:
        yield from _heading(words.word("losses"))
    for number, loss in enumerate(found.losses, start=1):
        yield from _loss(number, loss, words)


def _money(found: Impact, words: Words) -> Iterator[str]:
    if not found.moved:
        return
    yield from _heading(words.word("money"))
    for total in found.moved:
        yield from wrap(sums(words, total.before, total.after, total.money), "  ")
        yield from _flows(words, total.gains, total.losses, total.money.currency, "_cases")
    yield from _heading(words.word("by_provision"))
    for each, money in found.paying:
        said = sums(words, each.before, each.after, money)
        yield from wrap(f"{words.of(each.label)}{words.word('colon')}{said}", "  ")
        yield from _flows(words, each.gains, each.losses, money.currency)


def sums(words: Words, before: Decimal, after: Decimal, money: Money) -> str:
    """What is paid before and after, in one rhythm."""
    return words.word(
        "sum",
        payment=words.payment(money.payment),
        before=words.money(before, money.currency),
        after=words.money(after, money.currency),
        change=words.change(after - before, money.currency),
    )


def cautions(found: Impact, words: Words) -> Iterator[str]:
    """How many cases were looked at, and each caution that comes or goes."""
    sample = found.sample
    key = "sampled_all" if sample.size == sample.of else "sampled"
    yield words.word(key, size=words.number(sample.size), of=words.number(sample.of))
    if not sample.cautions:
        yield words.word("no_cautions")
    for each in sample.cautions:
        said = [words.word(key, count=count) for key, count in (("came", each.came), ("went", each.went)) if count]
        yield words.word(
            "caution", label=words.of(each.label), said=words.word("comma").join(said), question=words.of(each.text)
        )


def _flows(words: Words, gains: Flow, losses: Flow, currency: str, what: str = "") -> Iterator[str]:
    for key, flow, sign in (("gain", gains, 1), ("lose", losses, -1)):
        if flow.count:
            amount = words.change(sign * flow.amount, currency)
            yield from wrap(words.word(key + what, count=words.number(flow.count), amount=amount), "    ")


def loss_line(loss: Loss, words: Words) -> str:
    """Which case loses how much."""
    amount = words.money(loss.amount, loss.money.currency)
    return words.word("loss", case=loss.case_id, amount=amount, payment=words.payment(loss.money.payment))


def _loss(number: int, loss: Loss, words: Words) -> Iterator[str]:
    yield from wrap(loss_line(loss, words), f"  {number}. ")
    for outcome in loss.outcomes:
        yield from wrap(words.of(outcome.said), "     ")
        for why in outcome.why:
            yield from wrap(words.of(why), "       · ")


def assumptions(budget: Budget, words: Words) -> Iterator[tuple[str, str]]:
    """Each assumption of a projection with its reason."""
    projection = budget.projection
    yield words.of(projection.standing), ""
    yield words.word("model_year", year=projection.model_year), words.word("sample", count=words.number(budget.cases))
    for each in projection.assumptions:
        share = each.key in ("growth", "take_up")
        number = phrases.number(each.value * 100 if share else each.value, words.lang).replace("-", "−")
        said = f"{int(each.value)}" if each.key == "held_after" else number + ("%" if share else "")
        yield words.word(each.key, year=projection.first, value=said), words.of(each.why)
    if projection.shares is not None:
        fact = words.book.vocabulary.records[projection.counts].facts[projection.shares.fact]
        values = words.word("list").join(
            f"{words.value(fact, key)} {phrases.number(_percent(projection.shares.of(key)), words.lang)}%"
            for key in projection.shares.values
        )
        yield words.word("shares", label=words.of(fact.label), values=values), words.of(projection.shares.why)
    if budget.left_out:
        labels = words.word("list").join(map(words.of, budget.left_out))
        yield words.word("left_out", labels=labels), ""


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def budget_rows(budget: Budget, words: Words) -> list[tuple[str, ...]]:
    """The years as a table, its head first."""
    head = tuple(words.word(key) for key in ("year", "count", "before", "after", "difference"))
    return [
        head,
        *(
            (
                str(each.year),
                words.number(each.count),
                words.money(each.before, each.currency),
                words.money(each.after, each.currency),
                words.change(each.after - each.before, each.currency),
            )
            for each in budget.years
        ),
    ]


def _budget(budget: Budget, words: Words) -> Iterator[str]:
    yield from _heading(words.word("budget") + words.word("colon") + words.of(budget.projection.label))
    for said, why in assumptions(budget, words):
        yield from wrap(said + (words.word("because", why=why) if why else ""), "  · ")
    yield from _aligned(budget_rows(budget, words))


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A table, every column flush right."""
    widths = [max(columns(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(" " * (width - columns(cell)) + cell for cell, width in zip(row, widths, strict=True))


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield from wrap(text)
