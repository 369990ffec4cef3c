"""The data of a run: a synthetic register of families on disk, and the same children in the forms that others read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import batch_sql
from benchmarks.batch import FILES
from huimin.batch.asking import asked_of
from huimin.batch.duck import connected, determine_file
from huimin.batch.population import marginals, write_population
from huimin.policy.model import Book

SEED = 20231117


def prepare(book: Book, folder: Path, size: int, *, memory: str = "3GB") -> None:
    """Writes `FILES` for so many families, without those that are refused as cases; does nothing where they are."""
    if all((folder / name).exists() for name in FILES.values()):
        return
    folder.mkdir(parents=True, exist_ok=True)
    made, outcomes = folder / "population.parquet", folder / "outcomes.parquet"
    write_population(book, marginals(book), size, made, seed=SEED, memory=memory)
    asked = asked_of(book, on=batch_sql.ON, provisions=["gongshu-2023/maternity-grant"], columns="amount")
    summary = determine_file(asked, made, outcomes, memory=memory)
    refused = f" WHERE id NOT IN (SELECT case_id FROM read_csv('{folder}/outcomes.rejects.csv', all_varchar = TRUE))"
    families = f"SELECT * FROM read_parquet('{made}'){refused if summary.rejected else ''}"
    _write(families, folder / FILES["computed"], memory)
    register = f"CREATE VIEW register AS SELECT * FROM read_parquet('{folder / FILES['computed']}')"
    _write(batch_sql.CHILDREN, folder / FILES["given"], memory, register)
    for each in (made, outcomes, folder / "outcomes.rejects.csv"):
        each.unlink(missing_ok=True)


def families_of(book: Book, path: Path, size: int, children: int) -> None:
    """A register in which every family has so many children."""
    document = marginals(book)
    data: dict[str, Any] = {**document.data, "records": dict(document.data["records"])}
    family = data["records"]["family"]
    facts = {**family["facts"], "children": {**family["facts"]["children"], "count": {str(children): 1}}}
    data["records"]["family"] = {**family, "facts": facts}
    write_population(book, replace(document, data=data), size, path, seed=SEED)


def main(arguments: Sequence[str]) -> None:
    """`prepare FOLDER SIZE` or `families FILE SIZE CHILDREN`, for a process of its own."""
    import huimin

    what, path, *numbers = arguments
    if what == "prepare":
        prepare(huimin.load(), Path(path), int(numbers[0]))
    else:
        families_of(huimin.load(), Path(path), int(numbers[0]), int(numbers[1]))


def _write(query: str, path: Path, memory: str, register: str = "") -> None:
    with connected(memory, None, path.parent) as connection:
        if register:
            connection.execute(register)
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main(sys.argv[1:])
