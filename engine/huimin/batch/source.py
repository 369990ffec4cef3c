"""Tables of cases as DuckDB sees them: Parquet, CSV and JSON lines, nested or joined by an id, under other names.

A flat table names its columns by their paths, `family.mother.birth_date`; a mapping gives other names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.lines import Lines
from huimin.batch.lines import schema as schema_of_lines
from huimin.batch.mapping import ListFile, Mapped
from huimin.batch.register import schema
from huimin.batch.shape import Shape
from huimin.batch.sql import Sql
from huimin.documents.findings import CaseError, Finding, HuiminError, Place
from huimin.documents.inputs import read_file
from huimin.policy.fact_types import LIST
from huimin.policy.model import Book
from huimin.policy.vocabulary import Record
from huimin.words import both

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

READERS = {".parquet": "read_parquet", ".csv": "read_csv", ".jsonl": "read_json", ".ndjson": "read_json"}
REGISTER, LINES, UNREAD = "register", "file_lines", "unread"


def open_file(connection: duckdb.DuckDBPyConnection, path: Path, mapped: Mapped, book: Book) -> Shape:
    """The table of a file as the view `register`, and its shape; lines of it that are no records as the view `unread`,
    see `lines.py`. Raises CaseError for what cannot be read as cases.
    """
    fields = schema(book)
    unread = _NOTHING_UNREAD
    if READERS.get(path.suffix) == "read_json":
        query, unread = _json(connection, path, fields, mapped)
    else:
        query = exp.select("*").from_(_reader(path))
        found = _fields(connection, query)
        _need_id(found, mapped, path.name)
        if mapped.columns or mapped.lists or not any(each.name in fields.names[1:] for each in found):
            query = _nested(connection, query, found, mapped, book, path.name)
        else:
            _refuse_unknown(found, fields, mapped, path.name)
    _view(connection, REGISTER, query)
    _view(connection, UNREAD, unread)
    found = _fields(connection, exp.select("*").from_(REGISTER))
    _refuse_shapes(found, fields, path.name)
    return Shape(found, id_column=mapped.id)


def open_table(connection: duckdb.DuckDBPyConnection, table: pa.Table, mapped: Mapped, book: Book) -> Shape:
    """A table in memory as the view `register`, and its shape. Raises CaseError for columns that no case has."""
    check_columns(table.schema, mapped, book)
    connection.register(REGISTER, table)
    _view(connection, UNREAD, _NOTHING_UNREAD)
    return Shape(table.schema, id_column=mapped.id)


def check_columns(found: pa.Schema, mapped: Mapped, book: Book) -> None:
    """Raises CaseError for columns that no case has, and for none that holds the id of a case."""
    _refuse_unknown(found, schema(book), mapped, "table")
    _need_id(found, mapped, "table")
    _refuse_shapes(found, schema(book), "table")


_NOTHING_UNREAD = exp.select(
    *(
        sql.aliased(sql.cast(sql.NULL, type_), name)
        for name, type_ in (("number", "bigint"), ("case_id", "text"), ("reason", "text"))
    )
).where(sql.FALSE)


def _view(connection: duckdb.DuckDBPyConnection, name: str, query: exp.Select) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query.sql('duckdb')}")


def _need_id(found: pa.Schema, mapped: Mapped, name: str) -> None:
    if mapped.id not in found.names:
        raise CaseError([Finding("batch-no-id", Place(name), {"name": mapped.id})])


def _reader(path: Path, **options: Sql) -> exp.Expression:
    """What DuckDB reads a file of a table by. Raises CaseError."""
    reader = READERS.get(path.suffix)
    if reader is None:
        raise CaseError([Finding("batch-unknown-format", Place(path.name), {"choices": ", ".join(READERS)})])
    need_file(path)
    if reader == "read_csv":
        options = {"all_varchar": sql.TRUE, "header": sql.TRUE, **options}
    if reader == "read_json":
        options = {"format": sql.literal("newline_delimited"), **options}
    return read_by(reader, path, **options)


def read_by(reader: str, path: Path, **options: Sql) -> exp.Expression:
    """A function of DuckDB over one file, whatever signs are in its name: nothing of it is taken for a pattern, a
    home folder or a column.
    """
    literal = "".join(f"[{each}]" if each in "*?[" else each for each in str(path.absolute()))
    options = {"hive_partitioning": sql.FALSE, **options}
    named = [exp.PropertyEQ(this=exp.to_identifier(name), expression=value) for name, value in options.items()]
    return exp.Anonymous(this=reader, expressions=[sql.literal(literal), *named])


def need_file(path: Path) -> None:
    """Raises CaseError where there is no regular file: a pipe or a device could be read only once, or for ever."""
    try:
        read_file(path, limit=0)
    except HuiminError as error:
        raise CaseError(error.findings) from error


def size(connection: duckdb.DuckDBPyConnection) -> int:
    """How many rows the open table has, those that could not be read among them."""
    rows = exp.select(exp.Count(this=exp.Star())).from_(REGISTER)
    unread = exp.select(exp.Count(this=exp.Distinct(expressions=[sql.column("number")]))).from_(UNREAD)
    return sum(int(count) for query in (rows, unread) for (count,) in connection.sql(query.sql("duckdb")).fetchall())


def _json(
    connection: duckdb.DuckDBPyConnection, path: Path, fields: pa.Schema, mapped: Mapped
) -> tuple[exp.Select, exp.Select]:
    """JSON lines, every value as text: what each must be is for the checks to say. And the lines that are no records.

    Raises CaseError for a name that every line gives and no case has.
    """
    import pyarrow as pa

    need_file(path)
    columns = {mapped.id if each.name == "id" else each.name: each.type for each in fields}
    lines = Lines(path, {name: _shape(type_) for name, type_ in columns.items()}, mapped.id, mapped.ignore)
    connection.register("lines to read", pa.RecordBatchReader.from_batches(schema_of_lines(), lines.batches()))
    try:
        table = exp.Create(
            this=exp.to_table(LINES),
            kind="TEMP TABLE",
            expression=exp.select("*").from_(sql.identifier("lines to read")),
            replace=True,
        )
        connection.execute(table.sql("duckdb"))
    finally:
        connection.unregister("lines to read")
    unknown = lines.columns_of_nothing
    if unknown:
        raise CaseError([Finding("batch-unknown-column", Place(path.name), {"name": each}) for each in unknown])
    structure = json.dumps({name: _text_structure(type_) for name, type_ in columns.items()})
    record = sql.call("from_json", sql.column("line"), sql.literal(structure))
    records = exp.select(sql.aliased(record, "record")).from_(sql.identifier(LINES))
    shown = [sql.aliased(sql.field(sql.column("record"), name), name) for name in columns]
    reasons = exp.select("number", "case_id", sql.aliased(exp.Explode(this=sql.column("reasons")), "reason"))
    return (
        exp.select(*shown).from_(records.where(sql.known(sql.column("line"))).subquery("records")),
        reasons.from_(sql.identifier(LINES)),
    )


def _shape(type_: pa.DataType) -> Any:
    """A type as `Lines` has it."""
    import pyarrow as pa

    if pa.types.is_struct(type_):
        return {each.name: _shape(each.type) for each in type_}
    return [_shape(type_.value_type)] if pa.types.is_list(type_) else None


def _text_structure(type_: pa.DataType) -> Any:
    """A type as DuckDB's `from_json` takes it, every value a text."""
    import pyarrow as pa

    if pa.types.is_struct(type_):
        return {each.name: _text_structure(each.type) for each in type_}
    return [_text_structure(type_.value_type)] if pa.types.is_list(type_) else "VARCHAR"


