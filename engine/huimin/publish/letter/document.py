"""A letter as a DOCX, in the letter form of GB/T 9704-2012 (clause 10.1) and in the styles of the official notice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from huimin.publish.letter.content import FORMS, NOTE_SIZE, SHADE, Letter, masthead_size
from huimin.publish.official.document import Writer
from huimin.publish.official.form import RED, WIDTH, mm
from huimin.publish.official.paper import archived, blank
from huimin.publish.official.styles import LEVEL_STYLES, xml

_RULE = mm(170)
_MASTHEAD = mm(30)  # from the edge of the paper to the masthead
_GAP = "100"  # below an English paragraph
_ANNEX = 2  # the list that numbers the annex


def docx(letter: Letter) -> bytes:
    """The letter as the file that an office opens in Word, WPS or LibreOffice: the same bytes for the same letter.

    Its properties name the office and the day, and nobody else.
    """
    form = FORMS[letter.language]
    document = blank(letter, form)
    _adapt(document, letter)
    writer = Writer(document, form, chinese=letter.language == "zh")
    _first_page(document, letter)
    side = '<w:jc w:val="left"/>' if letter.close else '<w:jc w:val="right"/>'
    writer.paragraph(letter.number, "Number", side)
    if letter.close:
        writer.paragraph(letter.date, "Number", side)
    writer.empty(keep=True)
    writer.title(letter.title)
    writer.paragraph(letter.addressees, "Salutation")
    writer.blocks(letter.body)
    kept = len(document.paragraphs)
    _keep_lists(document.paragraphs)
    writer.blocks(letter.closing)
    if letter.close:
        writer.empty(keep=True)
        writer.paragraph(letter.close, "Salutation")
        writer.paragraph(letter.issuer, "Salutation")
    else:
        writer.signature(letter.issuer, letter.date, keep=True)
    _keep_together(document.paragraphs[kept:])
    for run in writer.paragraph(letter.note, "Foot", f'<w:spacing w:before="{form.pitch}"/>').runs:
        run.font.size = Pt(NOTE_SIZE)
    if letter.enclosed is not None:
        writer.empty(page_break=True)
        writer.title(letter.enclosed.title)
        begun = len(document.paragraphs)
        writer.blocks(letter.enclosed.body)
        _count_anew(document.paragraphs[begun:])
        _shade(document)
    return archived(document)


def _adapt(document: Docx, letter: Letter) -> None:
    """What a letter sets otherwise than a notice.

    Lines are not justified, since the long words of a reference or a digest would tear them. The annex counts anew. In
    English a heading is counted and shows no number, so that what is below it begins anew, and paragraphs are parted
    by space instead of an indent.
    """
    normal = document.styles["Normal"].element
    normal.find(f"{qn('w:pPr')}/{qn('w:jc')}").set(qn("w:val"), "left")
    counting = document.part.numbering_part.element
    anew = "".join(f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="1"/></w:lvlOverride>' for at in range(4))
    counting.append(xml(f'<w:num w:numId="{_ANNEX}"><w:abstractNumId w:val="0"/>{anew}</w:num>'))
    if letter.language == "en":
        next(counting.iter(qn("w:lvlText"))).set(qn("w:val"), "")
        normal.find(f"{qn('w:pPr')}/{qn('w:spacing')}").set(qn("w:after"), _GAP)
        first, second, *_ = counting.iter(qn("w:ind"))
        for indent in (document.styles["Body Text"].element.find(f".//{qn('w:ind')}"), first, second):
            indent.set(qn("w:firstLine"), "0")


def _keep_lists(paragraphs: Iterable[DocxParagraph]) -> None:
    """What leads a list stays with the beginning of the list."""
    for each, following in pairwise(paragraphs):
        if [_style(each), _style(following)] == list(LEVEL_STYLES[1:3]):
            each.paragraph_format.keep_with_next = True


def _keep_together(paragraphs: Iterable[DocxParagraph]) -> None:
    """Whole and with what follows, so that no signature stands on a page without the text that it signs."""
    for each in paragraphs:
        each.paragraph_format.keep_with_next = each.paragraph_format.keep_together = True


def _count_anew(paragraphs: Iterable[DocxParagraph]) -> None:
    for each in paragraphs:
        name = _style(each)
        if name in LEVEL_STYLES:
            level = f'<w:ilvl w:val="{LEVEL_STYLES.index(name)}"/>'
            each._p.get_or_add_pPr().append(xml(f'<w:numPr>{level}<w:numId w:val="{_ANNEX}"/></w:numPr>'))


def _shade(document: Docx) -> None:
    """The rows that head others, as on the page."""
    for span in document.element.body.iter(qn("w:gridSpan")):
        span.addnext(xml(f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>'))


def _style(paragraph: DocxParagraph) -> str:
    return paragraph.style.style_id if paragraph.style is not None else ""


def _first_page(document: Docx, letter: Letter) -> None:
    """The masthead above its rule, and the rule at the foot, both in the margins of the first page; no page number."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    layout = section._sectPr.find(qn("w:pgMar"))
    layout.set(qn("w:header"), str(_MASTHEAD))
    size = masthead_size(letter)
    head = section.first_page_header.paragraphs[0]
    head.style = "Masthead"
    head.add_run(letter.masthead).font.size = Pt(size)
    below = f'<w:spacing w:after="{mm(4)}" w:line="{round(size * 24)}" w:lineRule="exact"/>'
    _ruled(head, "bottom", "thickThinSmallGap", below)
    foot = section.first_page_footer.paragraphs[0]
    foot.style = "Masthead"
    _ruled(foot, "top", "thinThickSmallGap", '<w:spacing w:line="20" w:lineRule="exact"/>')


def _ruled(paragraph: DocxParagraph, side: str, line: str, spacing: str) -> None:
    """A red double rule, wider than the type area and set in the middle of it."""
    over = round((_RULE - WIDTH) / 2)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(xml(f'<w:pBdr><w:{side} w:val="{line}" w:sz="24" w:space="6" w:color="{RED}"/></w:pBdr>'))
    properties.append(xml(spacing))
    properties.append(xml(f'<w:ind w:left="-{over}" w:right="-{over}"/>'))
