"""Where the parts of a study's charts stand. Lengths are in pixels of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from huimin.assure.impact.model import Budget, Flow
from huimin.assure.impact.words import Words
from huimin.publish.charts import LINE, MARGIN, WIDTH, Line, text_lines

BAR = 16
GAP = 14


@dataclass(frozen=True)
class Bar:
    """`look` is a class of `chart.css.j2`."""

    x: float
    y: int
    width: float
    look: str


@dataclass(frozen=True)
class Row:
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class BarChart:
    """Rows of bars, each below its words; `zero` is where nothing lies."""

    id: str
    label: str
    width: int
    height: int
    zero: float
    rows: tuple[Row, ...]


def flows_chart(id_: str, label: str, rows: Sequence[tuple[str, Flow, Flow]]) -> BarChart | None:
    """What is gained to the right of a line and what is lost to the left, each row in its words; None without any."""
    most_gained = max((gains.amount for _, gains, _ in rows), default=Decimal(0))
    most_lost = max((losses.amount for _, _, losses in rows), default=Decimal(0))
    if not most_gained + most_lost:
        return None
    scale = Decimal(WIDTH - 2 * MARGIN) / (most_gained + most_lost)
    zero = MARGIN + most_lost * scale
    y, drawn = MARGIN, []
    for said, gains, losses in rows:
        lines = text_lines(said, y)
        y += len(lines) * LINE
        lost = Bar(_at(zero - losses.amount * scale), y, _at(losses.amount * scale), "mark")
        drawn.append(Row(lines, (lost, Bar(_at(zero), y, _at(gains.amount * scale), "bar"))))
        y += BAR + GAP
    return BarChart(id_, label, WIDTH, y + MARGIN - GAP, _at(zero), tuple(drawn))


def budget_chart(id_: str, label: str, budget: Budget, words: Words) -> BarChart | None:
    """Every year with what is paid before, as a frame, and after, as a bar."""
    most = max((max(each.before, each.after) for each in budget.years), default=Decimal(0))
    if not most:
        return None
    scale = Decimal(WIDTH - 2 * MARGIN) / most
    y, drawn = MARGIN, []
    for each in budget.years:
        before, after = (words.money(amount, each.currency) for amount in (each.before, each.after))
        lines = text_lines(f"{each.year}{words.word('colon')}{before} → {after}", y)
        y += len(lines) * LINE
        bars = (Bar(MARGIN, y, _at(each.after * scale), "bar"), Bar(MARGIN, y - 2, _at(each.before * scale), "draft"))
        drawn.append(Row(lines, bars))
        y += BAR + GAP
    return BarChart(id_, label, WIDTH, y + MARGIN - GAP, MARGIN, tuple(drawn))


def _at(place: Decimal | int) -> float:
    return round(float(place), 1)
