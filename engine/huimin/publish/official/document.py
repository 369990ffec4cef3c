"""A notice as a DOCX: real styles and numbering, no text boxes, the same bytes for the same notice."""

from __future__ import annotations

import re
from math import ceil

from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph as DocxParagraph

from huimin.publish.official import titles
from huimin.publish.official.content import Block, Item, Notice, Paragraph, Table, Title
from huimin.publish.official.form import FORMS, RED, RULE, THICK, THIN, WIDTH, Form, mm
from huimin.publish.official.length import Ruler, reach
from huimin.publish.official.paper import archived, blank, break_to_even_page
from huimin.publish.official.styles import LEVEL_STYLES, xml

# Marks beside a letter or a figure; elsewhere every word processor takes them for Chinese.
_SHARED = re.compile(r"((?<=[!-~])[“”‘’—…]|[“”‘’—…](?=[!-~]))")
_ANCHOR = 20  # the height of the line that the frame at the foot hangs on
_ABOVE_MASTHEAD = mm(34.5)  # its letters begin half a millimetre below the edge of its line
_INDENT = chr(0x3000) * 2  # full-width spaces


def docx(notice: Notice) -> bytes:
    """The notice as the file that an office opens in Word, WPS or LibreOffice."""
    form = FORMS[notice.language]
    document = blank(notice, form)
    writer = Writer(document, form, chinese=notice.language == "zh")
    writer.pitch = _cover_pitch(notice, form)
    writer.head(notice)
    writer.title(notice.title)
    writer.paragraph(notice.addressees, "Salutation")
    writer.blocks(notice.body)
    writer.signature(notice.issuer, notice.date, keep=len(notice.body) > 1)
    if notice.note:
        writer.paragraph(notice.note, "Note")
    writer.pitch = form.pitch
    if notice.enclosed is not None:
        writer.empty(page_break=True)
        writer.title(notice.enclosed.title)
        writer.blocks(notice.enclosed.body)
    writer.imprint(notice)
    return archived(document)


def _masthead_size(notice: Notice, form: Form) -> float:
    return min(form.masthead_size, int(WIDTH / 20 / titles.width(notice.masthead)))


def _title_lines(title: Title, form: Form) -> tuple[str, ...]:
    return titles.lines(title, WIDTH / 20 / form.title_size)


