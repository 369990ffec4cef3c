"""The policy book as frozen objects: instruments, provisions, and what they are made of.

Names are those of the YAML. Dates are `feel.values.Date`, numbers `Decimal`. An `Expression` is FEEL text that
remembers the file and
path it came from; its tree and type live in `expressions.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, get_args

from huimin.documents.read import Document
from huimin.feel.values import Date
from huimin.policy.payments import PAYMENTS
from huimin.policy.spans import ALWAYS, Span
from huimin.policy.vocabulary import Expression, Text, Vocabulary

Level = Literal["national", "provincial", "municipal", "district"]
LEVELS: tuple[Level, ...] = get_args(Level)
Otherwise = Literal["refused", "undetermined", "pending"]
Effect = Literal["replaces", "tops-up", "adds", "repeals", "none"]
EFFECTS: tuple[Effect, ...] = get_args(Effect)
COMPARATORS = {"at_least": ">=", "more_than": ">", "at_most": "<="}
"""How a target compares what was observed with its value: the operator of FEEL by its name."""


@dataclass(frozen=True, order=True)
class Citation:
    """A sentence of an instrument: article ("3", "closing") and the sentence's number in it, from 1."""

    instrument: str
    article: str
    sentence: int

    def to_json(self) -> dict[str, Any]:
        article = int(self.article) if self.article.isdigit() else self.article
        return {"instrument": self.instrument, "article": article, "sentence": self.sentence}


@dataclass(frozen=True)
class ParameterVersion:
    """`value` for a plain parameter; `values`, unary test to value, for a keyed one."""

    span: Span
    cite: Citation
    value: Any = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Parameter:
    name: str
    label: Text
    type: str
    unit: str | None
    key: str | None
    key_unit: str | None
    each: Text | None
    versions: tuple[ParameterVersion, ...]


@dataclass(frozen=True)
class ConditionVersion:
    when: Expression
    span: Span


@dataclass(frozen=True)
class Condition:
    id: str
    label: Text
    versions: tuple[ConditionVersion, ...]
    cite: Citation
    otherwise: Otherwise = "refused"
    text: Text | None = None


@dataclass(frozen=True)
class Period:
    """A day, or with `since` a state that lasts from `since` to `event`; the bounds are expressions that give a day."""

    event: Expression
    since: Expression | None
    first: Expression | None
    last: Expression | None
    cite: Citation


@dataclass(frozen=True)
class Item:
    id: str
    label: Text


@dataclass(frozen=True)
class ItemList:
    id: str
    label: Text
    items: tuple[Item, ...]
    open: bool


@dataclass(frozen=True)
class Answer:
    """Something that an outcome tells beyond its status."""

    id: str
    label: Text
    value: Expression


@dataclass(frozen=True)
class Goal:
    """What a target asks for: a comparison of an indicator, or an officer's recorded assessment."""

    due: Expression
    indicator: str | None = None
    per_indicator: str | None = None
    per_number: Expression | None = None
    comparator: str | None = None
    value: Expression | None = None
    ceiling: bool = False
    assessed: bool = False


@dataclass(frozen=True)
class Provision:
    """One provision. `id` is local; `full_id` is `instrument/id`,
    the name that everything outside the instrument uses.
    """

    id: str
    instrument: str
    measure: int | None
    kind: str
    obligation: str
    subject: str
    label: Text
    text: Text
    cites: tuple[Citation, ...]
    subject_to: tuple[str, ...] = ()
    open_list: bool = False
    category: str | None = None
    period: Period | None = None
    conditions: tuple[Condition, ...] = ()
    amount: Expression | None = None
    payment: str | None = None
    span: Span = ALWAYS
    in_force: Span | None = None
    goal: Goal | None = None
    due: Expression | None = None
    yearly: bool = False
    fulfilled_when: Expression | None = None
    bodies: tuple[str, ...] = ()
    lists: tuple[ItemList, ...] = ()
    answers: tuple[Answer, ...] = ()

    @property
    def full_id(self) -> str:
        return f"{self.instrument}/{self.id}"

    @property
    def is_paid_once(self) -> bool:
        """Whether it is paid, and not again once it was received."""
        return self.payment is not None and not PAYMENTS[self.payment].again


@dataclass(frozen=True)
class Change:
    """What a reading changes: the raw mapping of the YAML, and where it stands."""

    data: Mapping[str, Any]
    document: str
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Reading:
    id: str
    why: Text
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class TakenReading:
    """A reading taken from a day on; `cite` is the sentence that settled the question, if one did."""

    reading: str
    span: Span
    cite: Citation | None = None


@dataclass(frozen=True)
class OpenQuestion:
    id: str
    instrument: str
    cite: Citation
    question: Text
    taken: tuple[TakenReading, ...]
    readings: Mapping[str, Reading]


