"""Fonts: the first of the stated order that is installed, and a refusal where there is none."""

import os
from pathlib import Path
from typing import Any

import pytest

from huimin.documents.findings import HuiminError
from huimin.publish.official import fonts
from huimin.publish.official.fonts import faces, substitutes
from huimin.publish.official.form import FORMS
from huimin.publish.official.pdf import embedded, printed

ASKED = tuple(dict.fromkeys((*FORMS["zh"].faces, FORMS["zh"].latin)))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose only programs are those that a test puts into the folder."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    return programs


def program(machine: Path, name: str, script: str) -> None:
    path = machine / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def installed(machine: Path, *families: str) -> None:
    """Makes fc-list say that these are installed: a family, or family:Bold."""
    lines = [
        f"/fonts/{family}{style}.otf\t80\t0\t{style or 'Regular'}\t{family}"
        for family, _, style in (each.partition(":") for each in families)
    ]
    program(machine, "fc-list", "\n".join(["cat <<'END'", *lines, "END"]).replace("cat", "/bin/cat"))


def codes(error: pytest.ExceptionInfo[HuiminError]) -> dict[str, str]:
    return {each.place.file: each.code for each in error.value.findings}


def test_the_standards_own_typefaces_come_first(machine: Path, tmp_path: Path) -> None:
    installed(machine, *ASKED, "FandolFang", "FandolSong", "FandolSong:Bold")
    assert {each.asked: each.family for each in faces(ASKED, tmp_path)} == {name: name for name in ASKED}


def test_a_typeface_that_is_missing_gives_way_to_the_next_of_its_order(machine: Path, tmp_path: Path) -> None:
    installed(machine, "FandolFang", "FandolKai", "FandolHei", "FandolSong", "FandolSong:Bold", "Noto Serif CJK SC")
    chosen = {each.asked: (each.family, each.fonts[0].bold) for each in faces(ASKED, tmp_path)}
    assert chosen == {
        "仿宋_GB2312": ("FandolFang", False),
        "方正小标宋简体": ("FandolSong", True),
        "黑体": ("FandolHei", False),
        "楷体_GB2312": ("FandolKai", False),
        "宋体": ("FandolSong", False),
        "Times New Roman": ("FandolSong", False),
    }


def test_without_any_chinese_font_it_refuses_and_names_the_package(machine: Path, tmp_path: Path) -> None:
    installed(machine, "Liberation Serif")
    with pytest.raises(HuiminError) as error:
        faces(ASKED, tmp_path)
    assert codes(error) == dict.fromkeys((each for each in ASKED if each != "Times New Roman"), "no-font")
    assert all("texlive-lang-chinese" in each.advice("zh") for each in error.value.findings)


def test_without_fontconfig_or_libreoffice_it_says_what_to_install(
    machine: Path, tmp_path: Path, issued: tuple[bytes, Any, Any]
) -> None:
    with pytest.raises(HuiminError) as error:
        faces(ASKED, tmp_path)
    assert codes(error) == {"fc-list": "program-missing"}
    with pytest.raises(HuiminError) as error:
        printed(*issued)
    assert codes(error) == {"soffice": "program-missing"}


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_a_conversion_that_gives_nothing_is_a_finding(
    machine: Path, issued: tuple[bytes, Any, Any], script: str
) -> None:
    installed(machine, *ASKED)
    program(machine, "soffice", script)
    with pytest.raises(HuiminError) as error:
        printed(*issued)
    assert [each.code for each in error.value.findings] == ["conversion-failed"]


def test_every_typeface_of_the_forms_has_an_order_that_begins_with_itself() -> None:
    orders = fonts._orders()
    assert set(orders) == {name for form in FORMS.values() for name in (*form.faces, form.latin)}
    assert all(order["order"][0] == name and substitutes(name) for name, order in orders.items())


@pytest.mark.needs_program("fc-list")
@pytest.mark.needs_program("font:FandolFang")
def test_tex_keeps_fonts_where_fontconfig_does_not_look(tmp_path: Path) -> None:
    chosen = faces(ASKED, tmp_path)
    assert all(os.path.exists(font.file) for face in chosen for font in face.fonts)  # noqa: PTH110


@pytest.mark.needs_program("soffice")
@pytest.mark.needs_program("font:FandolFang")
@pytest.mark.xdist_group("official")
def test_a_stand_in_further_down_the_order_is_what_the_pdf_embeds(
    issued: tuple[bytes, Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = {name: {**order, "order": [name, "FandolKai"]} for name, order in fonts._orders().items()}
    monkeypatch.setattr(fonts, "_orders", lambda: orders)
    assert set(embedded(printed(*issued))) - {"LiberationSerif"} == {"FandolKai-Regular"}
