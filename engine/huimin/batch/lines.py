"""JSON lines as rows: each line is taken alone, and one that is no case is rejected with its number and the reason.

DuckDB would stop at the first bad line or, told not to, drop what has another shape than it wants. So each line is
read here first; DuckDB then takes the values of those that are sound.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from huimin.documents import inputs
from huimin.documents.findings import HuiminError
from huimin.documents.inputs import MAX_BYTES
from huimin.documents.quoting import quoted
from huimin.documents.read import read_bytes
from huimin.policy.bounds import BOUNDS

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE = 1_000
Reason = tuple[str, str]
"""Where in a line something is wrong, and the code of what it is."""
_ESCAPED = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
_PLACE = re.compile(r"\[\d+\]")


@dataclass
class Lines:
    """The lines of a file under the names that cases have: `shape` says by name what is a record (a mapping), what a
    list (a list with the shape of its members) and what a value (None). Names under `ignored` are passed over.
    """

    path: Path
    shape: Mapping[str, Any]
    id: str
    ignored: Collection[str] = ()
    objects: int = 0
    strange: Counter[str] = field(default_factory=Counter)

    @property
    def columns_of_nothing(self) -> list[str]:
        """Unknown names that every line has: these are unknown columns, not a slip in one line."""
        return [name for name, count in self.strange.items() if count == self.objects]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Some lines at a time: a sound one as `line`; of another the `case_id`, where it can be made out, and
        `reasons`. Blank lines are no rows.
        """
        import pyarrow as pa

        with inputs.open_file(self.path) as file:
            rows = (self._row(number, raw) for number, raw in _numbered(file) if raw.strip())
            while some := list(islice(rows, AT_ONCE)):
                yield pa.RecordBatch.from_pylist(some, schema=schema())

    def _row(self, number: int, raw: bytes) -> dict[str, Any]:
        row: dict[str, Any] = {"number": number, "line": None, "case_id": None, "reasons": None}
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            data = _read(text)
        except (ValueError, RecursionError):
            return row | {"reasons": [_unread(number, raw)]}
        if not isinstance(data, dict):
            return row | {"reasons": [f"line {number}: case-not-a-record"]}
        self.objects += 1
        if self._fits(data, self.shape, ""):
            return row | {"line": text}
        reasons = list(islice(self._reasons(data, self.shape, ""), BOUNDS.findings))
        unknown = {_PLACE.sub("", path) for path, code in reasons if code == "case-unknown-key"}
        self.strange.update(unknown if len(self.strange) < AT_ONCE else unknown & self.strange.keys())
        name = data.get(self.id)
        said = [f"line {number}: {path}: {code}" for path, code in reasons]
        return row | {"case_id": name if isinstance(name, str) else None, "reasons": said}

    def _fits(self, data: Any, shape: Any, path: str) -> bool:
        return next(self._reasons(data, shape, path), None) is None

    def _reasons(self, data: Any, shape: Any, path: str) -> Iterator[Reason]:
        if data is None:
            return
        wanted = dict if isinstance(shape, Mapping) else list if isinstance(shape, list) else str
        if not isinstance(data, wanted):
            yield path, "case-wrong-type"
        elif isinstance(data, dict):
            for key, value in data.items():
                below = f"{path}.{quoted(key)}" if path else quoted(key)
                if key in shape:
                    yield from self._reasons(value, shape[key], below)
                elif _PLACE.sub("", below) not in self.ignored:
                    yield below, "case-unknown-key"
        elif isinstance(data, list):
            for place, each in enumerate(data, start=1):
                yield from self._reasons(each, shape[0], f"{path}[{place}]")


def schema() -> pa.Schema:
    """The columns of `Lines.batches`."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    return pa.schema([("number", pa.int64()), ("line", pa.string()), ("case_id", pa.string()), ("reasons", texts)])


def _numbered(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers from 1, none longer than one byte more than a case may have."""
    number = 1
    while raw := file.readline(MAX_BYTES + 1):
        rest = raw
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MAX_BYTES + 1)
        yield number, raw
        number += 1


def _read(text: str) -> Any:
    """The data of a line, every number and truth as a text. Raises ValueError, RecursionError."""
    if len(text) > MAX_BYTES:
        raise ValueError
    data = json.loads(text, object_pairs_hook=_record, parse_int=str, parse_float=str, parse_constant=_refuse)
    if _ESCAPED.search(text) and not _is_text(data):
        raise ValueError
    return data


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {key: str(value).lower() if isinstance(value, bool) else value for key, value in pairs}
    if len(found) < len(pairs):
        raise ValueError
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _is_text(data: Any) -> bool:
    """Whether every text can be written as UTF-8 and has no NUL."""
    try:
        written = json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return b"\\u0000" not in written


def _unread(number: int, raw: bytes) -> str:
    """Why a line is no JSON, as the reader of a single case says it."""
    try:
        read_bytes(raw, "")
    except HuiminError as error:
        finding = error.findings[0]
        return f"line {number}, column {finding.place.column}: {finding.code}"
    return f"line {number}: yaml-syntax"
