"""Text is shown as text, whatever it holds."""

import pytest

from huimin.publish.markdown import Markdown, anchor, code, escape


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("补助5000元", "补助5000元"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a & b &lt;", "a &amp; b &amp;lt;"),
        ("*bold* _it_ `code` ~~no~~", r"\*bold\* \_it\_ \`code\` \~\~no\~\~"),
        ("[link](https://a.example) www.b.example", r"\[link\](https:\//a.example) www\.b.example"),
        ("![picture](x)", r"!\[picture\](x)"),
        ("a | b", r"a \| b"),
        ("back\\slash", r"back\\slash"),
        ("# no heading", r"\# no heading"),
        (" # nor this", r" \# nor this"),
        ("- no item", r"\- no item"),
        ("1. no item", r"1\. no item"),
        ("12) no item", r"12\) no item"),
        ("--- no rule", r"\--- no rule"),
        ("two\n\n# lines\tof text", "two # lines of text"),
        ("{{ 7 }} {% raw %}", "{{ 7 }} {% raw %}"),
        ("turned \u202etxet", "turned ⟨U+202E⟩txet"),
        ("null \x00 bell \x07", "null ⟨U+0000⟩ bell ⟨U+0007⟩"),
        ("hidden\u200b\u2066space", "hidden⟨U+200B⟩⟨U+2066⟩space"),
        (" (a citation)", " (a citation)"),
    ],
)
def test_markup_in_a_text_is_shown_and_not_read(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_what_is_markdown_already_stays() -> None:
    assert escape(Markdown("[a](#b)")) == "[a](#b)"


def test_names_of_places_hold_nothing_but_small_letters_figures_and_hyphens() -> None:
    assert anchor("weiqiao-2031", '"><script>', 3) == "weiqiao-2031-script-3"


def test_code_cannot_be_left() -> None:
    assert code("a`b\u202e") == "`a'b⟨U+202E⟩`"
