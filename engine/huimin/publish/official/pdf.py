"""A notice as PDF: the DOCX, typeset by LibreOffice (docs/decisions/0006-official-pdf.md says why)."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from huimin.documents import inputs
from huimin.documents.findings import Finding, HuiminError, Place
from huimin.feel.values import Date
from huimin.publish.official.fonts import configuration, faces
from huimin.publish.official.form import FORMS
from huimin.words import Language

_SECONDS = 180
_ON, _OFF = '{"type":"boolean","value":"true"}', '{"type":"boolean","value":"false"}'
_FILTER = f'pdf:writer_pdf_Export:{{"UseTaggedPDF":{_ON},"IsSkipEmptyPages":{_OFF}}}'
_CREATED = re.compile(rb"(/CreationDate\(D:)\d{14}")
_STAMPED = re.compile(rb"(<xmp:CreateDate>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_HEX = re.compile(rb"[0-9A-F]{32}")
_NAMED = re.compile(rb"/ID \[ <([0-9A-F]{32})>\s<\1> \]\s/DocChecksum /([0-9A-F]{32})")


def printed(docx: bytes, language: Language, day: Date) -> bytes:
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
        try:
            environment = {**os.environ, "FONTCONFIG_FILE": str(configuration(chosen, folder)), "TZ": "UTC"}
            said = subprocess.run(  # noqa: S603 - a program of the system, with arguments of our own
                command, env=environment, capture_output=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(program, str(error)) from error
        made = source.with_suffix(".pdf")
        if said.returncode or not made.is_file():
            raise _failed(program, said.stderr.decode(errors="replace").strip() or f"exit code {said.returncode}")
        return _dated(inputs.read_file(made, limit=inputs.MAX_PAGE), day)


def _failed(program: str, reason: str) -> HuiminError:
    return HuiminError([Finding("conversion-failed", Place(program), {"reason": reason})])


def _dated(pdf: bytes, day: Date) -> bytes:
    """The PDF without the clock: its times are midnight of the day, its identifiers the hash of the rest.

    What is put in is as long as what it replaces, so that every offset of the file stays.
    """
    iso = f"{day.iso}T00:00:00".encode()
    pdf = _STAMPED.sub(rb"\g<1>" + iso, _CREATED.sub(rb"\g<1>" + re.sub(rb"\D", b"", iso), pdf))
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
