"""The text of a letter: what is granted, what is refused and why, what is open and how to settle it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from huimin.cases.determination import Determination, Outcome
from huimin.cases.reasons import assumption, named, note, numbered, reading
from huimin.cases.report import presumptions, section_of
from huimin.cases.telling import Telling, whose
from huimin.policy.model import Instrument
from huimin.policy.readings import readings_taken
from huimin.publish.letter.entries import entries
from huimin.publish.letter.speaking import capital, money, sentences
from huimin.publish.letter.words import word
from huimin.publish.official.content import Block, Item, Paragraph


class Body:
    """A determination as the numbered parts of a letter, from an office and under a reference."""

    def __init__(self, tell: Telling, found: Determination, office: Instrument, reference: str) -> None:
        self.tell, self.found, self.office, self.reference = tell, found, office, reference
        self.sections: dict[str, list[Outcome]] = {}
        for outcome in found.outcomes:
            self.sections.setdefault(_section(outcome), []).append(outcome)
        self.cautions = numbered(found.outcomes)
        self.notes: Mapping[str, int] = {question: at for at, question in enumerate(self.cautions, start=1)}
        self.one_source = len(found.instruments) == 1

    def blocks(self) -> Iterator[Block]:
        yield Paragraph(self.opening())
        yield from self.money()
        yield from self.listed("other_money", self.tell.say("other_money"))
        yield from self.listed("further", self.word("further"))
        yield from self.listed("denied", self.word("denied"))
        yield from self.listed("tracked", self.tell.say("tracked"))
        yield from self.open()
        yield from self.not_in_force()
        yield from self.remarks()

    def closing(self) -> Iterator[Block]:
        """What stands with the signature: that the letter informs, whom to turn to, what is enclosed."""
        offices = self.tell.join(list(self.offices()))
        yield Item(1, self.word("about"))
        yield Paragraph(sentences(self.tell, [self.word("standing"), self.word("contact", offices=offices)]))
        yield Paragraph(self.word("enclosed", title=self.word("annex")))

    def word(self, key: str, /, **parts: str) -> str:
        return word(key, self.tell.language, **parts)

    def opening(self) -> str:
        tell, found = self.tell, self.found
        titles = [self.title(name, standing) for name, standing in found.instruments]
        said = [self.word("opening", day=tell.day(found.on), titles=tell.join(titles))]
        if found.known is not None:
            said.append(self.word("opening_known", day=tell.day(found.known)))
        if self.one_source:
            said.append(self.word("one_source"))
        return sentences(tell, said)

    def title(self, name: str, standing: str) -> str:
        title = self.tell.of(self.tell.book.instrument(name).short_title)
        return self.tell.say("draft", title=title) if standing == "draft" else title

    def money(self) -> Iterator[Block]:
        yield Item(1, self.word("money"))
        granted = self.sections.get("money", [])
        for each in self.found.totals:
            payment = self.tell.name("payments", each.payment)
            amount = money(self.tell, each.value, each.currency)
            yield Paragraph(self.word("total", amount=amount, payment=payment))
        if not granted:
            yield Paragraph(self.word("no_money"))
        yield from self.entries(granted)

    def entries(self, outcomes: Iterable[Outcome]) -> Iterator[Block]:
        return entries(self.tell, outcomes, self.notes, titled=not self.one_source)

    def listed(self, name: str, heading: str) -> Iterator[Block]:
        outcomes = self.sections.get(name, [])
        if outcomes:
            yield Item(1, heading)
            yield from self.entries(outcomes)

    def open(self) -> Iterator[Block]:
        """What hangs on an answer and what would come of it, what no answer settles, and each question once."""
        outcomes = self.sections.get("open", [])
        if not outcomes:
            return
        yield Item(1, self.word("open"))
        yield from self.entries(each for each in outcomes if each.needs and each.would_be is not None)
        yield from self.entries(each for each in outcomes if not each.needs)
        asked = self.questions(outcomes)
        if asked:
            office = self.tell.of(self.office.issuer)
            yield Paragraph(self.word("how_to_give", office=office, reference=self.reference))
        for records, questions in asked.items():
            key = "answer_for" if records[1:] else "answer_of" if records else "answer"
            lead = self.word(key, records=self.tell.join(list(records)))
            texts = [
                self.word("question", question=question, labels=self.tell.join(list(labels)))
                for question, labels in questions.items()
            ]
            if len(texts) == 1:
                yield Item(2, lead, texts[0])
            else:
                yield Item(2, lead)
                yield from (Item(3, "", each) for each in texts)

    def questions(self, outcomes: Iterable[Outcome]) -> dict[tuple[str, ...], dict[str, dict[str, None]]]:
        """By the records that are asked of, each question with the names of what hangs on it."""
        asked: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
        for outcome in outcomes:
            for need in outcome.needs:
                records, labels = asked.setdefault(self.tell.of(need.question), ({}, {}))
                labels[self.tell.of(outcome.label)] = None
                if record := whose(need.path):
                    records[record] = None
        found: dict[tuple[str, ...], dict[str, dict[str, None]]] = {}
        for question, (records, labels) in asked.items():
            found.setdefault(tuple(records), {})[question] = labels
        return found

    def not_in_force(self) -> Iterator[Block]:
        outcomes = self.sections.get("not_in_force", [])
        if outcomes:
            yield Item(1, self.word("not_in_force"))
            names = dict.fromkeys(named(self.tell, each) for each in outcomes)
            yield Paragraph(self.word("sentence", text=capital(self.tell, self.tell.join(list(names)))))

    def remarks(self) -> Iterator[Block]:
        """The notes, and what was presumed, assumed and read as asked."""
        tell, found = self.tell, self.found
        taken = {**readings_taken(tell.book, found.on, found.known), **found.readings}
        parts = {
            "presumed": [tell.of(each.why) for each in presumptions(found)],
            "assumed": [self.word("sentence", text=assumption(tell, *each)) for each in found.assumed.items()],
            "readings": [reading(tell, *each) for each in found.readings.items()],
        }
        if not self.cautions and not any(parts.values()):
            return
        yield Item(1, tell.say("notes"))
        for question, caution in self.cautions.items():
            mark = tell.say("note_mark", number=self.notes[question])
            yield Paragraph(mark + note(tell, caution, taken.get(question)))
        for key, texts in parts.items():
            if texts:
                said = sentences(tell, [capital(tell, each) for each in texts])
                yield Paragraph(tell.say(key) + tell.say("colon") + said)

    def offices(self) -> Iterator[str]:
        """Each office, with the instruments that it issued where they are not the only ones."""
        issued: dict[str, list[str]] = {}
        for name, standing in self.found.instruments:
            issuer = self.tell.of(self.tell.book.instrument(name).issuer)
            issued.setdefault(issuer, []).append(self.title(name, standing))
        for issuer, titles in issued.items():
            titled = self.tell.join(titles)
            yield self.word("only_office" if self.one_source else "office", issuer=issuer, titles=titled)


def _section(outcome: Outcome) -> str:
    """The part that tells an outcome: as in the report, but with money that is not settled among what is open."""
    if outcome.status == "not_in_force":
        return "not_in_force"
    return "open" if outcome.status == "undetermined" else section_of(outcome)