def _cover_pitch(notice: Notice, form: Form) -> int:
    """The pitch of a notice's own pages: closer where its signature would otherwise go to a page without any text.

    That is what 7.3.5.5 says to do. It concerns a text of one paragraph that ends at the foot of the first page: the
    first page has to show text, so the paragraph cannot go with the signature to the next.
    """
    first = notice.body[0]
    if len(notice.body) > 1 or not isinstance(first, Paragraph):
        return form.pitch
    above = _ABOVE_MASTHEAD + round(_masthead_size(notice, form) * 20) + RULE
    line = WIDTH / form.character
    empty = 5 + bool(notice.number) + 1  # those of the head, and that below the title
    text = sum(ceil(titles.set_width(each) / line) for each in (notice.addressees, _INDENT + first.text))
    filled = empty + len(_title_lines(notice.title, form)) + text
    room = form.lines * form.pitch - above
    if (filled - 1) * form.pitch > room:
        return form.pitch  # the text itself goes on to the next page, by two lines at least
    return min(form.pitch, room // (filled + 4))  # the signature, and a line more than was counted


class Writer:
    """Puts the parts of a notice into the body of a document, one after the other."""

    def __init__(self, document: Docx, form: Form, *, chinese: bool) -> None:
        self.chinese = chinese
        self.pitch = form.pitch
        self.document = document
        self.form = form
        self.names = {each.style_id: each.name for each in document.styles}

    def text(self, paragraph: DocxParagraph, text: str, style: str = "") -> None:
        """Adds text; in Chinese, the quotation marks and dashes that English writes with the same signs are Chinese.

        Word is told so by the run's hint; beside letters and figures LibreOffice needs them in a run of their own.
        """
        for at, piece in enumerate(_SHARED.split(text) if self.chinese else [text]):
            if piece:
                own = "Marks" if at % 2 else style
                run = paragraph.add_run(piece, self.names[own] if own else None)
                if self.chinese:
                    run._r.get_or_add_rPr().append(xml('<w:rFonts w:hint="eastAsia"/>'))

    def paragraph(self, text: str, style: str, *properties: str) -> DocxParagraph:
        paragraph = self.document.add_paragraph("", self.names[style])
        self.text(paragraph, text)
        if self.pitch != self.form.pitch and not any(each.startswith("<w:spacing") for each in properties):
            _put(paragraph, _exact(self.pitch))
        for each in properties:
            _put(paragraph, each)
        return paragraph

    def empty(self, *, page_break: bool = False, keep: bool = False) -> DocxParagraph:
        properties = ["<w:keepNext/>"] if keep or page_break else []
        return self.paragraph("", "Normal", *properties, *(["<w:pageBreakBefore/>"] if page_break else []))

    def head(self, notice: Notice) -> None:
        """7.2: the issuer in red, 35 mm below the edge of the type area; two lines on the number; 4 mm on the rule."""
        size = _masthead_size(notice, self.form)
        masthead = self.paragraph(
            notice.masthead,
            "Masthead",
            f'<w:spacing w:before="{_ABOVE_MASTHEAD}" w:line="{round(size * 20)}" w:lineRule="exact"/>',
        )
        for run in masthead.runs:
            run.font.size = Pt(size)
        self.empty(keep=True)
        if notice.number:
            self.empty(keep=True)
        border = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="7" w:color="{RED}"/></w:pBdr>'
        self.paragraph(notice.number, "Number", border)
        self.empty(keep=True)
        self.empty(keep=True)

    def title(self, title: Title) -> None:
        """The title in its lines, and the empty line below it."""
        paragraph = self.paragraph("", "Title")
        for at, line in enumerate(_title_lines(title, self.form)):
            if at:
                paragraph.add_run().add_break()
            self.text(paragraph, line)
        self.empty(keep=True)

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        for each in blocks:
            if isinstance(each, Paragraph):
                self.paragraph(each.text, "BodyText")
            elif isinstance(each, Item):
                self.item(each)
            else:
                self.table(each)

    def item(self, item: Item) -> None:
        paragraph = self.paragraph("", LEVEL_STYLES[item.level - 1])
        self.text(paragraph, item.lead, "Lead" if item.level == 2 else "")
        self.text(paragraph, item.text)

    def signature(self, issuer: str, date: str, *, keep: bool) -> None:
        """7.3.5.1: the date four characters from the right, the issuer above it, centred on it.

        With `keep` on one page with the paragraph before, which LibreOffice moves as a whole.
        """
        dated, signed = (titles.set_width(each) * self.form.character for each in (date, issuer))
        right = max(4 * self.form.character, round((signed - dated) / 2))
        if keep:
            _put(self.document.paragraphs[-1], "<w:keepNext/>")
        self.empty(keep=True)
        inset = round(right - (signed - dated) / 2)
        self.paragraph(issuer, "Signature", f'<w:ind w:right="{inset}"/>')
        self.paragraph(date, "Date", f'<w:ind w:right="{right}"/>')

    def table(self, table: Table) -> None:
        total = sum(table.widths)
        widths = [WIDTH * each // total for each in table.widths]
        made = self.document.add_table(rows=0, cols=len(widths))
        properties = made._tbl.tblPr
        for element in list(properties):
            properties.remove(element)
        line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        properties.append(xml(f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'))
        properties.append(xml(f"<w:tblBorders>{''.join(line.format(side) for side in sides)}</w:tblBorders>"))
        properties.append(xml('<w:tblLayout w:type="fixed"/>'))
        for column, size in zip(made.columns, widths, strict=True):
            column._gridCol.set(qn("w:w"), str(size))
        for at, row in enumerate((table.head, *table.rows)):
            cells = made.add_row()
            options = cells._tr.get_or_add_trPr()
            options.append(xml("<w:cantSplit/>"))
            if not at:
                options.append(xml("<w:tblHeader/>"))
            if len(row) == 1:
                self.spanning(cells, row[0])
                continue
            for cell, text, size in zip(cells.cells, row, widths, strict=True):
                cell._tc.get_or_add_tcPr().get_or_add_tcW().set(qn("w:w"), str(size))
                cell.paragraphs[0].style = self.names["Cell"]
                self.text(cell.paragraphs[0], text)

    def spanning(self, cells: Row, text: str) -> None:
        """The cells of a row as one, kept on a page with the row below."""
        paragraph = cells.cells[0].merge(cells.cells[-1]).paragraphs[0]
        paragraph.style = self.names["Cell"]
        _put(paragraph, "<w:keepNext/>")
        self.text(paragraph, text, "Lead")

    def imprint(self, notice: Notice) -> None:
        """7.4: 抄送 and 印发 between their rules, at the foot of the last page, which is an even one.

        A frame that the text flows round, so that the last page ends with it; its rules are paragraphs of their own,
        filled black: LibreOffice frames no paragraphs whose borders differ.
        """
        label, names = notice.copies
        if not names and not notice.printer:
            return
        one = round(self.form.foot_size * 20)
        hanging = round(titles.width(label) * one)
        ruler = Ruler(self.form, self.chinese)
        lines = (ruler.lines(names, WIDTH - 2 * one - hanging, self.form.foot_size) if names else 0) + bool(
            notice.printer
        )
        self.turn(ruler, lines * self.form.foot_pitch + 2 * THICK + THIN + _ANCHOR)
        self.framed("", "Rule", _exact(THICK))
        if names:
            self.framed(
                label + names, "Foot", f'<w:ind w:left="{one + hanging}" w:right="{one}" w:hanging="{hanging}"/>'
            )
        if names and notice.printer:
            self.framed("", "Rule", _exact(THIN))
        if notice.printer:
            stop = f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH - one}"/></w:tabs>'
            self.framed(f"{notice.printer}\t{notice.printed}", "Foot", stop, f'<w:ind w:left="{one}" w:right="0"/>')
        self.framed("", "Rule", _exact(THICK))
        self.paragraph("", "Normal", _exact(_ANCHOR))

    def turn(self, ruler: Ruler, height: int) -> None:
        """Goes on to the next even page, unless the text ends on one that has so much room.

        Where it ends on one without the room, its last paragraph goes to the page between, which would be empty.
        """
        end = reach(self.document, ruler)
        if end.page % 2 == 0 and end.free >= height:
            return
        if end.page % 2 == 0 and end.last is not None and end.last._p is not self.document.paragraphs[0]._p:
            _put(end.last, "<w:pageBreakBefore/>")
        break_to_even_page(self.document)

    def framed(self, text: str, style: str, *properties: str) -> None:
        frame = (
            f'<w:framePr w:w="{WIDTH}" w:hSpace="0" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin"'
            ' w:xAlign="left" w:yAlign="bottom"/>'
        )
        self.paragraph(text, style, frame, *properties)


# The properties of a paragraph, in the order that the schema of WordprocessingML has them in.
_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "pBdr", "shd", "tabs"),
    *("spacing", "ind", "jc"),
)


def _put(paragraph: DocxParagraph, element: str) -> None:
    """Adds a property where the schema of paragraphs has it."""
    properties = paragraph._p.get_or_add_pPr()
    properties.append(xml(element))
    properties[:] = sorted(properties, key=lambda each: _ORDER.index(each.tag.rpartition("}")[2]))


def _exact(height: int) -> str:
    return f'<w:spacing w:line="{height}" w:lineRule="exact"/>'
