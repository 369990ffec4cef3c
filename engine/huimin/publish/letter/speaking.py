"""The sentences of a letter about one outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from huimin.cases.determination import Outcome
from huimin.cases.reasons import condition, displaced, marks, status
from huimin.cases.telling import Telling
from huimin.policy.kinds import PROVISION_KINDS
from huimin.policy.payments import ONCE
from huimin.publish.letter.words import word
from huimin.text.citing import citations

_RENMINBI = "CNY"
_LARGEST = Decimal(10) ** 12  # cn2an writes numbers of sixteen places, two of them decimals, and no bill is so large


def capital(tell: Telling, said: str) -> str:
    """A phrase as it stands at the beginning of a sentence."""
    return said[:1].upper() + said[1:] if tell.language == "en" else said


def sentences(tell: Telling, said: list[str]) -> str:
    """Sentences one after another, as the language parts them."""
    return (" " if tell.language == "en" else "").join(each for each in said if each)


def instrument_of(outcome: Outcome) -> str:
    return outcome.provision.partition("/")[0]


def lead(tell: Telling, label: str) -> str:
    """A label as the beginning of its paragraph."""
    return word("item", tell.language, label=capital(tell, label))


def money(tell: Telling, amount: Decimal, currency: str | None) -> str:
    """An amount in figures, in Chinese also in capital numerals: 2000元（大写：贰仟元整）."""
    figures = tell.money(amount, currency)
    written = capitals(amount, currency)
    return word("capitals", tell.language, amount=figures, capitals=written) if written else figures


def capitals(amount: Decimal, currency: str | None) -> str:
    """An amount in renminbi in the numerals that bills are written in, 贰仟元整; nothing for any other currency."""
    if currency != _RENMINBI or not 0 <= amount < _LARGEST:
        return ""
    import cn2an

    return str(cn2an.an2cn(f"{amount:.2f}", "rmb"))


def told(tell: Telling, outcome: Outcome) -> str:
    """What is granted, how much, or what else the answer is."""
    language = tell.language
    if outcome.amount is not None and outcome.status == PROVISION_KINDS[outcome.kind].yes:
        payment = tell.name("payments", outcome.payment or ONCE)
        result = word("sum", language, amount=money(tell, outcome.amount, outcome.currency), payment=payment)
    else:
        result = word("sentence", language, text=capital(tell, status(tell, outcome)))
    return sentences(tell, [result, *displaced(tell, outcome)])


def basis(tell: Telling, outcome: Outcome, *, titled: bool) -> str:
    """The sentences that a provision rests on, with `titled` after the instrument that they are of."""
    home = instrument_of(outcome)
    cites = citations(tell.book.provisions[outcome.provision].cites, tell.book, home, tell.language)
    if not cites:
        return ""
    title = tell.of(tell.book.instrument(home).short_title)
    return word("basis_titled" if titled else "basis", tell.language, title=title, cites=cites)


def answers(tell: Telling, outcome: Outcome) -> Iterator[str]:
    """What an outcome tells beyond its status."""
    for each in outcome.answers:
        said = tell.say("item", label=tell.of(each.label), value=tell.of(each.text))
        yield word("sentence", tell.language, text=capital(tell, said))


def decisive(tell: Telling, outcome: Outcome) -> list[str]:
    """The conditions that decide: those that fail; where none does, those that are open."""
    failing = [each for each in outcome.conditions if each.result == "fails"]
    shown = failing or [each for each in outcome.conditions if each.result != "holds"]
    return [
        word("sentence", tell.language, text=capital(tell, condition(tell, outcome, each, whole=True)))
        for each in shown
    ]


def noted(tell: Telling, outcome: Outcome, notes: Mapping[str, int]) -> Iterator[str]:
    """What another reading would make of an outcome, and the number of the note."""
    for each in marks(tell, outcome, notes):
        yield word("sentence", tell.language, text=each)
