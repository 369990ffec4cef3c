"""A template of somebody else's can neither run without end nor fill the memory, and reads nothing outside its folder.

They are rendered in a process that may take little memory and processor time: where a limit of the sandbox does not
hold, that process dies, and the test fails. The limit is a tenth of the usual one, so that the tests take less time.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from huimin.check.load import load
from huimin.cli.main import run
from huimin.publish import Press, render

GROW = "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(99) %}"
LIST = "{% set l = range(90000) | list %}"
NEST = "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}"
MILLION = "{% for i in range(1000) %}{% for j in range(1000) %}"
TUPLE = "{% set ns = namespace(x=(1,)) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}"
TUPLES = TUPLE.replace("ns", "other") + TUPLE
LONG = "[" + "i, " * 3000 + "ns.x]"
WIDE = "{% if i %}{% endif %}" * 3000

ENDLESS = {
    "recursion-of-a-macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "recursion-of-two-macros": "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
    "recursion-of-an-include": "{% include 'summary.md.j2' %}",
    "recursion-of-an-extends": "{% extends 'summary.md.j2' %}",
    "recursion-of-an-import": "{% import 'summary.md.j2' as m %}",
    "recursion-of-a-loop": "{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "recursion-of-a-block": "{% block a %}{{ self.a() }}{% endblock %}",
    "macros-in-two": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "a-recursive-loop-in-two": "{% for i in [1, 2] recursive %}{% if loop.depth < 60 %}{{ loop([1, 2]) }}{% endif %}"
    "{% endfor %}",
    "key-of-shared-tuples": "{% set ns = namespace(x=(1,)) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}"
    "{% endfor %}{% if {ns.x: 1} %}{% endif %}",
    "loops-in-loops": MILLION + MILLION + "{% endfor %}" * 4,
    "loops-with-text": MILLION + "{% for k in range(1000) %}text{% endfor %}" + "{% endfor %}" * 2,
    "loops-of-comparisons": "{% set t = 'a' * 900000 %}{% set u = 'a' * 900000 %}"
    + MILLION
    + "{% if t == u %}{% endif %}{% if 'b' in t %}{% endif %}{% endfor %}{% endfor %}",
    "loops-of-filters": "{% set l = range(90000) | list %}"
    + MILLION
    + "{{ l | sort | length }}{% endfor %}{% endfor %}",
    "loops-of-tests": LIST + MILLION + "{{ 0 is in(l) }}{% endfor %}{% endfor %}",
    "loops-of-slices": LIST + MILLION + "{{ l[1:] | first }}{% endfor %}{% endfor %}",
    "a-text-times-a-number": "{{ 'a' * 3000000000 }}",
    "a-number-times-a-text": "{{ 3000000000 * 'a' }}",
    "a-list-times-a-number": "{{ ([1] * 3000000000) | length }}",
    "a-power": "{{ 10 ** 9999999999 }}",
    "a-power-of-powers": GROW.replace("'aaaaaaaaaa'", "9") + "{% set ns.x = ns.x * ns.x %}{% endfor %}",
    "a-text-that-doubles-by-concatenation": GROW + "{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "a-text-that-doubles-by-addition": GROW + "{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "a-text-that-doubles-in-a-block": GROW + "{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}{% endfor %}",
    "a-text-that-doubles-by-join": GROW + "{% set ns.x = [ns.x, ns.x] | join %}{% endfor %}",
    "a-text-that-doubles-by-replace": GROW + "{% set ns.x = ns.x | replace('a', 'aa') %}{% endfor %}",
    "a-text-that-is-joined-by-itself": GROW + "{% set ns.x = ns.x | map('upper') | join(ns.x) %}{% endfor %}",
    "a-text-joined-by-a-long-one": "{{ range(90000) | join('a' * 900000) }}",
    "a-text-replaced-by-a-long-one": "{{ ('a' * 900000) | replace('a', 'b' * 900000) }}",
    "a-list-that-doubles": NEST + "{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
    "a-list-that-doubles-in-a-dict": NEST + "{% set ns.x = {'a': ns.x, 'b': ns.x} %}{% endfor %}{{ ns.x.items() }}",
    "static-text-in-a-block": "{% set x %}" + MILLION + "a" * 9000 + "{% endfor %}{% endfor %}{% endset %}",
    "static-text-in-a-macro": "{% macro m() %}" + "a" * 9000 + "{% endmacro %}{% set x %}" + MILLION + "{{ m() }}"
    "{% endfor %}{% endfor %}{% endset %}",
    "a-shared-tuple-as-a-key-asked-for": TUPLE + "{{ {}[ns.x] }}",
    "a-shared-tuple-as-a-key-of-get": TUPLE + "{{ {}.get(ns.x) }}",
    "a-shared-tuple-to-include": TUPLE + "{% include ns.x %}",
    "shared-tuples-to-include": TUPLE + "{% include [ns.x, ns.x] ignore missing %}",
    "a-shared-tuple-to-extend": TUPLE + "{% extends ns.x %}",
    "a-shared-tuple-to-import": TUPLE + "{% import ns.x as m %}",
    "a-shared-tuple-to-import-from": TUPLE + "{% from ns.x import m %}",
    "a-sort-of-shared-tuples": TUPLES + "{{ [ns, other] | sort(attribute='x') | length }}",
    "the-larger-of-shared-tuples": TUPLES + "{{ [ns, other] | max(attribute='x') }}",
    "groups-of-shared-tuples": TUPLES + "{{ [ns, other] | groupby('x') | length }}",
    "shared-tuples-joined": TUPLE + "{{ [ns] | join(',', attribute='x') | length }}",
    "a-search-in-a-range": MILLION + "{{ 'a' in range(90000) }}{% endfor %}{% endfor %}",
    "a-count-in-a-range": MILLION + "{{ range(90000).count(1.5) }}{% endfor %}{% endfor %}",
    "a-range": "{{ range(3000000000) | list }}",
    "a-range-beyond-the-machine": "{{ range(10 ** 30) | list }}",
    "a-whole-number-of-a-text": "{% set n = ('f' * 900000) | int(0, 16) %}{{ n % (n // 3) }}",
    "lists-that-are-kept": "{% set ns = namespace(x=[]) %}"
    + MILLION
    + "{% set ns.x = "
    + LONG
    + " %}{% endfor %}{% endfor %}",
    "lists-of-a-condition": "{% for i in range(90000) if " + LONG.replace("ns.x", "i") + " %}{% endfor %}",
    "a-wide-loop": MILLION + WIDE + "{% endfor %}{% endfor %}",
    "a-wide-macro": "{% macro m(i) %}" + WIDE + "{% endmacro %}" + MILLION + "{{ m(i) }}{% endfor %}{% endfor %}",
    "a-wide-block": "{% set i = 1 %}{% block b %}"
    + WIDE
    + "{% endblock %}{% for j in range(9000) %}{{ self.b() }}{% endfor %}",
    "a-text-as-a-list-in-a-loop": MILLION + "{% set x = '" + "a" * 90000 + "' | list %}{% endfor %}{% endfor %}",
    "a-template-of-many-parts": "{{ 1 }}" * 500000,
}
REFUSED = {
    "a-wide-text": "{{ 'a'.center(3000000000) }}",
    "a-wide-text-by-a-filter": "{{ 'a' | center(3000000000) }}",
    "a-wide-number": "{{ '%3000000000d' % 1 }}",
    "a-wide-number-by-a-filter": "{{ '%3000000000d' | format(1) }}",
    "a-wide-number-by-a-method": "{{ '{:3000000000}'.format(1) }}",
    "wide-tabs": "{{ '\t'.expandtabs(3000000000) }}",
    "a-filled-text": "{{ 'a'.zfill(3000000000) }}",
    "bytes": "{{ (1).to_bytes(3000000000, 'big') }}",
    "lorem-ipsum": "{{ lipsum(n=100000000) }}",
    "a-round-number": "{{ 1 | round(3000000000, 'ceil') }}",
    "a-batch": "{{ [1] | batch(3000000000, 1) | list }}",
    "an-indent": "{{ 'a\n' | indent(3000000000) }}",
    "a-short-width": "{{ 'abcdef' | truncate(-1) }}",
    "a-long-name-of-a-template": "{% include 'a' * 100000 %}",
    "a-long-name": "{{ " + "a" * 100000 + " }}",
    "a-long-number": "{{ " + "9" * 100000 + " }}",
    "many-templates-that-are-not-there": "{% include ['nothing.j2'] * 9000 %}",
    "many-loops-in-each-other": "{% for i in [1] %}" * 30 + "{% endfor %}" * 30,
    "many-brackets": "{{ " + "(" * 100000 + "1" + ")" * 100000 + " }}",
}

CHILD = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from huimin.documents.findings import HuiminError
from huimin.check.load import load
from huimin.publish import Press, render, sandbox
sandbox.MAX_WORK //= 10
templates = json.load(sys.stdin)
book = load(sys.argv[1])
for name, template in templates.items():
    folder = Path(name)
    folder.mkdir()
    (folder / "summary.md.j2").write_text(template, encoding="utf-8")
    resource.setrlimit(resource.RLIMIT_CPU, (int(resource.getrusage(resource.RUSAGE_SELF).ru_utime) + 60, -1))
    try:
        render(Press(book, templates=folder), ["summary"])
        said = "nothing"
    except HuiminError as error:
        said = f"{error.findings[0].code}: {error.findings[0].message('en')}"
    print(json.dumps([name, said]), flush=True)
"""


