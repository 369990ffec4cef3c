"""Spark over files: a table of Parquet in, a folder of Parquet or CSV out, whole or not there."""

from __future__ import annotations

import csv
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from huimin.batch.about import as_json
from huimin.batch.duck import FORMULA, Summary
from huimin.batch.mapping import Mapped
from huimin.batch.source import unreadable
from huimin.batch.spark import determine_frame, sorted_frame
from huimin.batch.statement import LISTS, Asked
from huimin.documents.findings import CaseError, Finding, Place
from huimin.documents.write_whole import whole_files, whole_folder

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

MASTER, MEMORY = "local[2]", "2GB"
ABOUT = "_about.json"
"""What the outcomes rest on, in their folder; engines that read the folder pass over names with an underscore."""
LOGGING = """\
appender.console.type = Console
appender.console.name = console
rootLogger.level = off
rootLogger.appenderRef.console.ref = console
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = off
"""
"""Without an appender Spark takes its own configuration, which is talkative; what fails is raised all the same."""


def determine_file(
    asked: Asked,
    cases: Path,
    out: Path,
    *,
    mapped: Mapped = Mapped(),  # noqa: B008 - frozen
    master: str | None = None,
    memory: str | None = None,
    strict: bool = False,
) -> Summary:
    """Determine every row of a Parquet file or folder into a folder `out`, whose name ends in `.parquet` or `.csv`,
    its files in the order of their names; with the rejected beside it as `NAME.rejects.csv`. Paths are those of a
    file system that driver and executors share. With `strict`, one rejected row is enough to write no outcomes.
    Raises CaseError, BookError.
    """
    _check(cases, out, mapped)
    rejects = out.with_suffix(".rejects.csv")
    with session_of(master or MASTER, memory or MEMORY) as session:
        frame = session.read.parquet(url_to_read(cases))
        outcomes, rejected = determine_frame(asked, frame, id_column=mapped.id, ignore=mapped.ignore)
        rejected = rejected.persist()
        count, refused = frame.count(), rejected.select("case_id").distinct().count()
        with whole_files(rejects) as (told,):
            if refused:
                _write_rejects(rejected, told)
            counts: tuple[tuple[str, str, int, Decimal | None], ...] = ()
            if not (refused and strict):
                with whole_folder(out) as folder:
                    _write(outcomes, folder, out.suffix)
                    (folder / ABOUT).write_text(as_json(asked), encoding="utf-8")
                    counts = tuple(_counts(session, asked, folder, out.suffix))
        rejected.unpersist()
    if not refused:
        rejects.unlink(missing_ok=True)
    return Summary(count, refused, counts)


@contextmanager
def session_of(master: str, memory: str) -> Iterator[SparkSession]:
    """The session that runs already, else one of a master that ends with its use; it logs nothing and serves no page.

    `memory` is the driver's, such as `2GB`: in a local master all that Spark has.
    """
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")  # of a pandas that is not used here
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException, PythonException
    from pyspark.sql import SparkSession

    if master.startswith("local"):  # tasks run here, with the libraries that this Python has
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    running = SparkSession.getActiveSession()
    try:
        if running is not None:
            yield running
            return
        with tempfile.TemporaryDirectory(prefix="huimin-") as folder:
            logging = Path(folder) / "log4j2.properties"
            logging.write_text(LOGGING, encoding="utf-8")
            builder = SparkSession.builder.master(master)
            for name, value in _settings(master, memory, logging).items():
                builder = builder.config(name, value)
            session = builder.getOrCreate()
            try:
                yield session
            finally:
                session.stop()
    except PythonException as error:  # its last line says what went wrong in a task
        raise unreadable(str(error).strip().splitlines()[-1]) from error
    except PySparkException as error:
        raise unreadable(error) from error
    except Py4JJavaError as error:
        raise unreadable(error.java_exception.getMessage() or error) from error


def _settings(master: str, memory: str, logging: Path) -> dict[str, str]:
    settings = {
        "spark.app.name": "huimin batch",
        "spark.driver.memory": re.sub(r"(?i)b$", "", memory),  # a JVM knows 2G, not 2GB
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging}",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
    }
    if master.startswith("local"):
        here = "127.0.0.1"
        settings |= {"spark.driver.bindAddress": here, "spark.driver.host": here}
    return settings


# Steps ----------------------------------------------------------------------------------------------------------------


def _check(cases: Path, out: Path, mapped: Mapped) -> None:
    if out.suffix not in (".parquet", ".csv"):
        raise CaseError([Finding("batch-unknown-format", Place(str(out)), {"choices": ".parquet, .csv"})])
    if cases.suffix != ".parquet":
        raise CaseError([Finding("batch-unknown-format", Place(cases.name), {"choices": ".parquet"})])
    if not cases.exists():
        raise CaseError([Finding("file-unreadable", Place(str(cases)), {"reason": "No such file"})])
    if mapped.columns or mapped.lists:
        raise CaseError([Finding("batch-only-nested", Place("--mapping"), {})])
    if out.is_dir() and not (out / ABOUT).is_file():
        raise CaseError([Finding("batch-folder-not-ours", Place(str(out)), {})])


def url_to_read(path: Path) -> str:
    """The address of a file or folder that is read: Spark takes nothing of it for a pattern."""
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", _url(path))


def _url(path: Path) -> str:
    return f"file://{path.resolve()}"


def _write(outcomes: DataFrame, folder: Path, suffix: str) -> None:
    """The outcomes as files that are named by their order alone."""
    writer = sorted_frame(outcomes if suffix == ".parquet" else _for_tables(outcomes)).write.mode("overwrite")
    if suffix == ".parquet":
        writer.option("compression", "zstd").parquet(_url(folder))
    else:
        writer.option("header", "true").option("escape", '"').csv(_url(folder))
    for checksum in folder.glob(".*.crc"):
        checksum.unlink()
    for number, part in enumerate(sorted(folder.glob("part-*"))):
        part.rename(folder / f"part-{number:05d}{suffix}")


def _for_tables(outcomes: DataFrame) -> DataFrame:
    """Outcomes for a table program: lists as texts, and no text that it would take for a formula."""
    from pyspark.sql import functions as of

    def safe(name: str) -> Column:
        text = of.col(name)
        return of.when(of.substring(text, 1, 1).isin(*FORMULA), of.concat(of.lit("'"), text)).otherwise(text)

    lists: list[str] = [name for name in LISTS if name in outcomes.columns]
    shown = {name: safe(name) for name in ("case_id", "record")}
    return outcomes.withColumns(shown | {name: of.concat_ws("; ", of.col(name)) for name in lists})


def _write_rejects(rejected: DataFrame, out: Path) -> None:
    with out.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(rejected.columns)
        for row in rejected.orderBy(*rejected.columns).toLocalIterator():
            writer.writerow("'" + text if text and text[0] in FORMULA else text for text in row)


def _counts(
    session: SparkSession, asked: Asked, folder: Path, suffix: str
) -> Iterator[tuple[str, str, int, Decimal | None]]:
    """By provision, in the order of the book, and status: how many outcomes, and the sum."""
    from pyspark.sql import functions as of

    reader = session.read.option("header", "true")
    written = reader.parquet(url_to_read(folder)) if suffix == ".parquet" else reader.csv(url_to_read(folder))
    status = of.lit("") if asked.columns == "amount" else of.col("status")
    total = of.sum(of.col("amount").cast("decimal(18,2)"))
    rows = written.groupBy("provision", status.alias("status")).agg(of.count("*"), total).collect()
    order = list(asked.book.provisions)
    yield from sorted(rows, key=lambda row: (order.index(row[0]), row[1]))
