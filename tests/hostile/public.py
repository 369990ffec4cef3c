"""Households through `huimin.determine` and through the statement of `huimin batch`, drafts, assumptions and readings
among them: `differences` is what the tests and `python -m tests.hostile.public` go through.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from tests.batch import agreement
from tests.hostile.inputs import BOOKS
from tests.properties.conftest import Generator

import huimin
from huimin.batch.asking import asked_of
from huimin.batch.duck import determine_table
from huimin.batch.register import schema
from huimin.policy.model import Book

AT_ONCE = 20
"""Households that one question is asked of."""


def question(book: Book, random: Random) -> dict[str, Any]:
    """A day, and some of: a day of record, drafts, other readings, an assumption that nothing was received."""
    days = [day for day in Generator(book, random).days if day > Generator(book, random).first]
    asks: dict[str, Any] = {"on": random.choice(days)}
    if random.random() < 0.3:
        asks["known"] = random.choice(days)
    drafts = [each.id for each in book.instruments if each.status == "draft"]
    asks["drafts"] = random.sample(drafts, random.randint(0, len(drafts)))
    playing = [each for each in book.instruments if each.status == "in_force" or each.id in asks["drafts"]]
    questions = [each for instrument in playing for each in instrument.questions.values()]
    chosen = random.sample(questions, min(len(questions), random.randint(0, 3)))
    asks["readings"] = {each.id: random.choice(list(each.readings)) for each in chosen}
    if random.random() < 0.5:
        subjects = book.vocabulary.subjects.values()
        received = [".".join((*each.at, each.roles["receipts"])) for each in subjects if "receipts" in each.roles]
        asks["assume"] = {path: [] for path in received}
    return asks


def households(book: Book, asks: Mapping[str, Any], random: Random) -> dict[str, dict[str, Any]]:
    """Cases without their own day; some are refused at the day that is asked for."""
    found = {f"case-{number}": Generator(book, random).case() for number in range(AT_ONCE)}
    return {name: {key: each for key, each in case.items() if key != "on"} for name, case in found.items()}


def differences(name: str, seed: int) -> list[Any]:
    """Where `determine` and the statement differ on the households of a seed: each with what reproduces it."""
    random = Random(seed)
    book = huimin.load(BOOKS[name])
    asks = question(book, random)
    cases = households(book, asks, random)
    asked = asked_of(book, **asks)
    found = determine_table(book, agreement.table(cases, schema(asked.book)), **asks)
    expected, refused = agreement.through_the_api(book, cases, asks)
    unlike = refused ^ set(found.rejected["case_id"].to_pylist())
    different = agreement.differences(expected, agreement.of_table(found.outcomes))
    return [*({"seed": seed, "question": asks, "refused by one": each, "case": cases[each]} for each in unlike)] + [
        {"seed": seed, "question": asks, "row": key, "determine": one, "batch": other, "case": cases[key[0]]}
        for key, one, other in different
    ]


def run(count: int, seed: int) -> Iterator[tuple[int, list[Any]]]:
    """So many households of each book, some at a time: how many were tried, and the differences among them."""
    for number in range(0, count, AT_ONCE):
        for name in BOOKS:
            yield AT_ONCE, differences(name, seed + number)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000, help="households of each book")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    tried = failed = 0
    for number, found in run(given.count, given.seed):
        tried, failed = tried + number, failed + len(found)
        for each in found[:3]:
            sys.stdout.write(json.dumps(each, default=str) + "\n")
        sys.stdout.flush()
    sys.stdout.write(f"{tried} households, {failed} differences\n")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
