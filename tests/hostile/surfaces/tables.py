"""Tables of cases: CSV, JSON lines and Parquet, spoilt, through `huimin batch`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.hostile import mutate
from tests.hostile.inputs import ANSWERED, REFUSED, SMALL, Found, Input, Surface, latin, raw, say_all
from tests.hostile.surfaces.cases import book, good, words

WAYS = {"jsonl": 30, "csv": 30, "parquet": 15, "one bad row": 15, "names": 10}
NAMES = [
    "a[1]",
    "a*",
    "?",
    "a{b,c}",
    "[a-c]",
    "a'b",
    'a"b',
    "a;b",
    "a b",
    "年",
    "a\nb",
    "-a",
    "%41",
    "$a",
    "a[",
    "\\a",
    "a#b",
]
"""Names of files, before their ends."""


@cache
def asked() -> Any:
    """One provision of the small book: what is asked takes longer to write down than to run."""
    from huimin.batch.asking import asked_of

    loaded = book(SMALL.name)
    (first, *_) = [each.full_id for each in loaded.provisions.values() if each.full_id.startswith("weiqiao-2031/")]
    return asked_of(loaded, on="2031-09-01", provisions=[first])


def rows(random: Random, number: int) -> list[dict[str, Any]]:
    """Cases as rows of a table, with ids."""
    kept = ("on", "known", "readings")
    cases = [good(random, SMALL.name) for _ in range(number)]
    return [
        {"id": f"row {at}", **{key: value for key, value in case.items() if key not in kept}}
        for at, case in enumerate(cases)
    ]


def lines(found: list[Any]) -> bytes:
    return b"".join(mutate.encoded(json.dumps(each, default=str)) + b"\n" for each in found)


def as_csv(found: list[dict[str, Any]]) -> bytes:
    """The facts that stand alone, under their paths."""
    flat = [dict(_flat(each)) for each in found]
    names = list({name: None for each in flat for name in each})
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(flat)
    return mutate.encoded(out.getvalue())


def _flat(data: Mapping[str, Any], path: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in data.items():
        if isinstance(value, dict):
            found += _flat(value, f"{path}{key}.")
        elif not isinstance(value, list):
            found.append((f"{path}{key}", value))
    return found


def as_parquet(found: list[Any]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    try:
        pq.write_table(pa.Table.from_pylist(found), out)
    except (pa.ArrowException, TypeError, ValueError, UnicodeError, AttributeError):
        pq.write_table(pa.Table.from_pylist([{"id": "a", "x": str(found)[:1000].encode("ascii", "ignore")}]), out)
    return out.getvalue()


def make(random: Random) -> Input:
    way = random.choices(list(WAYS), list(WAYS.values()))[0]
    table = rows(random, random.choice((1, 3, 8)))
    names = words(SMALL.name)
    other = lines(rows(random, 2))
    parts: dict[str, Any] = {"name": "cases"}
    if way == "names":
        parts["name"] = random.choice(NAMES)
        made, end = random.choice(((lines(table), "jsonl"), (as_csv(table), "csv"), (as_parquet(table), "parquet")))
        parts["neighbours"] = ["a1", "ab", "a", "b", "c", "a[1]x", "aa"]
        parts["rows"] = len(table)
    elif way == "one bad row":
        made, end = _one_bad_row(random, table), "jsonl"
        parts["rows"] = len(table) + 1
    else:
        spoilt = [*table]
        if random.random() < 0.6:
            spoilt = [mutate.spoilt_data(random, each, table[0], names) for each in mutate.copied(table)]
        end = way
        flat = [each for each in spoilt if isinstance(each, dict)]
        made = {"jsonl": lambda: lines(spoilt), "csv": lambda: as_csv(flat), "parquet": lambda: as_parquet(flat)}[way]()
        if spoilt == table or random.random() < 0.3:
            made = mutate.spoilt_bytes(random, made, other, names)
    return Input("tables", way, {**parts, "end": end, "bytes": latin(made)})


def _one_bad_row(random: Random, table: list[dict[str, Any]]) -> bytes:
    """Good rows, and one that is no case: of a wrong type somewhere, or cut off."""
    bad = mutate.copied(random.choice(table)) | {"id": "bad row"}
    if random.random() < 0.5:
        root = random.choice(
            [each.at[0] for each in book(SMALL.name).vocabulary.subjects.values() if len(each.at) == 1]
        )
        bad[root] = random.choice(("x", 1, [1], [], True))
        made = lines([bad])
    else:
        whole = lines([bad | {"x": 1}])
        made = whole[: random.randint(len(whole) // 2, len(whole) - 3)] + b"\n"
    found = [lines([each]) for each in table]
    found.insert(random.randint(0, len(found)), made)
    return b"".join(found)


def run(given: Input) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from huimin.batch.duck import determine_file
    from huimin.documents.findings import HuiminError

    parts = given.parts
    with TemporaryDirectory() as folder:
        for each in parts.get("neighbours", ()):
            Path(folder, f"{each}.{parts['end']}").write_bytes(_wrong_file(parts["end"]))
        path, out = Path(folder, f"{parts['name']}.{parts['end']}"), Path(folder, "out", "out.parquet")
        path.write_bytes(raw(parts["bytes"]))
        out.parent.mkdir()
        try:
            summary = determine_file(asked(), path, out, threads=1, memory="400MB")
        except HuiminError as refusal:
            say_all(refusal.findings)
            if "rows" in parts:
                raise Found("wrong", f"the whole table is refused: {refusal.findings[0].code}") from None
            return REFUSED
        if "rows" in parts and summary.cases != parts["rows"]:
            raise Found("wrong", "rows were read that the table has not, or left out")
        try:
            ids = set(pq.read_table(out).column("case_id").to_pylist())
        except pa.ArrowException as error:
            raise Found("wrong", f"the outcomes cannot be read: {error}") from None
        if "wrong" in ids:
            raise Found("wrong", "another file was read")
        left = [each.name for each in out.parent.iterdir() if each.name not in ("out.parquet", "out.rejects.csv")]
        if left:
            raise Found("wrong", f"left behind: {left}")
    return ANSWERED


def _wrong_file(end: str) -> bytes:
    row = [{"id": "wrong", **{key: each for key, each in good(Random(1), SMALL.name).items() if key != "on"}}]
    return {"jsonl": lines, "csv": as_csv, "parquet": as_parquet}[end](row)


TABLES = Surface("tables", 1_200, make, run, chunk=100, memory=3 << 30)
