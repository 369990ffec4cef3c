"""`python -m benchmarks batch`: whole registers, everyone on the same Parquet files in one run; a table, and JSON.

Every measurement is a process of its own, whose peak memory is read when it ends. It goes from the file of cases to
the amounts; what an engine on arrays takes to make arrays of the cases and to be given them is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.batch_sql import ON, PROVISIONS

ROOT = Path(__file__).resolve().parents[1]
WORKLOADS = {"given": "order given", "computed": "order computed"}
FILES = {"computed": "families.parquet", "given": "children.parquet"}
"""What is read: families with their children; a row for each child with its order (`benchmarks.batch_data`)."""
HAND, OURS = "SQL by hand", "huimin"
DISTRIBUTIONS = {"OpenFisca": "OpenFisca-Core", "PolicyEngine": "policyengine-core"}
PACKAGES = {"OpenFisca": "openfisca_core", "PolicyEngine": "policyengine_core"}
ENTRANTS = (HAND, OURS, "numpy by hand", *PACKAGES)
CHILDREN, PROVISION_COUNTS, GROWTH_FAMILIES = (1, 2, 4, 8), (1, 8, 16, 32, 64), 100_000
Row = dict[str, Any]

# In a process of its own ----------------------------------------------------------------------------------------------


def measure(entrant: str, workload: str, path: Path, provisions: int) -> Row:
    """The seconds of one entrant on one file, and what its amounts come to. With `provisions`, so many with reasons."""
    if entrant in (HAND, OURS):
        return _sql(entrant, workload, path, provisions)
    return _arrays(entrant, workload, path)


def _sql(entrant: str, workload: str, path: Path, provisions: int) -> Row:
    import duckdb

    from benchmarks import batch_ours, batch_sql

    start = time.perf_counter()
    if entrant == HAND:
        query = batch_sql.COMPUTED if workload == "computed" else batch_sql.GIVEN
    elif provisions:
        query = batch_ours.query(path, workload, batch_ours.first_provisions(provisions), "reasons")
    else:
        query = batch_ours.query(path, workload)
    written = time.perf_counter() - start
    keys = "bit_xor(hash(case_id, record, provision))"
    reasons = ", bit_xor(hash(status, failed, unknown))" if provisions else ""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW register AS SELECT * FROM read_parquet('{path}')")
        timed = _timed(
            lambda: connection.execute(
                f"SELECT count(amount), coalesce(sum(amount), 0), {keys}{reasons} FROM ({query})"
            ).fetchone()
        )
        count, total = timed.pop("result")[:2]
    return {**timed, "written_seconds": round(written, 4), "paid": int(count), "sum": int(total)}


def _arrays(entrant: str, workload: str, path: Path) -> Row:
    import duckdb  # noqa: F401 - loaded before anything is timed
    import numpy as np
    import pyarrow.compute  # noqa: F401

    from benchmarks import batch_arrays

    read = _timed(lambda: batch_arrays.read(path, workload))
    children = read.pop("result")
    given = {"seconds": 0.0, "cpu_seconds": 0.0}
    if entrant in PACKAGES:
        from benchmarks import batch_fisca

        batch_fisca.core_of(PACKAGES[entrant])
        given = _timed(lambda: batch_fisca.prepared(PACKAGES[entrant], children, workload))
        simulation = given.pop("result")
        found = _timed(lambda: batch_fisca.grants(simulation))
    else:
        found = _timed(lambda: batch_arrays.grants(children, workload))
    amounts = [np.asarray(each, np.int64) for each in found.pop("result")]
    return {
        "seconds": round(read["seconds"] + given["seconds"] + found["seconds"], 4),
        "cpu_seconds": round(read["cpu_seconds"] + given["cpu_seconds"] + found["cpu_seconds"], 4),
        "arrays_seconds": read["seconds"],
        "given_seconds": given["seconds"],
        "compute_seconds": found["seconds"],
        "paid": int(sum((each > 0).sum() for each in amounts)),
        "sum": int(sum(each.sum() for each in amounts)),
    }


def _timed(run: Callable[[], Any]) -> dict[str, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    result = run()
    return {
        "result": result,
        "seconds": round(time.perf_counter() - wall, 4),
        "cpu_seconds": round(time.process_time() - processor, 4),
    }


# The run --------------------------------------------------------------------------------------------------------------


def watched(arguments: Sequence[str]) -> tuple[str, Row]:
    """What a process prints, and its seconds, its processor's seconds and its peak memory in MB. Where it fails, all
    ends with what it said of that.
    """
    start = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "engine")])}
    command = [sys.executable, *arguments]
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=told) as process,
    ):
        assert process.stdout is not None
        said = process.stdout.read().decode()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            sys.exit(f"{told.read().decode()}\nexit code {process.returncode}: {shlex.join(command)}")
    return said, {
        "seconds": round(time.perf_counter() - start, 3),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 3),
        "peak_mb": round(used.ru_maxrss / 1024),
    }


def alone(entrant: str, workload: str, path: Path, provisions: int = 0) -> Row:
    """One measurement in a process of its own."""
    said, used = watched(
        ["-m", "benchmarks.batch", "--measure", entrant, workload, str(path), "--provisions", str(provisions)]
    )
    return {**json.loads(said), "peak_mb": used["peak_mb"]}


def compare(folder: Path, size: int, rounds: int) -> Iterator[Row]:
    """The rows of one size: of each figure the least of all rounds. Raises AssertionError where amounts differ."""
    for workload in WORKLOADS:
        taking_part = [each for each in ENTRANTS if _is_installed(each)]
        found: dict[str, list[Row]] = {each: [] for each in taking_part}
        for _, entrant in product(range(rounds), taking_part):
            found[entrant].append(alone(entrant, workload, folder / FILES[workload]))
        answers = {(row["paid"], row["sum"]) for rows in found.values() for row in rows}
        assert len(answers) == 1, f"{workload}, {size}: {answers}"
        for entrant, rows in found.items():
            best = {name: min(row[name] for row in rows) for name in rows[0]}
            yield {"families": size, "workload": workload, "engine": entrant, **best}


def _is_installed(entrant: str) -> bool:
    try:
        return entrant not in DISTRIBUTIONS or bool(version(DISTRIBUTIONS[entrant]))
    except PackageNotFoundError:
        print(f"left out, for it is not installed: {DISTRIBUTIONS[entrant]}", file=sys.stderr)
        return False


def command(folder: Path, size: int, memory: str, *, whole: bool) -> Row:
    """`huimin batch` from start to end: checks, rejects, sorted outcomes as Parquet, summary."""
    out = folder / "outcomes.parquet"
    wanted = [] if whole else [part for each in PROVISIONS for part in ("--provisions", each)] + ["--columns", "amount"]
    arguments = ["-m", "huimin", "batch", str(folder / "families.parquet"), "--on", ON, "-o", str(out), *wanted]
    _, used = watched([*arguments, "--memory", memory])
    out.unlink()
    return {"families": size, "what": "whole book" if whole else "two grants", "memory": memory, **used}


def growth(folder: Path) -> dict[str, list[Row]]:
    """Seconds by children in each family, and by provisions with reasons."""
    found = []
    for count in CHILDREN:
        path = folder / f"children-{count}.parquet"
        watched(["-m", "benchmarks.batch_data", "families", str(path), str(GROWTH_FAMILIES), str(count)])
        found.append({"children": count, **alone(OURS, "computed", path)})
        path.unlink()
    path = folder / "families.parquet"
    provisions = [{"provisions": count, **alone(OURS, "computed", path, count)} for count in PROVISION_COUNTS]
    return {"children": found, "provisions": provisions}


# What is said of it ---------------------------------------------------------------------------------------------------


def ratios(rows: Sequence[Row]) -> list[Row]:
    """Speed of huimin as a multiple of each other's, in processor seconds and in seconds of the clock."""
    ours = {(row["families"], row["workload"]): row for row in rows if row["engine"] == OURS}
    return [
        {
            **{name: row[name] for name in ("families", "workload", "engine")},
            "processor": round(row["cpu_seconds"] / ours[row["families"], row["workload"]]["cpu_seconds"], 2),
            "clock": round(row["seconds"] / ours[row["families"], row["workload"]]["seconds"], 2),
        }
        for row in rows
        if row["engine"] != OURS
    ]


