"""The sheet that a notice is written on, and the file that it is kept in."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from datetime import datetime

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn

from huimin.publish.official.content import Notice
from huimin.publish.official.form import BOTTOM, LEFT, PAGE, RIGHT, TOP, Form, mm
from huimin.publish.official.styles import defaults, font_table, numbering, styles, xml

_WORD = "http://schemas.microsoft.com/office/word"
_PARTS = ("officeDocument", "core-properties", "styles", "numbering", "settings")


def blank(notice: Notice, form: Form) -> Docx:
    """An empty document with the page, the styles, the numbering, the page numbers and the properties of a notice.

    Nothing is kept of the template that python-docx begins from.
    """
    document = Document()
    root = document.styles.element
    for element in list(root):
        root.remove(element)
    root.append(defaults(form))
    root.extend(styles(form))
    counting = document.part.numbering_part.element
    for element in list(counting):
        counting.remove(element)
    counting.extend(numbering(form, notice.language))
    settings = document.settings.element
    for element in list(settings):
        settings.remove(element)
    settings.extend(
        xml(each)
        for each in (
            "<w:evenAndOddHeaders/>",
            '<w:characterSpacingControl w:val="compressPunctuation"/>',
            f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{_WORD}" w:val="15"/></w:compat>',
        )
    )
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            kind = relation.reltype.rpartition("/")[2]
            if kind == "fontTable":
                relation.target_part._blob = font_table(form)
            elif kind not in _PARTS:
                del owner.rels[key]
    _page(document, form)
    _properties(document, notice)
    return document


def _page(document: Docx, form: Form) -> None:
    section = document.sections[0]
    layout = section._sectPr
    for element in list(layout):
        layout.remove(element)
    # The line beside the number lies 7 mm below the type area (7.5): three tenths of its size above the foot of the
    # figure, which stands a fifth of the line above the foot of the line.
    footer = BOTTOM - mm(7) - round(form.folio_size * 20 * 0.3 + form.foot_pitch * 0.2)
    layout.append(xml(f'<w:pgSz w:w="{PAGE[0]}" w:h="{PAGE[1]}"/>'))
    layout.append(
        xml(
            f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" w:header="{mm(15)}"'
            f' w:footer="{footer}" w:gutter="0"/>'
        )
    )
    layout.append(xml(f'<w:docGrid w:type="lines" w:linePitch="{form.pitch}"/>'))
    for part, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        part.is_linked_to_previous = False
        paragraph = part.paragraphs[0]
        paragraph.style = "Page Number"
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            xml(f'<w:ind w:left="{round(form.folio_size * 20)}" w:right="{round(form.folio_size * 20)}"/>')
        )
        properties.append(xml(f'<w:jc w:val="{side}"/>'))
        for inside in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        ):
            paragraph._p.append(xml(f"<w:r>{inside}</w:r>"))


def break_to_even_page(document: Docx) -> None:
    """What is written from here on begins on the next even page. Takes a document that ends with a paragraph."""
    layout = document.sections[-1]._sectPr
    document.paragraphs[-1]._p.get_or_add_pPr().append(deepcopy(layout))
    size = layout.find(qn("w:pgSz"))
    size.addprevious(xml('<w:type w:val="evenPage"/>'))


def _properties(document: Docx, notice: Notice) -> None:
    """The document's properties: its day is the notice's own, so that nothing hangs on a clock."""
    properties = document.core_properties
    day = datetime(notice.day.year, notice.day.month, notice.day.day)  # noqa: DTZ001 - a day has no zone
    properties.title, properties.author, properties.comments = notice.title.text, notice.issuer, ""
    properties.language = "zh-CN" if notice.language == "zh" else "en-GB"
    properties.created = properties.modified = day
    properties.last_modified_by, properties.revision = notice.issuer, 1


def archived(document: Docx) -> bytes:
    """The file with its parts in order of their names and no times of its own."""
    written = io.BytesIO()
    document.save(written)
    made = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, parts.read(name))
    return made.getvalue()
