"""The shape of a table of cases: which facts it gives, as which types, and how SQL reads each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from huimin.batch import sql
from huimin.batch.sql import Sql
from huimin.policy.fact_types import FACT_TYPES

if TYPE_CHECKING:
    import pyarrow as pa

    from huimin.policy.vocabulary import Fact


@dataclass(frozen=True)
class Shape:
    """A record of the table, or the whole row where `record` is None: the fields it has, and its SQL."""

    fields: pa.Schema | pa.StructType
    record: Sql | None = None
    id_column: str = "id"

    @property
    def case_id(self) -> Sql:
        return sql.cast(sql.column(self.id_column), "text")

    def of(self, record: Sql) -> Shape:
        return Shape(self.fields, record)

    def _read(self, name: str) -> Sql:
        return sql.column(name) if self.record is None else sql.field(self.record, name)

    def at(self, path: tuple[str, ...]) -> Shape:
        """The record at a path of the case; one without fields where the table has none there."""
        import pyarrow as pa

        found: Shape | None = self
        for step in path:
            found = found.part(step) if found else None
        return found or Shape(pa.struct([]), sql.NULL.copy())

    def part(self, name: str) -> Shape | None:
        """The record, or a member of the list, that stands under a name."""
        import pyarrow as pa

        if self.fields.get_field_index(name) < 0:
            return None
        type_ = self.fields.field(name).type
        if pa.types.is_list(type_) or pa.types.is_large_list(type_):
            type_ = type_.value_type if pa.types.is_struct(type_.value_type) else pa.struct([])
        return Shape(type_, self._read(name)) if pa.types.is_struct(type_) else None

    def raw(self, name: str) -> Sql | None:
        """A fact as the table gives it; None where it has no such column."""
        return None if self.fields.get_field_index(name) < 0 else self._read(name)

    def is_there(self, path: tuple[str, ...]) -> Sql:
        """Whether a row has a record at a path."""
        found = self.at(path)
        return sql.FALSE.copy() if isinstance(found.record, exp.Null | None) else sql.known(found.record)

    def value(self, name: str, fact: Fact) -> Sql | None:
        """A fact as the table gives it, in the type that rules read it in; None where it has no such column."""
        import pyarrow as pa

        if self.fields.get_field_index(name) < 0:
            return None
        type_, raw = self.fields.field(name).type, self._read(name)
        if fact.list_of is not None or (fact.type == "date" and pa.types.is_date32(type_)):
            return raw
        if fact.type == "boolean" and not pa.types.is_boolean(type_):
            return sql.case([(raw.eq(sql.literal(str(each).lower())), sql.literal(each)) for each in (True, False)])
        if fact.type == "number" and pa.types.is_integer(type_):
            return exp.TryCast(this=raw, to=exp.DataType.build("bigint"), safe=True)
        if fact.type == "number" and pa.types.is_floating(type_):
            raw = sql.cast(raw, "text")  # as it is written: DuckDB itself would multiply in doubles
        if fact.type in ("number", "date"):
            return exp.TryCast(this=raw, to=exp.DataType.build(FACT_TYPES[fact.type].sql), safe=True)
        if fact.type == "time" and not _is_text(type_):
            return exp.func("SUBSTRING", sql.cast(raw, "text"), sql.literal(1), sql.literal(5))
        return raw if fact.type == "boolean" or _is_text(type_) else sql.cast(raw, "text")


def _is_text(type_: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))
