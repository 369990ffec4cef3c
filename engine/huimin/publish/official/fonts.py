"""Which installed font stands in for each typeface that the official form asks for.

A stand-in goes by the asked name while a document is converted, by way of a fontconfig file of our own, so that what is
printed is the very document that an office gets. The PDF embeds and names the fonts that were really used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from huimin import packaged
from huimin.documents.findings import Finding, HuiminError, Place

# TeX keeps its fonts where fontconfig does not look.
_FOLDERS = (
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf-dist/fonts/opentype/public/fandol",
    "/usr/local/share/fonts",
)
# fontconfig's numbers: FC_WEIGHT_REGULAR and FC_WEIGHT_BOLD; FC_SLANT_ROMAN, FC_SLANT_ITALIC and FC_SLANT_OBLIQUE.
_WEIGHTS = _REGULAR, _BOLD = "80", "200"
_SLANTS = _UPRIGHT, _ITALIC, _OBLIQUE = "0", "100", "110"


@dataclass(frozen=True)
class Installed:
    """A font of this machine: all its family names, which member of its family it is, its file."""

    families: tuple[str, ...]
    bold: bool
    slanted: bool
    file: str


@dataclass(frozen=True)
class Face:
    """The family that stands in for the typeface `asked`, and its fonts: the plain one first."""

    asked: str
    family: str
    fonts: tuple[Installed, ...]


def faces(asked: Iterable[str], folder: Path) -> tuple[Face, ...]:
    """The font for each typeface, the first of its order that is installed.

    Writes into `folder`. Raises HuiminError with `no-font` for each typeface that has none, naming the package that
    brings one.
    """
    found = _installed(folder)
    chosen = {name: _choose(name, found) for name in asked}
    missing = [name for name, face in chosen.items() if face is None]
    if missing:
        raise HuiminError(
            Finding("no-font", Place(name), {"typeface": name, "package": _orders()[name]["package"]})
            for name in missing
        )
    return tuple(face for face in chosen.values() if face is not None)


def substitutes(asked: str) -> tuple[str, ...]:
    """The families that may stand in for a typeface, in their order, but those of which only the bold font may."""
    return tuple(each for each in _orders()[asked]["order"][1:] if isinstance(each, str))


def configuration(faces: Sequence[Face], folder: Path) -> Path:
    """A fontconfig file in `folder` under which each face goes by the name that the document asks for.

    Raises OSError for a font that cannot be read.
    """
    fonts = folder / "fonts"
    fonts.mkdir()
    files = dict.fromkeys(font.file for face in faces for font in face.fonts)
    copies = {file: fonts / f"{at}{Path(file).suffix}" for at, file in enumerate(files)}
    for file, copy in copies.items():
        shutil.copyfile(file, copy)  # LibreOffice reads no collection of fonts by way of a link
    # Some fonts give their bold no weight of its own; LibreOffice then takes two of a family for one.
    rules = [
        f'<match target="scan"><test name="file"><string>{escape(str(copies[font.file]))}</string></test>'
        f'<test name="family"><string>{escape(face.family)}</string></test>'
        f'<edit name="family" mode="prepend"><string>{escape(face.asked)}</string></edit>'
        f'<edit name="weight" mode="assign"><const>{"bold" if font.bold else "regular"}</const></edit></match>'
        for face in faces
        for font in face.fonts
    ]
    return _write(folder / "fonts.conf", [fonts], rules)


def _write(path: Path, folders: Sequence[Path], rules: Sequence[str] = ()) -> Path:
    """A fontconfig file for these folders and the fonts of the system, which have what a face may lack."""
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        f"<cachedir>{escape(str(path.parent / 'cache'))}</cachedir>",
        *(f"<dir>{escape(str(each))}</dir>" for each in folders),
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
        *rules,
        "</fontconfig>",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _installed(folder: Path) -> list[Installed]:
    """The fonts that fontconfig knows of, those of TeX, and those of the folder that HUIMIN_FONTS names."""
    named = os.environ.get("HUIMIN_FONTS")
    folders = [Path(each) for each in (*([named] if named else []), *_FOLDERS) if Path(each).is_dir()]
    listing = _write(
        folder / "listing.conf", folders, ['<include ignore_missing="yes">/etc/fonts/fonts.conf</include>']
    )
    command = ["fc-list", "--format", "%{file}\t%{weight}\t%{slant}\t%{style}\t%{family}\n"]
    try:
        said = subprocess.run(  # noqa: S603 - a program of the system, with arguments of our own
            command, env={**os.environ, "FONTCONFIG_FILE": str(listing)}, capture_output=True, check=True, text=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise HuiminError(
            [Finding("program-missing", Place("fc-list"), {"program": "fc-list", "package": "fontconfig"})]
        ) from error
    fonts = []
    for line in said.stdout.splitlines():
        file, weight, slant, style, families = line.split("\t")
        if weight not in _WEIGHTS or slant not in _SLANTS:
            continue  # a light or a black one, or a variable font
        bold = weight == _BOLD or "Bold" in style  # some fonts say it by their style alone
        fonts.append(Installed(tuple(families.split(",")), bold, slant != _UPRIGHT, file))
    return sorted(fonts, key=lambda each: (each.bold, each.slanted, each.file))


def _choose(asked: str, found: Sequence[Installed]) -> Face | None:
    for candidate in _orders()[asked]["order"]:
        only_bold = isinstance(candidate, Mapping)
        family = candidate["bold"] if only_bold else candidate
        members = {(each.bold, each.slanted): each for each in reversed(found) if family in each.families}
        plain = members.get((only_bold, False))
        if plain is not None:
            others = () if only_bold else (each for each in members.values() if each is not plain)
            return Face(asked, family, (plain, *others))
    return None


@cache
def _orders() -> Mapping[str, Any]:
    found: Mapping[str, Any] = packaged.data(Path(__file__).with_name("fonts.yaml"))
    return found
