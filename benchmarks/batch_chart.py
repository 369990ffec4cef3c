"""`python -m benchmarks.batch_chart FILE.json FILE.svg`: draws a run, families a second, and prints its tables."""

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
    note = _text(0, top + 12, "Million families for each second of a processor, from the Parquet file to the amounts.")
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
    return float(row["families"]) / float(row["cpu_seconds"])


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


# Tables ---------------------------------------------------------------------------------------------------------------


def tables(result: Mapping[str, Any]) -> str:
    """The figures of a run as tables in Markdown: the grants, the command, growth."""
    by_row = {(row["families"], row["workload"], row["engine"]): row for row in result["ratios"]}
    grants = [
        (
            f"{row['families']:,}",
            TITLES[row["workload"]],
            f"**{row['engine']}**" if row["engine"] == "huimin" else row["engine"],
            f"{row['cpu_seconds']:.2f}",
            f"{row['seconds']:.2f}",
            f"{row['compute_seconds']:.2f}" if "compute_seconds" in row else "",
            f"{row['peak_mb']:,}",
            *_ratio(by_row.get((row["families"], row["workload"], row["engine"]))),
        )
        for row in result["grants"]
    ]
    commands = [
        (
            f"{row['families']:,}",
            row["what"],
            row["memory"],
            f"{row['seconds']:.0f}",
            f"{row['cpu_seconds']:.0f}",
            f"{row['peak_mb']:,}",
        )
        for row in result["commands"]
    ]
    heads = {
        "families": 1, "workload": 0, "engine": 0, "processor s": 1, "clock s": 1, "compute s": 1, "peak MB": 1,
        "huimin is ×, processor": 1, "×, clock": 1,
    }  # fmt: skip
    command_heads = {"families": 1, "asked": 0, "`--memory`": 0, "seconds": 1, "processor s": 1, "peak MB": 1}
    growth = [
        _table(
            {name: 1, "processor s": 1, "peak MB": 1},
            [(f"{row[name]}", f"{row['cpu_seconds']:.2f}", f"{row['peak_mb']:,}") for row in rows],
        )
        for name, rows in result["growth"].items()
    ]
    return "\n\n".join([_table(heads, grants), _table(command_heads, commands), *growth])


def _ratio(row: Mapping[str, Any] | None) -> tuple[str, str]:
    return (f"{row['processor']:.2f}", f"{row['clock']:.2f}") if row else ("", "")


def _table(heads: Mapping[str, int], rows: Sequence[Sequence[str]]) -> str:
    """Columns with a 1 are set to the right."""
    marks = ["--:" if right else "---" for right in heads.values()]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (list(heads), marks, *rows))


def main(source: Path, target: Path) -> None:
    result = json.loads(source.read_text(encoding="utf-8"))
    target.write_text(chart(result), encoding="utf-8")
    print(tables(result))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
