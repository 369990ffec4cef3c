"""An official text held against the book: nothing missed, and any number, day or comparison that changes is found."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from huimin.assure.trace import Holdings, Trace, holdings, trace
from huimin.assure.trace.match import shown
from huimin.assure.trace.mentions import mentions
from huimin.assure.trace.text import sentences
from huimin.check.load import load
from huimin.cli.main import run

HERE = Path(__file__).parent
SHARED = HERE.parent.parent.parent / "shared" / "source" / "gongshu-2023-fertility-measures.zh.txt"
SOURCES = {
    "fictional": (HERE.parent / "books" / "elderly-care", "weiqiao-2031", HERE / "weiqiao-2031.zh.txt"),
    "real": (None, "gongshu-2023", SHARED),
}
SENTENCES = yaml.safe_load((HERE / "mentions.yaml").read_text(encoding="utf-8"))
NUMERAL = re.compile(r"[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿]+")
FIGURES = "零一二三四五六七八九"
TURNED = {"超过": "达到", "以上": "以下", "以下": "以上", "至少": "至多", "达到": "超过", "不超过": "不低于"}


@pytest.fixture(params=SOURCES, scope="module")
def source(request) -> tuple[Holdings, str]:
    folder, name, path = SOURCES[request.param]
    if not path.exists():
        pytest.skip(f"the official text is not part of the project: {path.name}")
    book = load(folder)
    return holdings(book, book.instrument(name)), path.read_text(encoding="utf-8")


def traced(source: tuple[Holdings, str], text: str | None = None) -> Trace:
    has, own = source
    return trace(has, own if text is None else text, "source.txt")


def others(numeral: str) -> list[str]:
    """Other numerals of the same writing: one more, one less or none, ten times as much."""
    if numeral[0].isdigit():
        head, _, tail = numeral.partition(".")
        dot = f".{tail}" if tail else ""
        changed = [f"{int(head) + 1}{dot}", f"{max(int(head) - 1, 0)}{dot}", f"{head}0{dot}", f"{head}.{tail or '5'}1"]
        return [each for each in changed if each != numeral]
    last = numeral[-1]
    if last not in FIGURES:
        return ["五" + numeral.removeprefix("五"), "三" + numeral.removeprefix("三")]
    return [numeral[:-1] + each for each in FIGURES[1:] if each != last]


def changes(source: tuple[Holdings, str]) -> Iterator[tuple[int, int, str]]:
    """Every numeral of every quantity of the text, with each other numeral in its place: line, column, whole text."""
    lines = source[1].splitlines()
    for row in traced(source).rows:
        for each in row.traced:
            mention = each.mention
            start = row.sentence.column - 1 + mention.start
            line = lines[row.sentence.line - 1]
            for numeral in NUMERAL.finditer(line, start, start + len(mention.text)):
                for other in others(numeral[0]):
                    changed = line[: numeral.start()] + other + line[numeral.end() :]
                    text = "\n".join((*lines[: row.sentence.line - 1], changed, *lines[row.sentence.line :]))
                    yield row.sentence.line, start + 1, text


def test_nothing_of_the_text_is_missed(source):
    found = traced(source)
    assert [each.message("en") for each in found.findings] == []
    assert all(each.holders for row in found.rows for each in row.traced)
    assert all(
        row.provisions or row.no_rule for row in found.rows if row.sentence.article.isdigit() and row.sentence.number
    )


def test_any_numeral_that_changes_is_found_on_its_line(source):
    missed, tried = [], 0
    for line, column, text in changes(source):
        tried += 1
        found = traced(source, text).findings
        if line not in {each.place.line for each in found if each.place.file == "source.txt"}:
            missed.append((line, column, text.splitlines()[line - 1][max(column - 6, 0) : column + 10]))
    assert tried > 100
    assert missed == []


def test_any_comparison_that_turns_is_found(source):
    lines = source[1].splitlines()
    missed, tried = [], 0
    for row in traced(source).rows:
        for mention in (each.mention for each in row.traced if each.mention.words in TURNED):
            tried += 1
            words, line = mention.words, lines[row.sentence.line - 1]
            start = row.sentence.column - 1 + mention.start
            at = line.find(words, start)
            at = at if 0 <= at <= start + len(mention.text) + 3 else line.rfind(words, 0, start)
            changed = line[:at] + TURNED[words] + line[at + len(words) :]
            text = "\n".join((*lines[: row.sentence.line - 1], changed, *lines[row.sentence.line :]))
            if not traced(source, text).findings:
                missed.append((row.sentence.line, words, mention.text))
    assert tried > 3
    assert missed == []


def test_a_sentence_more_or_less_is_found(source):
    lines, has = source[1].splitlines(), source[0]
    articles = {row.sentence.line for row in traced(source).rows if row.sentence.article in has.instrument.articles}
    assert len(articles) >= len(has.instrument.articles)
    for number in articles:
        head, _, tail = lines[number - 1].rpartition("。")
        for changed in (f"{head}。另行规定。{tail}", f"{head.rpartition('。')[0]}。{tail}"):
            found = traced(source, "\n".join((*lines[: number - 1], changed, *lines[number:]))).findings
            assert found, changed


@pytest.mark.parametrize("row", SENTENCES, ids=[row["text"] for row in SENTENCES])
def test_a_sentence_states_its_quantities(row):
    [sentence] = sentences(row["text"], {})
    found = [[each.kind, each.text, shown(each.value), list(each.comparisons)] for each in mentions(sentence)]
    assert found == row["found"]


def test_markdown_is_read_like_plain_text(source):
    marked = re.sub(r"^(?=[一二三四五六七八九十]+、)", "## ", source[1], flags=re.MULTILINE)
    assert marked != source[1]
    assert traced(source, marked).findings == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*"一三十百万〇年月日%。，、第条至到满以上内每0129（", "超过", "百分之", "分之", "一、", "\n", "\x1b"]
        ),
        max_size=60,
    )
)
def test_any_text_is_answered(book_of_seniors, parts):
    found = trace(book_of_seniors, "".join(parts), "source.txt")
    assert found.findings


@pytest.fixture(scope="module")
def book_of_seniors() -> Holdings:
    book = load(SOURCES["fictional"][0])
    return holdings(book, book.instrument("weiqiao-2031"))


def test_the_command_ends_with_what_it_found(tmp_path, capsys):
    folder, _, path = SOURCES["fictional"]
    arguments = ["trace", "--book", str(folder), "--text"]
    assert run([*arguments, str(path), "--lang", "en"]) == 0
    assert "nothing missed" in capsys.readouterr().out
    changed = tmp_path / "changed.txt"
    changed.write_text(path.read_text(encoding="utf-8").replace("最多900元", "最多950元"), encoding="utf-8")
    assert run([*arguments, str(changed), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {each["code"] for each in told["findings"]} == {"trace-unheld", "trace-unstated"}
    assert run([*arguments, str(tmp_path / "nothing.txt")]) == 2
    assert run(["trace", "no-such", "--book", str(folder), "--text", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
