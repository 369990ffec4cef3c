"""A mapping file (`schemas/mapping.v1.json`): other names of columns, and the files of lists.

Example:
id: household_no
columns: {family.mother.hukou_district: mother_district}
lists:
family.children: {file: children.csv, id: household_no, order: born_as, columns: {birth_date: dob}}
ignore: [remarks]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from huimin.documents.findings import CaseError
from huimin.documents.read import read
from huimin.documents.schemas import validate


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
