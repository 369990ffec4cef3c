"""Templates of a publisher: those of the project spoilt, and texts in the language of templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from tests.hostile import mutate
from tests.hostile.inputs import ANSWERED, REFUSED, SMALL, Found, Input, Surface, latin, raw, say_all
from tests.hostile.surfaces.cases import book

PIECES = [
    "{{ ", " }}", "{% ", " %}", "{# ", " #}", "for x in sheets", "endfor", "if on", "endif", "else", "set a = ",
    "macro m()",
    "endmacro", "m()", "include 'summary.html.j2'", "include 'page.html.j2'", "extends 'summary.html.j2'",
    "extends 'page.html.j2'", "import 'parts.html.j2' as p", "block b", "endblock", "super()", "self", "loop",
    "loop(x)",
    "range(9)", "range(10**9)", "'a' * 10**9", "lipsum(9999)", "cycler", "joiner", "namespace(a=1)", "x", "word",
    "word('x')",
    "anchor('a')", "code", "sheets", "sheets[0]", "drafts", "digest", "links", "lang", "path", "root", "on", "|",
    "|length",
    "|list", "|join", "|map('upper')", "|sort", "|batch(2)", "|center(10**9)", "|indent(10**8)", "|format", "|safe",
    "|attr('__class__')", ".__class__", ".__init__", "['__globals__']", "().__class__.__mro__", "1", "0", "+", "-",
    "*", "/",
    "**", "//", "%", "~", "and", "not", "in", "is defined", "(", ")", "[", "]", "{", "}", ",", "'", '"', " ", "\n",
    "10**10**10", "1/0", "'%s'|format", "'{0.a}'.format(x)", "call m()", "endcall", "filter upper", "endfilter",
    "include '../../../etc/passwd'", "include '/etc/passwd'", "raw", "endraw", "autoescape false", "endautoescape",
    "do x",
]  # fmt: skip
KNOWN = [
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 'summary.html.j2' %}",
    "{% extends 'summary.html.j2' %}",
    "{% for x in range(99999) %}{% for y in range(99999) %}{{ y }}{% endfor %}{% endfor %}",
    "{{ 'a' * 3000000000 }}",
    "{{ lipsum(99999) }}",
    "{{ 'a'|center(3000000000) }}",
    "{{ 9 ** 9 ** 9 }}",
    "{% set a = [1] * 10 ** 9 %}{{ a }}",
    "{% for x in [sheets] * 99999 %}{{ x }}{% endfor %}",
    "{{ ('%' ~ '999999999' ~ 'd') % 1 }}",
    "{% for x in links recursive %}{{ loop(links) }}{% endfor %}",
    "{{ self._TemplateReference__context }}",
    "{{ (('(' * 9999) ~ '1') }}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
]
WAYS = {"spoilt": 55, "pieces": 45}
NAMES = ("summary.html.j2", "summary.md.j2", "page.html.j2", "parts.html.j2")
SECRET = "SECRET OF ANOTHER FOLDER"


@cache
def shipped(name: str) -> bytes:
    from huimin.publish.sandbox import TEMPLATES

    return (TEMPLATES / name).read_bytes()


def make(random: Random) -> Input:
    way = random.choices(list(WAYS), list(WAYS.values()))[0]
    name = random.choice(NAMES)
    if way == "spoilt":
        made = mutate.spoilt_bytes(random, shipped(name), shipped(random.choice(NAMES)), PIECES)
    else:
        made = mutate.soup(random, PIECES, 14)
    return Input("templates", way, {"name": name, "bytes": latin(made), "link": random.random() < 0.05})


@cache
def press() -> Any:
    from huimin.publish import Press

    made = Press(book(SMALL.name))
    for lang in made.languages:
        made.edition(lang)
    return made


def run(given: Input) -> str:
    from dataclasses import replace

    from huimin.documents.findings import HuiminError
    from huimin.publish import pages

    parts = given.parts
    with TemporaryDirectory() as folder:
        secret, templates = Path(folder, "secret.txt"), Path(folder, "templates")
        templates.mkdir()
        secret.write_text(SECRET, encoding="utf-8")
        if parts["link"]:
            (templates / parts["name"]).symlink_to(secret)
        else:
            (templates / parts["name"]).write_bytes(raw(parts["bytes"]))
        made = replace(press(), templates=templates, _made=press()._made)
        try:
            found = pages.render(made, ["summary"])
        except HuiminError as refusal:
            say_all(refusal.findings)
            return REFUSED
        if any(SECRET.encode() in page for page in found.values()):
            raise Found("wrong", "a page shows a file of another folder")
    return ANSWERED


TEMPLATES = Surface(
    "templates",
    1_200,
    make,
    run,
    chunk=50,
    known=[Input("templates", "known", {"name": "page.html.j2", "bytes": each, "link": False}) for each in KNOWN],
)
