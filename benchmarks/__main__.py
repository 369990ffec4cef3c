"""`python -m benchmarks`: everyone on the same cases in one run, then whole processes; a table, and JSON to a file."""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks import batch, contest, ours, plain, process
from benchmarks.cases import families
from benchmarks.contest import Entrant

PEERS = {
    "zen_rules": "zen-engine",
    "cel_rust": "common-expression-language",
    "cel_python": "cel-python",
    "bkflow": "bkflow-feel",
    "pysfeel": "pySFeel",
    "openfisca": "OpenFisca-Core",
}
"""The module of each peer, and the distribution that it needs."""

BOUNDS = {("given", False): 5, ("computed", False): 3, ("given", True): 10, ("computed", True): 10}
"""How many times plain Python Huimin may take, by workload and whether reasons are kept."""

WORKLOADS = {"given": "two grants, order given", "computed": "two grants, order computed from the list of children"}


def entrants() -> Iterator[Entrant]:
    """Everyone who can take part here; a peer that is not installed is named and left out."""
    yield from plain.ENTRANTS
    yield from ours.ENTRANTS
    for module, distribution in PEERS.items():
        try:
            version(distribution)
        except PackageNotFoundError:
            print(f"left out, for it is not installed: {distribution}")
            continue
        yield from importlib.import_module(f"benchmarks.peers.{module}").ENTRANTS


def compare(count: int, rounds: int) -> list[dict[str, Any]]:
    """The rows of the table: microseconds a case, and how many times plain Python that is."""
    taking_part, cases = list(entrants()), families(count)
    contest.check(taking_part, cases)
    ours.check_missing(
        next(case for case, answer in zip(cases, plain.ENTRANTS[0].answers(cases), strict=True) if all(answer))
    )
    found = contest.time_all(taking_part, cases, rounds)
    unit = {each.workload: found[each] for each in plain.ENTRANTS}
    return [
        {
            "workload": each.workload,
            "engine": each.name,
            "reasons": each.reasons,
            "microseconds": round(took, 3),
            "times_plain_python": round(took / unit[each.workload], 1),
        }
        for each, took in found.items()
    ]


def show(rows: Sequence[dict[str, Any]]) -> None:
    for workload, title in WORKLOADS.items():
        print(f"\n{title}\n{'':34}{'µs a case':>12}{'× Python':>10}")
        for row in rows:
            if row["workload"] == workload:
                name = row["engine"] + (", with reasons" if row["reasons"] else "")
                print(f"{name:34}{row['microseconds']:12,.2f}{row['times_plain_python']:10,.1f}{_verdict(row)}")


def _verdict(row: dict[str, Any]) -> str:
    if row["engine"] != "huimin":
        return ""
    bound = BOUNDS[row["workload"], row["reasons"]]
    return f"   bound {bound}: {'held' if row['times_plain_python'] <= bound else 'NOT HELD'}"


def main() -> None:
    if sys.argv[1:2] == ["batch"]:
        batch.main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--out", type=Path, default=Path("build/benchmarks.json"))
    chosen = parser.parse_args()
    # bkflow-feel reports every failed parse through logging, which is no part of what is measured.
    logging.disable(logging.CRITICAL)
    rows = compare(chosen.cases, chosen.rounds)
    show(rows)
    result: dict[str, Any] = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "grants": rows,
        "determine_milliseconds": process.determine_milliseconds(chosen.rounds),
        "seconds": process.command_seconds(chosen.rounds),
        "stage_milliseconds": process.stage_milliseconds(chosen.rounds),
        "versions": {each: version(each) for each in PEERS.values() if _is_installed(each)},
    }
    print("\nthe whole book, determine() on a plain dict, reasons and cautions included")
    for name, took in result["determine_milliseconds"].items():
        print(f"{name:34}{took:12.1f} ms")
    print("\na fresh process")
    for name, took in result["seconds"].items():
        print(f"{name:34}{took:12.3f} s")
    for state, stages in result["stage_milliseconds"].items():
        print(f"stages, {state} cache: " + ", ".join(f"{stage} {took:.0f}" for stage, took in stages.items()) + " ms")
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {chosen.out}")


def _is_installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    main()
