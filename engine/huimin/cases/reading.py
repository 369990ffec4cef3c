"""The book as text to read: contents, measures, provisions, parameters, open questions, and what cites a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from huimin.cases.determination import parameter_value, plain
from huimin.cases.telling import Telling
from huimin.feel.values import Date
from huimin.policy.model import Book, Citation, Condition, Instrument, Measure, OpenQuestion, Parameter, Provision
from huimin.policy.spans import Span, effective
from huimin.text import phrases, wording
from huimin.text.citing import citations
from huimin.text.columns import wrap
from huimin.words import Language, say


class Reader:
    """A book read aloud in one language."""

    def __init__(self, book: Book, language: Language) -> None:
        self.book, self.language = book, language
        self.tell = Telling(book, language)

    def names(self) -> list[str]:
        """Everything that can be shown, by its name."""
        local = [each.id for each in self.book.provisions.values()]
        parameters = [name for each in self.book.instruments for name in each.parameters]
        instruments = [each.id for each in self.book.instruments]
        return [*instruments, *self.book.provisions, *local, *parameters, *self.book.questions, "sentences"]

    def word(self, key: str, **parts: str) -> str:
        return say("cases", f"show.{key}", self.language, **parts)

    def contents(self) -> Iterator[str]:
        """Each instrument with its measures and their provisions."""
        for instrument in self.book.instruments:
            yield from self._instrument(instrument)

    def find(self, name: str) -> Iterator[str]:
        """What is called `name`; nothing where nothing is."""
        if name == "sentences":
            yield from self.sentences()
        for instrument in self.book.instruments:
            if name == instrument.id:
                yield from self._instrument(instrument)
            for measure in instrument.measures:
                if name in (str(measure.number), f"{instrument.id}/{measure.number}"):
                    yield from self._measure(instrument, measure)
            for provision in instrument.provisions:
                if name in (provision.id, provision.full_id):
                    yield from self._provision(provision)
            if name in instrument.parameters:
                yield from self._parameter(instrument, instrument.parameters[name])
            if name in instrument.questions:
                yield from self._question(instrument.questions[name])
            yield from self._sentence(instrument, name)

    def sentences(self) -> Iterator[str]:
        """The table of sentences and the provisions that cite each."""
        for instrument in self.book.instruments:
            yield self.tell.of(instrument.short_title)
            for article, count in instrument.articles.items():
                for sentence in range(1, count + 1):
                    cited = ", ".join(each.id for each in self._citing(instrument, article, sentence))
                    yield from wrap(cited, f"  {article}.{sentence}  ", "       ")

    def _instrument(self, instrument: Instrument) -> Iterator[str]:
        tell = self.tell
        draft = self.word("draft") if instrument.status == "draft" else ""
        yield from wrap(f"{instrument.id}  {tell.of(instrument.title)}{draft}")
        yield "  " + self._span(instrument.span)
        for measure in instrument.measures:
            yield from wrap(f"{measure.number}  {tell.of(measure.title)}", "  ", "     ")
            for provision in instrument.provisions:
                if provision.measure == measure.number:
                    yield from wrap(f"{provision.id}  {tell.of(provision.label)}", "     ", "       ")

    def _measure(self, instrument: Instrument, measure: Measure) -> Iterator[str]:
        yield from wrap(f"{measure.number}  {self.tell.of(measure.title)}")
        yield from wrap(self.tell.filled(measure.text, instrument.id), "  ", "  ")
        for provision in instrument.provisions:
            if provision.measure == measure.number:
                yield ""
                yield from self._provision(provision)

    def _provision(self, provision: Provision) -> Iterator[str]:
        tell = self.tell
        draft = self.word("draft") if self.book.instrument(provision.instrument).status == "draft" else ""
        kind, obligation = tell.name("kinds", provision.kind), tell.name("obligations", provision.obligation)
        yield from wrap(f"{provision.full_id}  {tell.of(provision.label)}{draft}  [{kind} · {obligation}]")
        yield from wrap(tell.filled(provision.text, provision.instrument), "  ", "  ")
        cited = citations(provision.cites, self.book, provision.instrument, self.language)
        yield from wrap(cited, "  ", "  ")
        if provision.period or provision.conditions:
            yield "  " + self.word("conditions")
        if provision.period is not None:
            said = wording.period_text(self.book, provision, provision.period)
            yield from self._condition("period", tell.of(said) if said else "", provision.period.cite)
        for condition in provision.conditions:
            text = tell.of(wording.condition_text(self.book, provision, condition))
            yield from self._condition(condition.id, text + self._withdrawn(condition), condition.cite)
        for items in provision.lists:
            names = tell.join([tell.of(item.label) for item in items.items])
            yield from wrap(self.word("list", name=tell.of(items.label), members=names), "  ", "    ")

    def _condition(self, name: str, text: str, cite: Citation) -> Iterator[str]:
        cited = citations([cite], self.book, cite.instrument, self.language)
        yield from wrap(self.word("condition", name=name, text=text, cited=cited), "    - ", "      ")

    def _withdrawn(self, condition: Condition) -> str:
        """That a condition was taken back before its first day, as the end of its line; else nothing."""
        if effective(condition.versions, None):
            return ""
        return self.word("comma") + self._span(condition.versions[-1].span)

    def _parameter(self, instrument: Instrument, parameter: Parameter) -> Iterator[str]:
        yield from wrap(f"{instrument.id}: {parameter.name}  {self.tell.of(parameter.label)}")
        for version in parameter.versions:
            rows = phrases.keyed(parameter, version.values or {}, self.book.vocabulary, self.language)
            said = self.tell.say("semicolon").join(self.tell.say("item", label=key, value=each) for key, each in rows)
            said = said or self._value(version.value, parameter)
            recorded = self.word("recorded", day=self._day(version.span.recorded))
            cited = citations([version.cite], self.book, instrument.id, self.language)
            span = self._span(version.span)
            yield from wrap(self.word("version", span=span, said=said, recorded=recorded, cited=cited), "  ", "    ")

    def _value(self, value: object, parameter: Parameter) -> str:
        if parameter.unit is None or not isinstance(value, Decimal):
            return str(plain(value) if isinstance(value, Date) else parameter_value(value))
        return phrases.quantity(value, parameter.unit, self.book.vocabulary, self.language)

    def _question(self, question: OpenQuestion) -> Iterator[str]:
        cited = citations([question.cite], self.book, question.instrument, self.language)
        yield from wrap(f"{question.id}  {self.tell.filled(question.question, question.instrument)}  {cited}")
        taken = question.taken[-1].reading
        for reading in question.readings.values():
            mark = self.word("taken") if reading.id == taken else ""
            yield from wrap(f"{reading.id}{mark}  {self.tell.filled(reading.why, question.instrument)}", "  - ", "    ")

    def _sentence(self, instrument: Instrument, name: str) -> Iterator[str]:
        article, dot, sentence = name.rpartition(".")
        if dot and sentence.isdigit() and 1 <= int(sentence) <= instrument.articles.get(article, 0):
            cite = Citation(instrument.id, article, int(sentence))
            yield f"{citations([cite], self.book, '', self.language)}"
            yield self.word("sentence")
            for provision in self._citing(instrument, article, int(sentence)):
                yield from wrap(f"{provision.id}  {self.tell.of(provision.label)}", "  ", "    ")

    def _citing(self, instrument: Instrument, article: str, sentence: int) -> list[Provision]:
        cite = Citation(instrument.id, article, sentence)
        return [each for each in instrument.provisions if cite in each.cites]

    def _day(self, day: Date | None) -> str:
        return self.tell.day(day) if day else "—"

    def _span(self, span: Span) -> str:
        if span.is_empty:
            return self.word("withdrawn", first=self._day(span.first))
        parts = [self.word("from", first=self._day(span.first))] if span.first else []
        parts += [self.word("through", last=self._day(span.last))] if span.last else []
        return self.word("then").join(parts)
