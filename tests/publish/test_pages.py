"""The pages that are rendered from a book."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest

from huimin.feel.values import Date
from huimin.policy.model import Book
from huimin.publish import Press, render
from huimin.publish.pages import CATALOGUE, STANDARD

LANGUAGES = ("zh", "en")
Stated = Callable[[str, str, str], Counter[Any]]
Spoken = Callable[[str, str], str]


def pairs(pages: dict[str, str]) -> list[tuple[str, str]]:
    found = [(path, path.replace(".zh.", ".en.")) for path in pages if ".zh." in path]
    assert found
    return found


@pytest.mark.parametrize("what", ["dates", "amounts", "shares", "citations", "figures"])
def test_both_languages_of_every_page_state_the_same(
    what: str, pages: dict[str, str], stated: Stated, spoken: Spoken
) -> None:
    different = {}
    for zh, en in pairs(pages):
        chinese = stated(what, spoken(zh, pages[zh]), "zh")
        english = stated(what, spoken(en, pages[en]), "en")
        if chinese != english:
            different[zh] = (chinese - english, english - chinese)
    assert different == {}


@pytest.mark.parametrize("what", ["dates", "amounts", "shares", "citations"])
def test_the_two_halves_of_the_bilingual_page_state_the_same(
    what: str, pages: dict[str, str], stated: Stated, spoken: Spoken
) -> None:
    text = spoken("summary.bilingual.html", pages["summary.bilingual.html"]).replace("%", "%\n")
    if what != "shares":
        chinese = stated(what, text, "zh")
        assert chinese
        assert stated(what, text, "en") == chinese
    else:
        assert all(count % 2 == 0 for count in stated(what, text, "zh").values())


def test_both_languages_have_the_same_parts(pages: dict[str, str]) -> None:
    def skeleton(path: str) -> list[str]:
        if path.endswith(".svg"):
            return []
        if path.endswith(".md"):
            return [re.match(r"#*|- |\||<a.*>|", line)[0] for line in pages[path].splitlines()]  # type: ignore[index]
        # The lines of a drawing are broken where its language needs it.
        return [each.tag for each in html5lib.parse(pages[path]).iter() if "svg" not in str(each.tag)]

    for zh, en in pairs(pages):
        assert skeleton(zh) == skeleton(en), zh


def test_two_runs_give_the_same_bytes(book: Book, pages: dict[str, str]) -> None:
    again = render(Press(book), ["summary", "timeline", "targets", "book", "index"])
    assert {path: pages[path].encode() for path in again} == again


def test_a_page_is_valid_html(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        if path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(page)
            ids = re.findall(r'\bid="([^"]*)"', page)
            assert [each for each, count in Counter(ids).items() if count > 1] == [], path


def test_a_page_has_no_placeholder_and_no_empty_text(pages: dict[str, str], spoken: Spoken) -> None:
    for path, page in pages.items():
        if not path.endswith(".json"):
            assert re.findall(r"\{[a-z_ ]*\}|None|Undefined|：\n(?!\n)", spoken(path, page)) == [], path
            assert re.findall(r"<(p|td|dd|th|h\d)[^>]*></\1>", page) == [], path


def test_every_link_leads_to_a_place(book: Book, pages: dict[str, str]) -> None:
    """Within a page, to a place of another page, or to another page of the set; nowhere else."""
    places = {path: set(re.findall(r'\bid="([^"]+)"', page)) for path, page in pages.items()}
    made = {page.path for name in STANDARD for page in CATALOGUE[name](Press(book))}
    for path, page in pages.items():
        if not path.endswith((".html", ".md")):
            continue
        links = re.findall(r'\bhref="([^"]*)"', page) if path.endswith(".html") else re.findall(r"\]\(([^)]+)\)", page)
        assert links
        for link in links:
            name, _, place = unquote(link).partition("#")
            parts: list[str] = []
            for part in (*PurePosixPath(path).parent.parts, *PurePosixPath(name).parts):
                parts = parts[:-1] if part == ".." else [*parts, part]
            to = "/".join(parts) if name else path
            assert to in made, (path, link)
            assert not place or place in places[to], (path, link)


def test_a_page_asks_for_nothing_from_elsewhere(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        if path.endswith((".html", ".svg")):
            assert re.findall(r"\bsrc=|@import|url\(|<script|<link|https?://(?!www\.w3\.org/2000/svg)", page) == [], (
                path
            )


def test_every_provision_in_force_is_on_the_page_with_its_text(book: Book, pages: dict[str, str]) -> None:
    for instrument in book.instruments:
        for provision in instrument.provisions if instrument.status == "in_force" else ():
            assert f"### {provision.label.zh}" in pages["summary.zh.md"]
            assert f"<h3>{provision.label.zh}</h3>" in pages["summary.zh.html"]


def test_drafts_stand_apart_and_are_called_not_verified(book: Book, pages: dict[str, str], spoken: Spoken) -> None:
    for path in ("summary.en.md", "summary.en.html"):
        page = spoken(path, pages[path])
        before, _, drafts = page.rpartition("Drafts, not verified")
        for instrument in book.instruments:
            if instrument.status == "draft":
                for provision in instrument.provisions:
                    label = provision.label.en[0].upper() + provision.label.en[1:]
                    assert re.search(rf"{re.escape(label)}(\*\*)?\s*\(not verified\)", drafts), path
                assert f"# {instrument.title.en}" not in before
    sheets = [page for path, page in pages.items() if re.match(r"measures/.*draft|measures/(hang|nat)", path)]
    assert sheets
    assert all('<div class="warning"' in page for page in sheets)


def test_a_page_states_the_amounts_of_the_day_asked_for(fictional: Book) -> None:
    """The rate of 2031 was corrected in the year it was made, and raised in 2033."""
    raised, first, corrected = (
        f"| CNY {amount} | 1 {since} |"
        for amount, since in (("1,440", "January 2033"), ("1,300", "April 2031"), ("1,200", "April 2031"))
    )
    before, after, always = (
        render(Press(fictional, on=on), ["summary"])["summary.en.md"].decode()
        for on in (Date(2032, 6, 1), Date(2033, 6, 1), None)
    )
    assert (corrected in before, raised in before) == (True, False)
    assert (corrected in after, raised in after) == (False, True)
    assert (corrected in always, raised in always) == (True, True)
    assert first not in before + after + always
    assert "1 June 2032" in before


@pytest.mark.parametrize(
    ("on", "status", "others"),
    [
        (Date(2031, 3, 31), "not yet in force", ("no longer in force", ">in force<")),
        (Date(2031, 4, 1), ">in force<", ("not yet in force", "no longer in force")),
        (Date(2034, 3, 31), ">in force<", ("not yet in force", "no longer in force")),
        (Date(2034, 4, 1), "no longer in force", ("not yet in force", ">in force<")),
        (None, "valid until 31 March 2034", ("not yet in force", "no longer in force", ">in force<")),
    ],
)
def test_a_page_says_whether_its_instrument_holds_on_the_day_asked_for_and_nothing_without_one(
    fictional: Book, on: Date | None, status: str, others: tuple[str, ...]
) -> None:
    county = replace(fictional, instruments=(fictional.instrument("weiqiao-2031"),))
    page = render(Press(county, on=on), ["summary"])["summary.en.html"].decode()
    assert status in page
    assert [each for each in others if each in page] == []


def test_every_page_of_an_expired_instrument_says_so(fictional: Book) -> None:
    pages = render(Press(fictional, on=Date(2034, 4, 1)), ["summary", "bilingual", "measures", "index"])
    told = [path for path, page in pages.items() if "有效期至2034年3月31日，2034年4月1日已经期满" in page.decode()]
    measures = [path for path in pages if path.startswith("measures/weiqiao-2031/") and ".zh." in path]
    assert measures
    assert sorted(told) == sorted(
        ["index.html", "summary.bilingual.html", "summary.zh.html", "summary.zh.md", *measures]
    )


def test_one_language_alone_is_rendered(fictional: Book) -> None:
    found = render(Press(fictional, languages=["en"]), ["summary", "bilingual", "timeline"])
    assert list(found) == ["summary.en.md", "summary.en.html", "timeline.en.html", "timeline.en.svg"]
    assert b"hreflang" not in found["summary.en.html"]