def show(result: dict[str, Any]) -> None:
    print(f"{'':36}{'families/s':>12}{'seconds':>10}{'processor':>11}{'compute':>10}{'peak MB':>9}")
    for row in result["grants"]:
        name = f"{row['families']:,} {WORKLOADS[row['workload']]}, {row['engine']}"
        compute = row.get("compute_seconds", row["seconds"])
        print(
            f"{name:44}{row['families'] / row['seconds']:10,.0f}{row['seconds']:10.3f}{row['cpu_seconds']:11.3f}"
            f"{compute:10.3f}{row['peak_mb']:9,}"
        )
    print("\nspeed of huimin as a multiple: by processor seconds, by the clock")
    for row in result["ratios"]:
        name = f"{row['families']:,} {WORKLOADS[row['workload']]}, of {row['engine']}"
        print(f"{name:44}{row['processor']:10.2f}{row['clock']:10.2f}")
    print("\nhuimin batch, from start to end")
    for row in result["commands"]:
        print(f"{row['families']:,} {row['what']}, --memory {row['memory']}: {row['seconds']} s, {row['peak_mb']:,} MB")
    for what, rows in result["growth"].items():
        print(f"\nby {what}: " + ", ".join(f"{row[what]}: {row['cpu_seconds']:.2f} s" for row in rows))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks batch", description=__doc__)
    parser.add_argument("--families", type=float, nargs="+", default=[1e5, 1e6])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--data", type=Path, default=Path("build/batch"))
    parser.add_argument("--out", type=Path, default=Path("build/benchmarks-batch.json"))
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--provisions", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        entrant, workload, path = chosen.measure
        print(json.dumps(measure(entrant, workload, Path(path), chosen.provisions)))
        return
    result = run([int(each) for each in chosen.families], chosen.data.resolve(), chosen.rounds, chosen.memory)
    show(result)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {chosen.out}")


def run(sizes: Sequence[int], data: Path, rounds: int, memory: str) -> dict[str, Any]:
    """All measurements: the grants at every size; the command, with the whole book up to a million families; growth."""
    rows: list[Row] = []
    commands = []
    for size in sizes:
        folder = data / str(size)
        print(f"{size:,} families …", file=sys.stderr)
        watched(["-m", "benchmarks.batch_data", "prepare", str(folder), str(size)])
        rows += compare(folder, size, rounds)
        commands.append(command(folder, size, memory, whole=False))
        if size <= 10**6:
            commands.append(command(folder, size, memory, whole=True))
    distributions = ("duckdb", "numpy", "pyarrow", *DISTRIBUTIONS.values())
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "versions": {each: version(each) for each in distributions if _has(each)},
        "grants": rows,
        "ratios": ratios(rows),
        "commands": commands,
        "growth": growth(data / str(sizes[0])),
    }


def _has(distribution: str) -> bool:
    try:
        return bool(version(distribution))
    except PackageNotFoundError:
        return False


if __name__ == "__main__":
    main()