@dataclass(frozen=True)
class Affect:
    """How a provision of another instrument (`by`) bears on one; both are full ids.

    A repeal may come of the whole instrument: `by` is then its id.
    """

    provision: str
    by: str
    effect: Effect
    span: Span
    cite: Citation | None = None


@dataclass(frozen=True)
class Measure:
    number: int
    title: Text
    text: Text


@dataclass(frozen=True)
class Validity:
    """From when to when an instrument is in force, as the book learnt of it on `span.recorded`."""

    span: Span
    cite: Citation | None


@dataclass(frozen=True)
class Instrument:
    """One instrument; `validities` are in the order in which they were recorded, `span` is the one that stands."""

    id: str
    status: str
    verification: str
    level: Level
    title: Text
    short_title: Text
    issuer: Text
    currency: str
    validities: tuple[Validity, ...]
    promulgated: Date
    frame: Mapping[str, Any]
    articles: Mapping[str, int]
    measures: tuple[Measure, ...]
    provisions: tuple[Provision, ...]
    parameters: Mapping[str, Parameter]
    questions: Mapping[str, OpenQuestion]
    affects: tuple[Affect, ...]

    @property
    def span(self) -> Span:
        """From when to when it is in force."""
        return self.validities[-1].span

    @property
    def in_force_cite(self) -> Citation | None:
        """The sentence that says so."""
        return self.validities[-1].cite

    def known(self, day: Date | None) -> Instrument:
        """The instrument with the validity that was recorded by `day`; at the least with its first."""
        first, *later = self.validities
        recorded = [each for each in later if day is None or not each.span.recorded or each.span.recorded <= day]
        return replace(self, validities=(first, *recorded))


@dataclass(frozen=True, eq=False)
class Origin:
    """What a checked book was read as: the key of its bytes (`huimin.policy.cache`), and the parts that it had then."""

    key: str
    vocabulary: Vocabulary
    instruments: tuple[Instrument, ...]

    def has(self, book: Book) -> bool:
        """Whether a book is made of these very parts, of all or of some instruments: then nothing in it was changed."""
        mine = set(map(id, self.instruments))
        return book.vocabulary is self.vocabulary and all(id(each) in mine for each in book.instruments)


@dataclass(frozen=True)
class Book:
    """A whole book. `kinds` says of each document which kind of file it is; `folder` is where it was read from."""

    folder: str
    digest: str
    vocabulary: Vocabulary
    instruments: tuple[Instrument, ...]
    documents: tuple[Document, ...] = field(repr=False, compare=False)
    kinds: Mapping[str, str] = field(repr=False, compare=False)
    trees: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    reads: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What expressions read, by text, as far as `expressions.reads` was asked; shared with the book's settled forms."""
    origin: Origin | None = field(default=None, repr=False, compare=False)
    """What this book, or the one that it was made of, was read as; None where its bytes have no key."""

    def instrument(self, instrument_id: str) -> Instrument:
        """The instrument of that id. Raises KeyError."""
        for instrument in self.instruments:
            if instrument.id == instrument_id:
                return instrument
        raise KeyError(instrument_id)

    @cached_property
    def frames(self) -> Mapping[str, Document]:
        """By the id of an instrument, its file `instrument.yaml`."""
        return {each.data["instrument"]: each for each in self.documents if self.kinds[each.name] == "instrument"}

    @cached_property
    def files(self) -> Mapping[str, tuple[Document, ...]]:
        """By the id of an instrument, its frame and its measure files."""
        folders: dict[str, list[Document]] = {}
        for document in self.documents:
            if self.kinds[document.name] in ("instrument", "measure"):
                folders.setdefault(document.name.rpartition("/")[0], []).append(document)
        return {name: tuple(folders[frame.name.rpartition("/")[0]]) for name, frame in self.frames.items()}

    @cached_property
    def trees_by_text(self) -> Mapping[str, Any]:
        """The stored trees by the text of their expression alone."""
        return {key.partition("\n")[2]: tree for key, tree in self.trees.items() if not key.startswith("?")}

    @cached_property
    def provisions(self) -> Mapping[str, Provision]:
        """Every provision by its full id, in the order of the book."""
        return {each.full_id: each for instrument in self.instruments for each in instrument.provisions}

    @cached_property
    def questions(self) -> Mapping[str, OpenQuestion]:
        """Every open question by its id, in the order of the book."""
        return {key: each for instrument in self.instruments for key, each in instrument.questions.items()}


def number(value: Any) -> Decimal:
    """An integer or decimal of a document as FEEL's number."""
    return value if isinstance(value, Decimal) else Decimal(value)
