"""Tables of cases as DuckDB sees them: Parquet, CSV and JSON lines, nested or joined by an id, under other names.

A flat table names its columns by their paths, `family.mother.birth_date`; a mapping file (`schemas/mapping.v1.json`)
gives other names, and the file that holds a list, such as the children:

    id: household_no
    columns: {family.mother.hukou_district: mother_district}
    lists:
      family.children: {file: children.csv, id: household_no, order: born_as, columns: {birth_date: dob}}
    ignore: [remarks]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.register import schema
from huimin.batch.shape import Shape
from huimin.batch.sql import Sql
from huimin.policy.findings import CaseError, Finding, Place
from huimin.policy.model import Book
from huimin.policy.vocabulary import Record

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

READERS = {".parquet": "read_parquet", ".csv": "read_csv", ".jsonl": "read_json", ".ndjson": "read_json"}
REGISTER = "register"


@dataclass(frozen=True)
class ListFile:
    """The file of a list: the column of the family's id, the one that orders the members, and other names."""

    file: Path
    id: str = "id"
    order: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapped:
    """Where the columns of a table stand: by path, the name that the table has for it."""

    id: str = "id"
    columns: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, ListFile] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


def read_mapping(path: Path) -> Mapped:
    """The mapping of a file. Raises HuiminError with the place of what is wrong."""
    from huimin.policy.documents import read
    from huimin.policy.schemas import validate

    document = read(path)
    findings = validate(document, "mapping")
    if findings:
        raise CaseError(findings)
    data = document.data
    lists = {
        name: ListFile(
            path.parent / str(each["file"]),
            each.get("id", data.get("id", "id")),
            each.get("order"),
            each.get("columns", {}),
        )
        for name, each in data.get("lists", {}).items()
    }
    return Mapped(data.get("id", "id"), data.get("columns", {}), lists, tuple(data.get("ignore", ())))


def open_file(connection: duckdb.DuckDBPyConnection, path: Path, mapped: Mapped, book: Book) -> Shape:
    """The table of a file as the view `register`, and its shape. Raises CaseError for what cannot be read as cases."""
    fields = schema(book)
    if path.suffix in (".jsonl", ".ndjson"):
        query = exp.select("*").from_(_json(path, fields, mapped))
        _refuse_unknown(_fields(connection, exp.select("*").from_(_reader(path))), fields, mapped, path.name)
    else:
        query = exp.select("*").from_(_reader(path))
        found = _fields(connection, query)
        _need_id(found, mapped, path.name)
        if mapped.columns or mapped.lists or not any(each.name in fields.names[1:] for each in found):
            query = _nested(connection, query, found, mapped, book, path.name)
        else:
            _refuse_unknown(found, fields, mapped, path.name)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {REGISTER} AS {query.sql('duckdb')}")
    found = _fields(connection, exp.select("*").from_(REGISTER))
    return Shape(found, id_column=mapped.id)


def open_table(connection: duckdb.DuckDBPyConnection, table: pa.Table, mapped: Mapped, book: Book) -> Shape:
    """A table in memory as the view `register`, and its shape. Raises CaseError for columns that no case has."""
    check_columns(table.schema, mapped, book)
    connection.register(REGISTER, table)
    return Shape(table.schema, id_column=mapped.id)


def check_columns(found: pa.Schema, mapped: Mapped, book: Book) -> None:
    """Raises CaseError for columns that no case has, and for none that holds the id of a case."""
    _refuse_unknown(found, schema(book), mapped, "table")
    _need_id(found, mapped, "table")


def _need_id(found: pa.Schema, mapped: Mapped, name: str) -> None:
    if mapped.id not in found.names:
        raise CaseError([Finding("batch-no-id", Place(name), {"name": mapped.id})])


def _reader(path: Path, **options: Sql) -> exp.Expression:
    reader = READERS.get(path.suffix)
    if reader is None:
        raise CaseError([Finding("batch-unknown-format", Place(path.name), {"choices": ", ".join(READERS)})])
    if not path.is_file():
        raise CaseError([Finding("file-unreadable", Place(str(path)), {"reason": "No such file"})])
    if reader == "read_csv":
        options = {"all_varchar": sql.TRUE, "header": sql.TRUE, **options}
    if reader == "read_json":
        options = {"format": sql.literal("newline_delimited"), **options}
    named = [exp.PropertyEQ(this=exp.to_identifier(name), expression=value) for name, value in options.items()]
    return exp.Anonymous(this=reader, expressions=[sql.literal(str(path)), *named])


def _json(path: Path, fields: pa.Schema, mapped: Mapped) -> exp.Expression:
    """JSON lines, every value as text: what each must be is for the checks to say."""
    columns = [(each.name if each.name != "id" else mapped.id, _text_type(each.type)) for each in fields]
    types = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=sql.literal(type_))
            for name, type_ in columns
        ]
    )
    return _reader(path, columns=types)


def _text_type(type_: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_struct(type_):
        return f"STRUCT({', '.join(f'{chr(34)}{each.name}{chr(34)} {_text_type(each.type)}' for each in type_)})"
    return f"{_text_type(type_.value_type)}[]" if pa.types.is_list(type_) else "VARCHAR"


def _fields(connection: duckdb.DuckDBPyConnection, query: exp.Select) -> pa.Schema:
    import duckdb

    try:
        return connection.sql(query.limit(0).sql("duckdb")).to_arrow_table().schema
    except duckdb.Error as error:
        raise unreadable(error) from error


NOT_UTF8 = re.compile(
    r"CSV Error on Line: (?P<line>\d+).*not utf-8.*^\s*file = (?P<file>[^\n]+)$", re.DOTALL | re.MULTILINE
)
"""What DuckDB says of a CSV in another encoding."""


def unreadable(error: Exception | str) -> CaseError:
    """The error of a table that an engine cannot read or work on, by what the engine says of it."""
    reason = str(error).strip().splitlines()[0]
    not_utf8 = NOT_UTF8.search(str(error))
    if not_utf8:
        return CaseError([Finding("file-not-utf8", Place(Path(not_utf8["file"]).name, int(not_utf8["line"])), {})])
    return CaseError([Finding("batch-unreadable", Place("table"), {"reason": reason})])


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
