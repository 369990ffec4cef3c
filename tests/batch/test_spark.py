"""Spark gives the outcomes and the refusals that DuckDB gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.batch import agreement

import huimin
from huimin.batch.asking import asked_of
from huimin.batch.duck import determine_table
from huimin.batch.population import marginals, write_population
from huimin.batch.spark import determine_frame

ASKED = {
    "policies": ("2025-06-30", ("maternity-grant", "childcare-grant")),
    "tests/books/elderly-care": ("2033-03-01", ("age-allowance", "home-care-grant", "heating-money")),
}


@pytest.mark.needs_program("java")
@pytest.mark.parametrize("folder", ASKED)
def test_a_frame_is_determined_as_a_table_is(folder: str, root: Path, tmp_path: Path, spark: Any) -> None:
    book, out = huimin.load(root / folder), tmp_path / "register.parquet"
    on, provisions = ASKED[folder]
    write_population(book, marginals(book), 300, out, seed=9)
    outcomes, rejected = determine_frame(asked_of(book, on=on, provisions=provisions), spark.read.parquet(str(out)))
    expected = determine_table(book, pq.read_table(out), on=on, provisions=provisions)
    ours, theirs = agreement.of_table(outcomes.toArrow()), agreement.of_table(expected.outcomes)
    assert agreement.differences(ours, theirs) == []
    assert sorted(map(tuple, rejected.collect())) == sorted(
        (row["case_id"], row["reason"]) for row in expected.rejected.to_pylist()
    )
