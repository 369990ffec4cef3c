"""What templates may hold, what a publisher may put in their place, and what neither can do."""

import re
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest

from huimin.policy.model import Book, Instrument
from huimin.policy.vocabulary import Text
from huimin.publish import Press, render
from huimin.publish.folder import PublishError
from huimin.publish.sandbox import TEMPLATES
from huimin.words import words

CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
STYLE = re.compile(r"<style>.*?</style>|\{% block style %\}.*?\{% endblock %\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>|&\w+;|\]\(#\w*\)")
PAGES = sorted(path for path in TEMPLATES.iterdir() if path.suffix == ".j2" and ".css." not in path.name)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_template_holds_no_word_and_no_figure_of_its_own(path: Path) -> None:
    """Words come from the book or from `words.yaml`; figures from the book alone."""
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\w+", TAG.sub("", CODE.sub("", STYLE.sub("", text)))) == []
    written = " ".join(CODE.findall(STYLE.sub("", text)))
    names = re.sub(r"index0|\.docx|\.html|\.md|\.svg|\.j2|\[[01:-]+\]|\[-1\]|\| length > 1", "", written)
    assert re.findall(r"\d|[一-鿿]", names) == []


def test_headings_hold_no_figure_and_have_both_languages_and_are_used() -> None:
    assert [key for key, each in words("publish").items() if re.search(r"\d", "".join(each.values()))] == []
    assert [key for key, each in words("publish").items() if set(each) != {"zh", "en"}] == []
    sources = [*TEMPLATES.iterdir(), *TEMPLATES.parent.glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert [key for key in words("publish") if f'"{key}"' not in text] == []


def test_a_template_of_ones_own_comes_first_and_is_escaped(fictional: Book, tmp_path: Path) -> None:
    (tmp_path / "summary.md.j2").write_text('{{ "<b>" }} {{ sheets[0].title }}', encoding="utf-8")
    (tmp_path / "summary.html.j2").write_text('<p>{{ "<b>" }}</p>', encoding="utf-8")
    pages = render(Press(fictional, languages=["en"], templates=tmp_path), ["summary"])
    assert pages["summary.en.md"].startswith(b"&lt;b&gt; Provisions of")
    assert pages["summary.en.html"] == b"<p>&lt;b&gt;</p>\n"


@pytest.mark.parametrize(
    ("template", "line", "says"),
    [
        ("{{ word.__func__.__globals__ }}", 1, "unsafe"),
        ("\n{{ nothing }}", 2, "'nothing' is undefined"),
        ("\n\n{% if %}", 3, "Expected an expression"),
        ("{{ sheets[0].title.nothing }}", 1, "has no attribute"),
        ("{{ sheets.append(word) }}", 1, "no attribute"),
        ("{{ word('nothing') }}", 1, "nothing"),
        ('{% include "../words.yaml" %}', 1, "there is no template `../words.yaml`"),
        ("{{ sheets[0].title + word }}", 1, "can only concatenate"),
    ],
)
def test_a_template_at_fault_is_named_with_its_line(
    template: str, line: int, says: str, fictional: Book, tmp_path: Path
) -> None:
    (tmp_path / "summary.html.j2").write_text(template, encoding="utf-8")
    with pytest.raises(PublishError) as caught:
        render(Press(fictional, languages=["en"], templates=tmp_path), ["summary"])
    finding = caught.value.findings[0]
    assert (finding.code, finding.place.file, finding.place.line) == ("template-fault", "summary.html.j2", line)
    assert says in finding.message("en")


# Hostile texts ----------------------------------------------------------------------------------------------------

HOSTILE = '</h3><script>x</script> {{ 7 + 7 }} {% include "a" %} \u202e\x07 [a](javascript:b) |\n# c "\' onload=x'
LETTERS = "wide" * 2500


def with_texts(book: Book, home: str, text: Text) -> Book:
    """The book, its instrument `home` saying one thing everywhere."""
    found = book.instrument(home)
    provisions = tuple(
        replace(each, label=text, text=text, conditions=tuple(replace(one, text=text) for one in each.conditions))
        for each in found.provisions
    )
    measures = tuple(replace(each, title=text, text=text) for each in found.measures)
    parameters = {name: replace(each, label=text, each=None) for name, each in found.parameters.items()}
    questions = {name: replace(each, question=text) for name, each in found.questions.items()}
    hostile: Instrument = replace(
        found,
        title=text,
        short_title=text,
        issuer=text,
        provisions=provisions,
        measures=measures,
        parameters=parameters,
        questions=questions,
    )
    instruments = tuple(hostile if each.id == home else each for each in book.instruments)
    return replace(book, instruments=instruments)


@pytest.fixture(scope="session")
def hostile(fictional: Book) -> dict[str, str]:
    book = with_texts(fictional, "weiqiao-2031", Text(HOSTILE, HOSTILE))
    what = ["summary", "bilingual", "measures", "timeline", "targets", "index", "book"]
    return {path: page.decode() for path, page in render(Press(book), what).items()}


def test_a_hostile_text_is_shown_as_text(hostile: dict[str, str]) -> None:
    for path, page in hostile.items():
        if path.endswith(".json") or path.startswith("targets.") or re.match("measures/(?!weiqiao)", path):
            continue  # data are no page, and the others do not name the instrument
        shown = "&lt;script&gt;x&lt;/script&gt;"
        assert shown in page, path
        assert "<script" not in page, path
        assert "{{ 7 + 7 }}" in page, path
        attributes = {name for each in html5lib.parse(page).iter() for name in each.attrib}
        assert "onload" not in attributes, path
        assert "⟨U+202E⟩⟨U+0007⟩" in page
        assert not re.search("[\u202e\x07]", page)
    markdown = hostile["summary.zh.md"]
    assert "\\[a\\](java" in markdown
    assert "\n# c" not in markdown
    assert re.findall(r"<(?!a id=\"[a-z0-9-]+\"></a>$|/a>$)", markdown, re.MULTILINE) == []


def test_a_hostile_text_does_not_add_an_element(hostile: dict[str, str], fictional: Book) -> None:
    plain = render(Press(with_texts(fictional, "weiqiao-2031", Text("x", "x"))), ["summary", "index", "targets"])
    for path, page in plain.items():
        if path.endswith(".html"):
            tags = re.compile(r"</?(?!svg|path|text)[a-z]\w*")
            assert tags.findall(hostile[path]) == tags.findall(page.decode()), path