def _fields(connection: duckdb.DuckDBPyConnection, query: exp.Select) -> pa.Schema:
    import duckdb

    try:
        return connection.sql(query.limit(0).sql("duckdb")).to_arrow_table().schema
    except duckdb.Error as error:
        raise unreadable(error) from error


FILE = re.compile(
    r"^\s*file = (?P<csv>[^\n]+)$|[Ff]ile '(?P<file>[^'\n]+)'|file \"(?P<quoted>[^\"\n]+)\"", re.MULTILINE
)
LINE = re.compile(r"CSV Error on Line: (\d+)")
"""What DuckDB says of the file that it cannot read, and of the line of a CSV."""


def unreadable(error: Exception | str) -> CaseError:
    """The error of a table that an engine cannot read or work on, by what the engine says of it: the file, and the line
    of a CSV, where it names them.
    """
    text = str(error).strip()
    file, line = FILE.search(text), LINE.search(text)
    place = Place(
        Path(file["csv"] or file["file"] or file["quoted"]).name if file else "table", int(line[1]) if line else 1
    )
    if line and "not utf-8" in text:
        return CaseError([Finding("file-not-utf8", place, {})])
    return CaseError([Finding("batch-unreadable", place, {"reason": text.splitlines()[0]})])


def _refuse_unknown(found: pa.Schema, wanted: pa.Schema, mapped: Mapped, name: str) -> None:
    known = {mapped.id, *mapped.ignore}
    unknown = [path for path in _unknown(found, wanted) if path not in known]
    if unknown:
        raise CaseError([Finding("batch-unknown-column", Place(name), {"name": path}) for path in unknown])


