"""A notice as PDF: the DOCX, typeset by LibreOffice (docs/decisions/0005-official-pdf.md says why)."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from huimin.feel.values import Date
from huimin.policy.findings import Finding, HuiminError, Language, Place
from huimin.publish.official.fonts import Face, configuration, faces
from huimin.publish.official.form import FORMS

_SECONDS = 180
_FILTER = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
_CREATED = re.compile(rb"(/CreationDate\(D:)\d{14}")
_STAMPED = re.compile(rb"(<xmp:CreateDate>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_HEX = re.compile(rb"[0-9A-F]{32}")
_NAMED = re.compile(rb"/ID \[ <([0-9A-F]{32})>\s<\1> \]\s/DocChecksum /([0-9A-F]{32})")


@dataclass(frozen=True)
class Printed:
    """A PDF, and the font that each typeface was set in."""

    content: bytes
    faces: tuple[Face, ...]


def printed(docx: bytes, language: Language, day: Date) -> Printed:
    """The DOCX as PDF: tagged, its fonts embedded, dated `day`; on one machine the same bytes twice.

    Raises HuiminError without LibreOffice (`program-missing`), without a font for a typeface (`no-font`), and where the
    conversion fails (`conversion-failed`).
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise HuiminError(
            [Finding("program-missing", Place("soffice"), {"program": "LibreOffice", "package": "libreoffice-writer"})]
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        form = FORMS[language]
        chosen = faces(dict.fromkeys((*form.faces, form.latin)), folder)
        source = folder / "notice.docx"
        source.write_bytes(docx)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", _FILTER, "--outdir", str(folder), str(source)),
        ]
        environment = {
            **os.environ,
            "FONTCONFIG_FILE": str(configuration(chosen, folder)),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        try:
            said = subprocess.run(  # noqa: S603 - a program of the system, with arguments of our own
                command, env=environment, capture_output=True, timeout=_SECONDS, check=False
            )
            made = source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise HuiminError([Finding("conversion-failed", Place(program), {"reason": str(error)})]) from error
        if said.returncode:
            raise HuiminError(
                [Finding("conversion-failed", Place(program), {"reason": said.stderr.decode(errors="replace")})]
            )
        return Printed(_dated(made, day), chosen)


def _dated(pdf: bytes, day: Date) -> bytes:
    """The PDF without the clock: its times are midnight of the day, its identifiers the hash of the rest.

    What is put in is as long as what it replaces, so that every offset of the file stays.
    """
    stamp = f"{day.year:04d}{day.month:02d}{day.day:02d}000000".encode()
    iso = f"{day.year:04d}-{day.month:02d}-{day.day:02d}T00:00:00".encode()
    pdf = _STAMPED.sub(rb"\g<1>" + iso, _CREATED.sub(rb"\g<1>" + stamp, pdf))
    names = _NAMED.search(pdf)
    if names is None:
        return pdf
    rest = pdf
    for name in names.groups():
        rest = rest.replace(name, b"0" * 32)
    digest = hashlib.sha256(rest).hexdigest()[:32].upper().encode()
    return _NAMED.sub(lambda found: _HEX.sub(digest, found[0]), pdf)


def embedded(pdf: bytes) -> tuple[str, ...]:
    """The fonts that a PDF embeds, by their own names, in order of the alphabet."""
    from pypdf import PdfReader

    fonts = [
        font.get_object()
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"].get_object().get("/Font", {}).values()  # type: ignore[union-attr]
    ]
    return tuple(sorted({str(each["/BaseFont"]).rpartition("+")[2] for each in fonts}))
