"""A determination as text that a clerk can show to a resident: money first, then the rest, in Chinese or in English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from huimin.cases.determination import Determination, Outcome, Presumed
from huimin.cases.reasons import assumption, headline, note, numbered, reading, reasons
from huimin.cases.telling import Telling
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.model import Book
from huimin.policy.readings import readings_taken
from huimin.text.columns import wrap
from huimin.words import Language


def render(
    book: Book,
    found: Determination,
    language: Language,
    *,
    unfold: bool = False,
    strong: Callable[[str], str] = str,
) -> str:
    """The determination in lines of at most 80 columns, ending with a line end.

    `unfold` shows every outcome with every condition; `strong` marks headings and headlines, for a terminal.
    """
    tell = Telling(book, language)
    report = _Report(tell, found, unfold, strong)
    return "\n".join(report.lines()) + "\n"


class _Report:
    """The outcomes sorted into their sections, each outcome in exactly one."""

    def __init__(self, tell: Telling, found: Determination, unfold: bool, strong: Callable[[str], str]) -> None:
        self.tell, self.found, self.unfold, self.strong = tell, found, unfold, strong
        self.sections: dict[str, list[Outcome]] = {
            name: [] for name in ("money", "other_money", "further", "denied", "tracked", "open", "not_in_force")
        }
        for outcome in found.outcomes:
            self.sections[section_of(outcome)].append(outcome)
        shown = [each for name, outcomes in self.sections.items() if self.shows(name) for each in outcomes]
        self.cautions = numbered(shown)
        self.notes = {question: number for number, question in enumerate(self.cautions, start=1)}

    def shows(self, section: str) -> bool:
        return self.unfold or section not in ("open", "not_in_force")

    def lines(self) -> Iterator[str]:
        yield from self.question()
        yield from self.money()
        for name in ("other_money", "further", "denied", "tracked"):
            yield from self.section(name, whole=self.unfold or name in ("other_money", "tracked"))
        yield from self.folded()
        yield from self.basis()

    def question(self) -> Iterator[str]:
        tell, found = self.tell, self.found
        yield from self.heading(tell.say("question", day=tell.day(found.on)))
        if found.known is not None:
            yield from wrap(tell.say("known", day=tell.day(found.known)))
        titles = []
        for name, status in found.instruments:
            title = tell.of(tell.book.instrument(name).short_title)
            titles.append(tell.say("draft", title=title) if status == "draft" else title)
        yield from wrap(tell.say("instruments", titles=tell.join(titles)))

    def heading(self, text: str) -> Iterator[str]:
        yield from (self.strong(line) for line in wrap(text))

    def money(self) -> Iterator[str]:
        tell = self.tell
        if not any(PROVISION_KINDS[each.kind].pays for each in self.found.outcomes):
            return
        yield ""
        if not self.sections["money"]:
            yield from self.heading(tell.say("no_money"))
            return
        sums = [
            tell.say("total", amount=tell.money(each.value, each.currency), payment=tell.name("payments", each.payment))
            for each in self.found.totals
        ]
        yield from self.heading(tell.say("money") + tell.say("colon") + tell.say("semicolon").join(sums))
        yield from self.outcomes(self.sections["money"], whole=True)

    def section(self, name: str, *, whole: bool) -> Iterator[str]:
        if self.sections[name]:
            yield ""
            yield from self.heading(self.tell.say(name))
            yield from self.outcomes(self.sections[name], whole=whole)

    def outcomes(self, outcomes: Iterable[Outcome], *, whole: bool) -> Iterator[str]:
        for outcome in outcomes:
            yield from (self.strong(line) for line in wrap(headline(self.tell, outcome), "  ", "    "))
            yield from reasons(self.tell, outcome, self.notes, whole=whole)

    def folded(self) -> Iterator[str]:
        """What is not settled, and what is not in force: in one line each, or unfolded."""
        if self.unfold:
            yield from self.section("open", whole=True)
            yield from self.section("not_in_force", whole=True)
            return
        counts = {"folded": len(self.sections["open"]), "not_in_force": len(self.sections["not_in_force"])}
        if any(counts.values()):
            yield ""
        for key, count in counts.items():
            if count:
                yield from wrap(self.tell.say(key, count=count))

    def basis(self) -> Iterator[str]:
        """What the answer rests on."""
        tell, found, book = self.tell, self.found, self.tell.book
        taken = {**readings_taken(book, found.on, found.known), **found.readings}
        yield from self.list(
            "notes",
            (
                (tell.say("note_mark", number=self.notes[question]), note(tell, caution, taken.get(question)))
                for question, caution in self.cautions.items()
            ),
        )
        yield from self.list("presumed", (("· ", tell.of(each.why)) for each in presumptions(found)))
        yield from self.list("assumed", (("· ", assumption(tell, *each)) for each in found.assumed.items()))
        yield from self.list("readings", (("· ", reading(tell, *each)) for each in found.readings.items()))
        yield ""
        if found.not_asked:
            yield from wrap(not_asked(tell, found))
        yield from wrap(tell.say("digest", digest=found.digest, engine=found.engine))
        yield from wrap(tell.say("standing"))

    def list(self, name: str, items: Iterable[tuple[str, str]]) -> Iterator[str]:
        found = list(items)
        if found:
            yield ""
            yield from self.heading(self.tell.say(name))
            for mark, text in found:
                yield from wrap(text, f"  {mark}")


def section_of(outcome: Outcome) -> str:
    """Where an outcome is shown: money apart, then a yes, a no, what is tracked over time, and what is open."""
    kind = PROVISION_KINDS[outcome.kind]
    if kind.pays and outcome.status != kind.no:
        return "money" if outcome.status == kind.yes else "other_money"
    if outcome.status == "undetermined":
        return "open"
    if outcome.status == "not_in_force":
        return "not_in_force"
    if kind.section == "tracked":
        return "tracked"
    return "further" if outcome.status == kind.yes else "denied"


def not_asked(tell: Telling, found: Determination) -> str:
    """What had no answer because the case says nothing of its subject, as a sentence."""
    subjects = [tell.say("not_asked_of", label=tell.of(each.label), count=each.provisions) for each in found.not_asked]
    return tell.say("not_asked", subjects=tell.join(subjects))


def presumptions(found: Determination) -> list[Presumed]:
    """Presumptions, each reason once."""
    return list({each.why: each for each in found.presumed}.values())
