"""`python -m benchmarks.batch_chart FILE.json FILE.svg`: families a second, drawn from the JSON of a run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, BAR, TITLE = 760, 150, 120, 16, 30
COLOURS = {"huimin": "#b3261e"}
OTHER = "#8a94a6"
TITLES = {"given": "order given", "computed": "order computed"}


def chart(result: Mapping[str, Any]) -> str:
    """The SVG: a panel for each size and workload, a bar for each engine, on one scale for each workload."""
    rows = result["grants"]
    parts, top = [], 10
    for workload, title in TITLES.items():
        of_workload = [row for row in rows if row["workload"] == workload]
        fastest = max(map(_speed, of_workload), default=1.0)
        for size in sorted({row["families"] for row in of_workload}):
            panel = [row for row in of_workload if row["families"] == size]
            parts.append(_text(0, top + 18, f"{size:,} families, {title}", weight="bold"))
            parts += _panel(panel, top + TITLE, fastest)
            top += TITLE + len(panel) * (BAR + 6) + 10
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 24}" role="img"'
        ' font-family="sans-serif" font-size="13">'
    )
    note = _text(0, top + 12, "Million families a second by the clock, from the Parquet file to the amounts.")
    return "\n".join(
        [
            head,
            "<title>Families a second, by engine</title>",
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *parts,
            note,
            "</svg>\n",
        ]
    )


def _speed(row: Mapping[str, Any]) -> float:
    return float(row["families"]) / float(row["seconds"])


def _panel(rows: Sequence[Mapping[str, Any]], top: int, fastest: float) -> Iterator[str]:
    for number, row in enumerate(rows):
        y = top + number * (BAR + 6)
        length = max(1.0, _speed(row) / fastest * (WIDTH - LEFT - RIGHT))
        colour = COLOURS.get(row["engine"], OTHER)
        yield _text(LEFT - 10, y + 13, row["engine"], anchor="end")
        yield f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR}" fill="{colour}"/>'
        yield _text(LEFT + length + 6, y + 13, f"{_speed(row) / 1e6:.2f}")


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    shown = f'text-anchor="{anchor}" font-weight="{weight}" fill="#222222"'
    return f'<text x="{x:.1f}" y="{y}" {shown}>{escape(text)}</text>'


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text(chart(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")
