"""The pages that are rendered from a book."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from huimin import publish
from huimin.feel.values import Date
from huimin.policy.model import Book, Instrument, Parameter, Text
from huimin.publish.editor import headings
from huimin.publish.pages import TEMPLATES

MARKUP = re.compile(r"&#?\w+;|</?h[1-6]\b|\.md\b")


def pages(book: Book, **settings: Any) -> dict[str, str]:
    return {name: content.decode() for name, content in publish.render(book, **settings).items()}


def of_language(book: Book, lang: str) -> str:
    return pages(book)[f"summary.{lang}.md"]


@pytest.fixture(params=["policies", "fictional"])
def book(request: pytest.FixtureRequest) -> Book:
    found: Book = request.getfixturevalue(request.param)
    return found


def test_templates_and_headings_hold_no_figure(root: Path) -> None:
    for path in sorted(TEMPLATES.iterdir()):
        assert re.findall(r"\d", MARKUP.sub("", path.read_text(encoding="utf-8"))) == [], path.name
    assert [key for key, each in headings().items() if re.search(r"\d", "".join(each.values()))] == []


def test_every_heading_has_both_languages_and_is_used() -> None:
    sources = [*TEMPLATES.iterdir(), *TEMPLATES.parent.glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert {key for key, each in headings().items() if set(each) != {"zh", "en"}} == set()
    assert {key for key in headings() if f'"{key}"' not in text} == set()


@pytest.mark.parametrize("what", ["dates", "amounts", "shares", "citations"])
def test_both_languages_state_the_same(what: str, book: Book, stated: Callable[[str, str, str], Counter[Any]]) -> None:
    chinese = stated(what, of_language(book, "zh"), "zh")
    assert chinese
    assert stated(what, of_language(book, "en"), "en") == chinese


def test_both_languages_have_the_same_parts(book: Book) -> None:
    def skeleton(page: str) -> list[str]:
        return [re.match(r"#*|- |\||<a.*>|", line)[0] for line in page.splitlines()]  # type: ignore[index]

    assert skeleton(of_language(book, "zh")) == skeleton(of_language(book, "en"))


def test_two_runs_give_the_same_bytes(book: Book) -> None:
    assert publish.render(book) == publish.render(book)


def test_a_page_has_no_placeholder_no_empty_text_and_one_last_line_break(book: Book) -> None:
    for page in pages(book).values():
        assert re.findall(r"\{[^}]*\}|None|Undefined|：\n(?!\n)|\*\*: \n", page) == []
        assert page.endswith("`\n")
        assert "\n\n\n" not in page


def test_every_link_of_a_page_leads_to_a_place_in_it(book: Book) -> None:
    for page in pages(book).values():
        places = re.findall(r'<a id="([^"]+)">', page)
        assert len(places) == len(set(places))
        assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= set(places)


def test_every_provision_in_force_is_on_the_page_with_its_text(book: Book) -> None:
    page = of_language(book, "zh")
    for instrument in book.instruments:
        for provision in instrument.provisions if instrument.status == "in_force" else ():
            assert f"### {provision.label.zh}" in page


def test_drafts_stand_apart_and_are_called_not_verified(book: Book) -> None:
    verified, _, drafts = of_language(book, "en").partition("## Drafts, not verified")
    for instrument in book.instruments:
        if instrument.status == "draft":
            for provision in instrument.provisions:
                label = provision.label.en[0].upper() + provision.label.en[1:]
                assert f"- **{label}** (not verified): " in drafts
            assert f"# {instrument.title.en}" not in verified


# A change of the book changes the page ----------------------------------------------------------------------------


def with_instrument(book: Book, instrument: Instrument) -> Book:
    return replace(
        book, instruments=tuple(instrument if each.id == instrument.id else each for each in book.instruments)
    )


def other(value: Any) -> Any:
    if isinstance(value, list):
        return [other(each) for each in value]
    if isinstance(value, bool):
        return not value
    return value + Decimal("0.5") if isinstance(value, Decimal) else Date(value.year + 7, value.month, 1)


def changed(parameter: Parameter) -> Parameter:
    """The parameter with its latest value, or the last of its keyed values, another one."""
    *before, last = parameter.versions
    if last.values is None:
        return replace(parameter, versions=(*before, replace(last, value=other(last.value))))
    *_, key = last.values
    return replace(parameter, versions=(*before, replace(last, values={**last.values, key: other(last.values[key])})))


def parameters(book: Book) -> Iterator[tuple[Instrument, Parameter]]:
    for instrument in book.instruments:
        yield from ((instrument, parameter) for parameter in instrument.parameters.values())


def test_a_changed_parameter_changes_the_page(book: Book) -> None:
    """One language is enough: the other one states the same."""
    before = pages(book, languages=["zh"])
    unmoved = []
    for instrument, parameter in parameters(book):
        moved = {**instrument.parameters, parameter.name: changed(parameter)}
        after = pages(with_instrument(book, replace(instrument, parameters=moved)), languages=["zh"])
        unmoved += [parameter.name] if after == before else []
    assert unmoved == []


def test_a_page_states_the_amounts_of_the_day_asked_for(fictional: Book) -> None:
    """The rate of 2031 was corrected in the year it was made, and raised in 2033."""
    raised, first, corrected = (
        f"| CNY {amount} | 1 {since} |"
        for amount, since in (("1,440", "January 2033"), ("1,300", "April 2031"), ("1,200", "April 2031"))
    )
    before, after, always = (
        pages(fictional, on=on)["summary.en.md"] for on in (Date(2032, 6, 1), Date(2033, 6, 1), None)
    )
    assert (corrected in before, raised in before) == (True, False)
    assert (corrected in after, raised in after) == (False, True)
    assert (corrected in always, raised in always) == (True, True)
    assert first not in before + after + always
    assert "1 June 2032" in before


# Hostile texts ----------------------------------------------------------------------------------------------------

HOSTILE = '</h3><script>x</script> {{ 7 + 7 }} {% include "a" %} \u202e\x07 [a](javascript:b) |\n# c'


def test_a_hostile_text_is_shown_as_text(fictional: Book) -> None:
    text = Text(HOSTILE, HOSTILE)
    instrument = fictional.instrument("weiqiao-2031")
    provisions = tuple(replace(each, label=text, text=text) for each in instrument.provisions)
    measures = tuple(replace(each, title=text, text=text) for each in instrument.measures)
    hostile = replace(instrument, title=text, issuer=text, provisions=provisions, measures=measures)
    for page in pages(with_instrument(fictional, hostile)).values():
        assert '&lt;script&gt;x&lt;/script&gt; {{ 7 + 7 }} {% include "a" %} ⟨U+202E⟩⟨U+0007⟩ \\[a\\](java' in page
        assert re.findall(r"<(?!a id=\"[a-z0-9-]+\"></a>$|/a>$)", page, re.MULTILINE) == []
        assert "\n# c" not in page
        assert "\u202e" not in page


# Files ------------------------------------------------------------------------------------------------------------


def test_pages_are_written_whole_and_drift_is_found(fictional: Book, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "pages"
    files = publish.publish(fictional, folder)
    assert sorted(folder.iterdir()) == sorted(files) == [folder / "summary.en.md", folder / "summary.zh.md"]
    assert publish.check(fictional, folder) == []
    files[0].write_text("drifted", encoding="utf-8")
    files[1].unlink()
    assert publish.check(fictional, folder) == files


def test_one_language_alone_is_rendered(fictional: Book) -> None:
    assert list(publish.render(fictional, languages=["en"])) == ["summary.en.md"]


def test_a_template_of_ones_own_comes_first_and_is_escaped_and_confined(fictional: Book, tmp_path: Path) -> None:
    template = tmp_path / "summary.md.j2"
    template.write_text('{{ "<b>" }} {{ sheets[0].title }}', encoding="utf-8")
    page = pages(fictional, languages=["en"], templates=tmp_path)["summary.en.md"]
    assert page.startswith("&lt;b&gt; ")
    template.write_text("{{ word.__func__.__globals__ }}", encoding="utf-8")
    with pytest.raises(Exception, match="unsafe"):
        publish.render(fictional, templates=tmp_path)


def test_the_committed_pages_say_what_the_book_says(policies: Book, root: Path) -> None:
    drifted = [path.name for path in publish.check(policies, root / "generated_docs")]
    assert drifted == [], "`huimin publish` writes them anew"