def _unknown(found: Any, wanted: Any, path: str = "") -> Iterator[str]:
    import pyarrow as pa

    for each in found:
        index = wanted.get_field_index(each.name)
        if index < 0:
            yield path + each.name
            continue
        type_, wanted_type = each.type, wanted.field(index).type
        if pa.types.is_list(type_) and pa.types.is_list(wanted_type):
            type_, wanted_type = type_.value_type, wanted_type.value_type
        if pa.types.is_struct(type_) and pa.types.is_struct(wanted_type):
            yield from _unknown(type_, wanted_type, f"{path}{each.name}.")


def _refuse_shapes(found: pa.Schema, wanted: pa.Schema, name: str) -> None:
    """Raises CaseError for a column that is no record, no list or no value where one is needed."""
    wrong = [
        both("batch", "shape", path=path, wanted=LIST if what == "list" else both("batch", what))
        for path, what in _misshapen(found, wanted)
    ]
    if wrong:
        raise CaseError(Finding("batch-unreadable", Place(name), {"reason": each}) for each in wrong)


def _misshapen(found: Any, wanted: Any, path: str = "") -> Iterator[tuple[str, str]]:
    import pyarrow as pa

    for each in found:
        index, type_ = wanted.get_field_index(each.name), each.type
        if index < 0 or pa.types.is_null(type_):
            continue
        wanted_type, where = wanted.field(index).type, path + each.name
        if pa.types.is_list(wanted_type):
            if not _is_list(type_):
                yield where, "list"
                continue
            type_, wanted_type = type_.value_type, wanted_type.value_type
        if pa.types.is_struct(wanted_type) and pa.types.is_struct(type_):
            yield from _misshapen(type_, wanted_type, f"{where}.")
        elif pa.types.is_struct(wanted_type) and not pa.types.is_null(type_):
            yield where, "record"
        elif pa.types.is_nested(type_):
            yield where, "value"


def _is_list(type_: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(type_) or pa.types.is_large_list(type_) or pa.types.is_fixed_size_list(type_))


# Flat tables ----------------------------------------------------------------------------------------------------------


def _nested(
    connection: duckdb.DuckDBPyConnection, query: exp.Select, found: pa.Schema, mapped: Mapped, book: Book, name: str
) -> exp.Select:
    """A flat table as nested records, joined with the files of its lists."""
    lists = {path: f"list {number}" for number, path in enumerate(mapped.lists)}
    flat = _Flat(book, mapped, frozenset(found.names), lists)
    unknown = [each for each in found.names if each not in {mapped.id, *mapped.ignore, *flat.columns}]
    if unknown:
        raise CaseError([Finding("batch-unknown-column", Place(name), {"name": each}) for each in unknown])
    select = exp.select(flat.column(mapped.id))
    for kind in book.vocabulary.subjects.values():
        root = flat.record(kind) if len(kind.at) == 1 else None
        if root is not None:
            select = select.select(sql.aliased(root, kind.at[0]))
    select = select.from_(query.subquery("flat"))
    for path, alias in lists.items():
        grouped = _grouped(connection, path, mapped.lists[path], book, mapped)
        same = sql.equal(flat.column(mapped.id), exp.column("id", table=alias, quoted=True))
        select = select.join(grouped.subquery(sql.identifier(alias)), on=same, join_type="left")
    return select