@pytest.fixture(scope="module")
def said(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What rendering each template came to, by its name; nothing of those after one that killed the process."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(root / "tests" / "books" / "elderly-care")],
        cwd=tmp_path_factory.mktemp("templates"),
        input=json.dumps(ENDLESS | REFUSED),
        capture_output=True,
        text=True,
    )
    return dict(map(json.loads, done.stdout.splitlines()))


@pytest.mark.parametrize("name", ENDLESS)
def test_a_template_without_end_is_stopped(name: str, said: dict[str, str]) -> None:
    assert said[name].startswith("template-endless: ")
    assert "memory" not in said[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_makes_much_of_little_is_refused(name: str, said: dict[str, str]) -> None:
    assert said[name].startswith("template-")
    assert "memory" not in said[name]
    assert len(said[name]) < 300


@pytest.fixture
def publish(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Publishes the fictional book with the templates of a folder; gives the exit code and what was said."""

    def published(lang: str = "en") -> tuple[int, str]:
        book = root / "tests" / "books" / "elderly-care"
        options = ("--templates", tmp_path / "templates", "--out", tmp_path / "pages", "--book", book, "--lang", lang)
        code = run(["publish", "summary", *map(str, options)])
        assert not (tmp_path / "pages").exists()
        return code, capsys.readouterr().err

    (tmp_path / "templates").mkdir()
    return published


def test_the_place_is_told_in_both_languages(publish, tmp_path: Path) -> None:
    (tmp_path / "templates" / "summary.md.j2").write_text("\n" + ENDLESS["loops-in-loops"], encoding="utf-8")
    en, zh = publish("en"), publish("zh")
    assert en[0] == zh[0] == 2
    assert "summary.md.j2:2:1: the template does not end, or makes too much: it takes more work" in en[1]
    assert "summary.md.j2:2:1: 模板运行不完，或者生成的内容过多：循环和计算超过上限。" in zh[1]


@pytest.mark.parametrize("kind", ["file", "device", "pipe", "folder-above", "include"])
def test_a_template_that_leads_out_of_its_folder_is_not_read(kind: str, publish, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    (tmp_path / "secret").write_text("a secret of the house", encoding="utf-8")
    template = folder / "summary.md.j2"
    if kind == "file":
        template.symlink_to("/etc/passwd")
    elif kind == "device":
        template.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(template)
    elif kind == "folder-above":
        (folder / "above").symlink_to("..")
        template.write_text("{% include 'above/secret' %}", encoding="utf-8")
    else:
        (folder / "other").symlink_to("../secret")
        template.write_text("{% include 'other' %}", encoding="utf-8")
    code, said = publish()
    assert code == 2
    assert "[file-unreadable]" in said


def test_a_template_may_be_a_link_inside_its_folder(tmp_path: Path, root: Path) -> None:
    (tmp_path / "own.md.j2").write_text("{{ sheets[0].title }}", encoding="utf-8")
    (tmp_path / "summary.md.j2").symlink_to("own.md.j2")
    (tmp_path / "summary.html.j2").write_text("", encoding="utf-8")
    press = Press(load(root / "tests" / "books" / "elderly-care"), languages=["en"], templates=tmp_path)
    assert render(press, ["summary"])["summary.en.md"].startswith(b"Provisions of")
