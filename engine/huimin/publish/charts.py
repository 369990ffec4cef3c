"""Where the parts of a chart stand: one drawing, whatever the book holds. Lengths are in pixels of the drawing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from huimin.feel.values import Date
from huimin.publish.targets import TargetLine
from huimin.publish.timeline import Group, Stretch

WIDTH = 760
MARGIN = 16
LINE = 20
LINE_ROOM = 108
MOST_LINES = 4
BAR = 26
GAUGE = 46
HEADING = 40
AXIS = 34
MOST_TICKS = 12
_WORD = re.compile(r"(?:[!-~]{1,100}|\S)(?: ·)?\s*|\s+")
"""What stays on one line: a word of letters and figures, or one character of any other script."""


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Line:
    """A line of text, `y` being its upper edge."""

    y: int
    text: str


@dataclass(frozen=True)
class Lane:
    """A stretch with the place of its bar, which begins at `x` and `y` below its lines of text."""

    stretch: Stretch
    lines: tuple[Line, ...]
    y: int
    x: float
    width: float


@dataclass(frozen=True)
class Band:
    key: str
    y: int
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class TimelineChart:
    width: int
    height: int
    ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]


def timeline_chart(groups: Sequence[Group], colon: str) -> TimelineChart | None:
    """The drawing of the groups, one lane a stretch; None where nothing has a date."""
    drawn = [group for group in groups if group.drawn]
    days = [day for group in drawn for each in group.stretches for day in (each.first, each.last) if day]
    if not days:
        return None
    first, last = min(days).year, max(days).year + 1

    def place(day: Date) -> float:
        part = (_years(day) - first) / (last - first)
        return round(MARGIN + part * (WIDTH - 2 * MARGIN), 1)

    y, bands = AXIS, []
    for group in drawn:
        lanes = []
        top, y = y, y + HEADING
        for each in group.stretches:
            x = place(each.first)
            end = WIDTH - MARGIN if each.last is None else place(each.last)
            lines = text_lines(f"{each.label}{colon}{each.value}" if each.value else each.label, y)
            y += len(lines) * LINE
            lanes.append(Lane(each, lines, y, x, round(max(end - x, 2), 1)))
            y += BAR
        bands.append(Band(group.key, top, tuple(lanes)))
    step = -(-(last - first + 1) // MOST_TICKS)
    ticks = tuple(Tick(place(Date(year, 1, 1)), str(year)) for year in range(first, last + 1, step))
    return TimelineChart(WIDTH, y + MARGIN, ticks, tuple(bands))


def _years(day: Date) -> float:
    """A day as years, near enough for a drawing."""
    return day.year + (day.month - 1) / 12 + (day.day - 1) / 372


def text_lines(text: str, y: int) -> tuple[Line, ...]:
    """The text in as many lines as it needs, at most `MOST_LINES`; a Chinese character is as wide as two others."""
    lines: list[str] = [""]
    room = LINE_ROOM
    for word in _WORD.findall(text[: MOST_LINES * LINE_ROOM]):
        size = sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in word)
        if size > room and lines[-1]:
            lines.append("")
            room = LINE_ROOM
        lines[-1] += word
        room -= size
    whole = len(lines) <= MOST_LINES and len(text) <= MOST_LINES * LINE_ROOM
    shown = lines if whole else [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: LINE_ROOM // 2] + "…"]
    return tuple(Line(y + number * LINE, each.strip()) for number, each in enumerate(shown))


@dataclass(frozen=True)
class Gauge:
    """A target as a line: where it lies, where the observations lie, the last of them as a bar from the left."""

    target: TargetLine
    lines: tuple[Line, ...]
    y: int
    wanted: float | None
    bar: float | None
    dots: tuple[float, ...]


@dataclass(frozen=True)
class TargetsChart:
    width: int
    height: int
    gauges: tuple[Gauge, ...]


def targets_chart(lines: Sequence[TargetLine], colon: str) -> TargetsChart | None:
    """The drawing of the targets that state a number; None where none does."""
    drawn = [each for each in lines if each.wanted is not None]
    if not drawn:
        return None
    y, gauges = MARGIN, []
    for line in drawn:
        wanted = line.wanted or Decimal(0)
        values = [wanted, *(point.value for point in line.points)]
        most = max(Decimal(100), *values) if line.percent else max(values) * Decimal("1.25") or Decimal(1)
        places = [_along(point.value / most) for point in line.points]
        text = text_lines(_asked(line, colon), y)
        y += len(text) * LINE
        gauges.append(Gauge(line, text, y, _along(wanted / most), places[-1] if places else None, tuple(places[:-1])))
        y += GAUGE
    return TargetsChart(WIDTH, y + MARGIN, tuple(gauges))


def _asked(line: TargetLine, colon: str) -> str:
    """What a target asks for, with its number where that is not part of the words, and what was observed last."""
    said = line.asked if line.wanted_text in line.asked else f"{line.asked}{colon}{line.wanted_text}"
    latest = line.points[-1].text if line.points else ""
    return f"{said} · {latest} · {line.status_text}" if latest else said


def _along(share: Decimal) -> float:
    """A share of the scale as a place on it; what is below nothing stays at its beginning."""
    return round(float(max(share, Decimal(0))) * (WIDTH - 2 * MARGIN), 1)
