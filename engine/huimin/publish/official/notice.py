"""From an instrument of the book to the notice that issues it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from huimin.feel.values import Date
from huimin.placeholders import put
from huimin.policy import build
from huimin.policy.model import Book, Instrument, Provision
from huimin.policy.vocabulary import Text
from huimin.publish.editor import Editor
from huimin.publish.official.content import Block, Enclosed, Item, Notice, Paragraph, Title
from huimin.text import phrases
from huimin.text.notice_texts import notice_parts
from huimin.words import LANGUAGES, Language, say


def word(key: str, lang: Language, /, **parts: str) -> str:
    """A word of the form itself, or a pattern with its parts in place. Raises KeyError."""
    return say("publish/official", key, lang, **parts)


def issuing_notice(book: Book, instrument: Instrument, on: Date | None, language: Language) -> Notice:
    """The notice that issues an instrument, its parameters stated by the legal day `on` (None: the latest versions).

    The texts are those of `notice` in the instrument's YAML. Raises KeyError where it has none.
    """
    writer = Writer(Editor(book, language, on), instrument)
    frame, parts = instrument.frame, instrument.frame["notice"]
    breaks = tuple(parts.get("break_before", ()))
    return Notice(
        language=language,
        masthead=writer.text(parts.get("masthead", frame["issuer"])),
        number=writer.text(frame.get("document_number")),
        title=Title(writer.text(parts["title"]), breaks),
        addressees=addressees(frame.get("addressees", ()), language),
        body=tuple(Paragraph(writer.text(each)) for each in parts["opening"]),
        issuer=getattr(instrument.issuer, language),
        date=phrases.day(instrument.promulgated, language),
        note=word("note", language, text=writer.text(parts["note"])) if "note" in parts else "",
        enclosed=Enclosed(
            Title(getattr(instrument.title, language), breaks),
            (
                *(Paragraph(writer.text(each)) for each in parts.get("preamble", ())),
                *writer.measures(),
                *(Paragraph(writer.text(each)) for each in parts.get("closing", ())),
            ),
        ),
        copies=copies(frame.get("copies_to", ()), language),
        printer=writer.text(frame["printed"]["by"]) if "printed" in frame else "",
        printed=_printed(frame, language),
        day=instrument.promulgated,
    )


class Writer:
    """Writes out the texts of one instrument in one language."""

    def __init__(self, editor: Editor, instrument: Instrument) -> None:
        self.editor = editor
        self.instrument = instrument
        self.parts = notice_parts(instrument, editor.lang)

    def text(self, data: Mapping[str, str] | None) -> str:
        """A text of the YAML with its placeholders written out; nothing for none."""
        if data is None:
            return ""
        lang = self.editor.lang
        halves = Text(*(put(data[half], self.parts if half == lang else {}) for half in LANGUAGES))
        return self.editor.filled(halves, self.instrument)

    def measures(self) -> Iterator[Block]:
        """一、 the measure; （一） each of its provisions; 1. its lists, where it has more than one."""
        for measure in self.instrument.measures:
            yield Item(1, self.editor.title(measure.title))
            yield Paragraph(self.editor.filled(measure.text, self.instrument))
            for each in self.instrument.provisions:
                if each.measure == measure.number:
                    yield from self._provision(each)

    def matters(self) -> dict[str, tuple[str, str]]:
        """What the notice says of each provision, and of the clauses about them, by its id: label and text."""
        parts, lang = self.instrument.frame["notice"], self.editor.lang
        said = {}
        for key, label in (("preamble", "opening_clause"), ("closing", "closing_clause")):
            if key in parts:
                space = "" if lang == "zh" else " "
                said[f".{key}"] = word(label, lang), space.join(self.text(each) for each in parts[key])
        for each in self.instrument.provisions:
            lead, *more = self._provision(each)
            said[each.id] = self.editor.title(each.label), "".join((lead.text, *(item.text for item in more)))
        return said

    def _provision(self, provision: Provision) -> Iterator[Item]:
        lang = self.editor.lang
        lists = [
            word("list_of_kind", lang, label=self.editor.title(each.label), items=self._items(each.open, each.items))
            for each in provision.lists
        ]
        text = self.editor.filled(provision.text, self.instrument)
        if len(lists) == 1:
            text += ("" if lang == "zh" else " ") + lists.pop()
        yield Item(2, word("lead", lang, label=self.editor.title(provision.label)), text)
        yield from (Item(3, "", each) for each in lists)

    def _items(self, stays_open: bool, items: Sequence[Any]) -> str:
        said = [self.editor.say(each.label) for each in items]
        if not stays_open:
            return self.editor.join(said)
        if self.editor.lang == "zh":
            return word("list_open", "zh", items=self.editor.join(said))
        return word("list_open", "en", items=", ".join(said))


def addressees(items: Sequence[Mapping[str, str]], lang: Language) -> str:
    joined = word("between_addressees", lang).join(each[lang] for each in items)
    return word("addressees", lang, list=joined[:1].upper() + joined[1:]) if joined else ""


def copies(items: Sequence[Mapping[str, str]], lang: Language) -> tuple[str, str]:
    """The word 抄送 with its colon, and whom it names."""
    joined = word("between_copies", lang).join(each[lang] for each in items)
    return (word("copies", lang), joined + word("stop", lang)) if joined else ("", "")


def _printed(frame: Mapping[str, Any], lang: Language) -> str:
    day = build.date(frame["printed"]["on"]) if "printed" in frame else None
    return word("printed", lang, day=phrases.day(day, lang)) if day else ""
