"""The three forms of a letter: the same bytes, the same text, nothing hidden, nothing kept but what is seen."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest
from docx import Document
from pypdf import PdfReader

from huimin.cases.determine import determine
from huimin.documents.read import read_bytes
from huimin.policy.model import Book
from huimin.publish.letter import render_letter
from huimin.publish.official.content import Item, Table
from huimin.publish.official.pdf import embedded

NAME, REFERENCE = "丙丁戊", "拾号之己"
HOSTILE = "</p><script>x</script> {{ 7 + 7 }} {% include 'a' %} ${x} \u202e\u2066\x07\x00\nשלום \"' onload=x"
SHOWN = "</p><script>x</script> {{ 7 + 7 }} {% include 'a' %} ${x} ⟨U+202E⟩⟨U+2066⟩⟨U+0007⟩⟨U+0000⟩ שלום \"' onload=x"
LETTERS = "<b>长wide" * 1250
HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def docx_text(made: bytes) -> str:
    """The text of the body of a DOCX, tables included, a paragraph in a line."""
    document = Document(io.BytesIO(made))
    return "\n".join("".join(each.itertext()) for each in document.element.body.iter() if each.tag.endswith("}p"))


def pdf_text(made: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))


@pytest.fixture(scope="module")
def hostile(fictional: Book) -> Callable[..., bytes]:
    """A letter about a case whose own texts try to break it, to whom and under what reference is given."""
    seniors = [{"id": each, "birth_date": "1950-02-10"} for each in (LETTERS[:60], "<script>x</script>{{ 7 }}")]
    case = json.dumps({"on": "2032-03-01", "household": {"seniors": seniors}})
    found = determine(fictional, read_bytes(case.encode(), "hostile.yaml"))

    def render(form: Any, to: str, reference: str = REFERENCE) -> bytes:
        return render_letter(fictional, found, "zh", form, to=to, reference=reference)

    return render


def test_a_hostile_name_is_shown_as_text_and_adds_no_element(hostile: Callable[..., bytes]) -> None:
    page, plain = hostile("html", HOSTILE, HOSTILE).decode(), hostile("html", NAME).decode()
    parsed = html5lib.HTMLParser(strict=True).parse(page)
    said = "".join(parsed.itertext())
    assert said.count(SHOWN) >= 3  # the salutation, the reference, and where the reference is to be quoted
    assert "<script>x</script>{{ 7 }}" in said
    assert not HIDDEN.search(page)
    tags = re.compile(r"<[^>]*>")
    assert tags.findall(page) == tags.findall(plain)
    assert not re.search(r"(?:src|href)=|url\(|@import", page)


def test_a_hostile_name_is_shown_as_text_in_a_docx(hostile: Callable[..., bytes]) -> None:
    made = hostile("docx", HOSTILE, HOSTILE)
    text = docx_text(made)
    assert text.count(SHOWN) >= 3
    assert "<script>x</script>{{ 7 }}" in text
    assert not HIDDEN.search(text)
    plain = docx_text(hostile("docx", NAME)).count("\n")
    assert text.count("\n") == plain


@pytest.mark.parametrize("form", ["html", "docx"])
def test_ten_thousand_letters_are_shown_whole(form: str, hostile: Callable[..., bytes]) -> None:
    made = hostile(form, LETTERS)
    text = docx_text(made) if form == "docx" else "".join(html5lib.parse(made.decode()).itertext())
    assert LETTERS in text


@pytest.mark.needs_program("fc-list")
@pytest.mark.needs_program("font:FandolFang")
def test_a_hostile_name_is_shown_as_text_in_a_pdf(hostile: Callable[..., bytes]) -> None:
    text = pdf_text(hostile("pdf", "<script>x</script>{{ 7 + 7 }}\u202e" + LETTERS))
    assert "<script>x</script>{{7+7}}⟨U+202E⟩<b>长wide" in text
    assert text.count("长wide") >= 1250


@pytest.mark.parametrize("form", ["html", "docx"])
def test_the_same_case_gives_the_same_bytes_whatever_the_clock_the_locale_and_the_hashes(
    form: str, root: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("on: 2032-03-01\nhousehold: {seniors: [{id: a, birth_date: 1950-02-10}], payments: []}\n")
    made = []
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        out = tmp_path / f"{seed}.{form}"
        command = [
            sys.executable,
            "-m",
            "huimin",
            "letter",
            str(case),
            "--to",
            NAME,
            "--ref",
            REFERENCE,
            "-o",
            str(out),
        ]
        home = {"HUIMIN_BOOK": str(root / "tests" / "books" / "elderly-care"), "PYTHONPATH": str(root / "engine")}
        environment = {**os.environ, **home, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        made.append(out.read_bytes())
    assert made[0] == made[1]


@pytest.mark.needs_program("fc-list")
@pytest.mark.needs_program("font:FandolFang")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pdf_is_the_same_twice_says_what_the_page_says_and_names_nobody_in_its_metadata(
    language: str, ask: Callable[[str], Any]
) -> None:
    asked = ask("granted")
    made = asked.render(language, "pdf", NAME, REFERENCE)
    assert made == asked.render(language, "pdf", NAME, REFERENCE)
    reader, text = PdfReader(io.BytesIO(made)), pdf_text(made)
    assert NAME in text
    for block in asked.letter(language).body:
        if isinstance(block, Item):
            assert re.sub(r"\s", "", block.text) in re.sub(r"—\d+—", "", text)
    metadata = str(reader.metadata) + str(reader.xmp_metadata and reader.xmp_metadata.stream.get_data())
    assert NAME not in metadata
    assert REFERENCE not in metadata
    assert made.count(NAME.encode("utf-16-be").hex().encode()) == 0
    assert {tuple(round(float(each)) for each in page.mediabox) for page in reader.pages} == {(0, 0, 595, 842)}


@pytest.mark.needs_program("fc-list")
@pytest.mark.needs_program("font:FandolFang")
def test_a_pdf_embeds_the_typefaces_of_the_official_form(ask: Callable[[str], Any]) -> None:
    zh, en = (embedded(ask("granted").render(each, "pdf")) for each in ("zh", "en"))
    for asked_for in ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"):
        assert any(each.startswith(asked_for) for each in zh)
    assert any(each.startswith("Times-New-Roman") for each in en)


def test_only_the_text_of_a_docx_names_whom_it_is_to(ask: Callable[[str], Any]) -> None:
    made = ask("granted").render("zh", "docx", NAME, REFERENCE)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        named = [name for name in archive.namelist() if NAME.encode() in archive.read(name)]
        referred = [name for name in archive.namelist() if REFERENCE.encode() in archive.read(name)]
    assert named == referred == ["word/document.xml"]
    properties = Document(io.BytesIO(made)).core_properties
    assert (properties.author, properties.last_modified_by) == ("苇桥县人民政府", "苇桥县人民政府")


def test_a_page_names_whom_it_is_to_in_its_text_alone(ask: Callable[[str], Any]) -> None:
    page = ask("granted").render("zh", "html", NAME, REFERENCE).decode()
    head, body = page.split("<body>")
    assert NAME not in head
    assert REFERENCE not in head
    assert [each for each in re.findall(r"<[^>]*>", body) if NAME in each or REFERENCE in each] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["granted", "undetermined", "nothing-told", "family-with-everything.yaml"])
def test_the_docx_says_what_the_page_says(name: str, language: str, ask: Callable[[str], Any]) -> None:
    asked = ask(name)
    page = "".join(html5lib.parse(asked.render(language).decode()).itertext())
    text = docx_text(asked.render(language, "docx"))
    made = asked.letter(language)
    for block in (*made.body, *made.enclosed.body):
        texts = [cell for row in block.rows for cell in row] if isinstance(block, Table) else [block.text]
        for each in texts:
            assert each in page
            assert each in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_docx_is_made_of_styles(language: str, ask: Callable[[str], Any]) -> None:
    document = Document(io.BytesIO(ask("granted").render(language, "docx")))
    made = ask("granted").letter(language)
    styles = {each.text: each.style.style_id for each in document.paragraphs if each.text and each.style}
    assert styles[made.title.text] == styles[made.enclosed.title.text] == "Title"
    assert styles[made.addressees] == "Salutation"
    assert {style for style in styles.values() if style.startswith(("Heading", "Level"))} >= {"Heading1", "Level2"}
    head = document.sections[0].first_page_header.paragraphs[0]
    assert (head.text, head.style.style_id) == (made.masthead, "Masthead")  # type: ignore[union-attr]