@dataclass(frozen=True)
class _Flat:
    """A flat table: the columns it has, and the tables that hold the lists of its cases."""

    book: Book
    mapped: Mapped
    found: frozenset[str]
    lists: Mapping[str, str]

    @property
    def columns(self) -> dict[str, str]:
        """The column of every fact that the table has, with the fact's path."""
        paths = [
            ".".join((*kind.at, fact.name))
            for kind in self.book.vocabulary.subjects.values()
            for fact in kind.facts.values()
            if not kind.listed and fact.is_given and fact.list_of is None
        ]
        named = {self.mapped.columns.get(path, path): path for path in paths}
        return {column: path for column, path in named.items() if column in self.found}

    def column(self, name: str) -> Sql:
        return exp.column(name, table="flat", quoted=True)

    def record(self, kind: Record) -> Sql | None:
        """A record that is there where one of its facts, or a record under it, is; None where the table has none."""
        columns = {path: column for column, path in self.columns.items()}
        fields: list[tuple[str, Sql]] = []
        there: list[Sql] = []
        for name in kind.facts:
            path = ".".join((*kind.at, name))
            if path in self.lists:
                items = exp.column("items", table=self.lists[path], quoted=True)
                fields.append((name, exp.func("COALESCE", items, sql.array([]))))
                there.append(sql.TRUE)
            elif path in columns:
                fields.append((name, self.column(columns[path])))
                there.append(sql.known(self.column(columns[path])))
        for other in self.book.vocabulary.subjects.values():
            below = self.record(other) if not other.listed and other.at[:-1] == kind.at and kind.at else None
            if below is not None:
                fields.append((other.at[-1], below))
                there.append(sql.known(below))
        return sql.case([(sql.some(there), sql.record(fields))]) if fields else None


def _grouped(
    connection: duckdb.DuckDBPyConnection, path: str, file: ListFile, book: Book, mapped: Mapped
) -> exp.Select:
    """The members of a list by the id of their case; in the order of a column, else of the file."""
    owner = next(
        each
        for each in book.vocabulary.subjects.values()
        if not each.listed and path.startswith(".".join(each.at) + ".")
    )
    kind = book.vocabulary.records[owner.facts[path.rpartition(".")[2]].list_of or ""]
    reader = exp.select("*").from_(_reader(file.file))
    found = _fields(connection, reader)
    columns = {name: file.columns.get(name, name) for name, fact in kind.facts.items() if fact.is_given}
    used = {name: column for name, column in columns.items() if column in found.names}
    known = {file.id, file.order, *used.values(), *mapped.ignore}
    unknown = [each for each in found.names if each not in known]
    if unknown:
        raise CaseError([Finding("batch-unknown-column", Place(file.file.name), {"name": each}) for each in unknown])
    member = sql.record([(name, exp.column(column, quoted=True)) for name, column in used.items()])
    order = (
        exp.cast(exp.column(file.order, quoted=True), "double")
        if file.order
        else exp.column("row in file", quoted=True)
    )
    numbered = exp.select(
        "*", exp.alias_(exp.Window(this=exp.Anonymous(this="row_number")), "row in file", quoted=True)
    )
    numbered = numbered.from_(reader.subquery("file"))
    items = exp.ArrayAgg(this=exp.Order(this=member, expressions=[exp.Ordered(this=order)]))
    identity = exp.column(file.id, quoted=True)
    return (
        exp.select(exp.alias_(identity, "id"), exp.alias_(items, "items"))
        .from_(numbered.subquery("member"))
        .group_by(identity)
    )
