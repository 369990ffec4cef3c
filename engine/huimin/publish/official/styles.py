"""The styles and the numbering of the official form, as the XML that Word, WPS and LibreOffice read.

An office that edits the document changes a style once; nothing is set by hand in a paragraph but where it stands.
"""

from __future__ import annotations

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from huimin.publish.official.fonts import substitutes
from huimin.publish.official.form import RED, Form
from huimin.words import Language, words

_COUNTS = {
    "zh": ("chineseCountingThousand", "chineseCountingThousand", "decimal", "decimal"),
    "en": ("upperRoman", "decimal", "lowerLetter", "lowerRoman"),
}
LEVEL_STYLES = ("Heading1", "Level2", "Level3", "Level4")


def xml(inside: str) -> Any:
    """One element of WordprocessingML."""
    head, _, rest = inside.partition(">")
    slash = "/" if head.endswith("/") else ""
    return parse_xml(f"{head.removesuffix('/')} {nsdecls('w')}{slash}>{rest}")


def fonts(face: str, form: Form, latin: str = "") -> str:
    """The run properties that set Chinese in `face`, and letters and figures in `latin`, by default the form's own."""
    western = latin or form.latin
    return f'<w:rFonts w:ascii="{western}" w:hAnsi="{western}" w:eastAsia="{face}" w:cs="{western}"/>'


def defaults(form: Form) -> Any:
    """What every style begins from: the body's typefaces and size, and its exact tracking.

    Letters and figures are marked as English in a Chinese document too: as Chinese, LibreOffice would part a number at
    the end of a line.
    """
    size = round(form.size * 2)
    return xml(
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f"{fonts(form.faces[0], form)}"
        f'<w:spacing w:val="{form.tracking}"/><w:kern w:val="0"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )


def _style(name: str, label: str, paragraph: str, run: str = "", based: str = "Normal", kind: str = "paragraph") -> Any:
    custom = "" if label[0].islower() or label in _BUILT_IN else ' w:customStyle="1"'
    default = ' w:default="1"' if name == "Normal" else ""
    parent = "" if name == "Normal" or kind == "character" else f'<w:basedOn w:val="{based}"/>'
    body = f"<w:pPr>{paragraph}</w:pPr>" if kind == "paragraph" else ""
    return xml(
        f'<w:style w:type="{kind}"{default}{custom} w:styleId="{name}"><w:name w:val="{label}"/>{parent}<w:qFormat/>'
        f"{body}<w:rPr>{run}</w:rPr></w:style>"
    )


_BUILT_IN = ("Normal", "Title", "Body Text", "Salutation", "Signature", "Date")


def styles(form: Form) -> list[Any]:
    """Every style of the form.

    Punctuation at the end of a line is left as Word has it (`overflowPunct`): LibreOffice 7.4 reads the switch the
    other way round, and would hang it outside the type area where it is off.
    """
    _, title, first, second, _ = (fonts(face, form) for face in form.faces)
    folio = fonts(form.faces[4], form, latin=form.faces[4])
    bold = "<w:b/>" if form.bold else ""
    italic = "<w:b/><w:i/>" if form.bold else ""
    indent = f'<w:ind w:firstLine="{2 * form.character}"/>'
    numbered = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    foot = f'<w:sz w:val="{round(form.foot_size * 2)}"/><w:szCs w:val="{round(form.foot_size * 2)}"/>'
    exact = '<w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="exact"/>'
    return [
        _style(
            "Normal",
            "Normal",
            "<w:widowControl/><w:kinsoku/><w:overflowPunct/>"
            f'<w:snapToGrid w:val="0"/>{exact.format(form.pitch)}<w:jc w:val="both"/>',
            '<w:snapToGrid w:val="0"/>',
        ),
        _style("BodyText", "Body Text", indent),
        _style(
            "Masthead",
            "Masthead",
            '<w:keepNext/><w:jc w:val="center"/>',
            f'{title}{bold}<w:color w:val="{RED}"/><w:spacing w:val="0"/>',
        ),
        _style("Number", "Document Number", '<w:keepNext/><w:jc w:val="center"/>'),
        _style(
            "Title",
            "Title",
            '<w:keepNext/><w:keepLines/><w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
            f'{title}{bold}<w:spacing w:val="0"/>'
            f'<w:sz w:val="{round(form.title_size * 2)}"/><w:szCs w:val="{round(form.title_size * 2)}"/>',
        ),
        _style("Salutation", "Salutation", "<w:keepNext/>"),
        _style(
            "Heading1", "heading 1", f'<w:keepNext/>{numbered.format(0)}<w:outlineLvl w:val="1"/>', f"{first}{bold}"
        ),
        *(
            _style(name, f"Level {count}", numbered.format(count - 1))
            for count, name in enumerate(LEVEL_STYLES[1:], start=2)
        ),
        _style("Lead", "Level 2 Lead", "", f"{second}{italic}", kind="character"),
        _style("Marks", "Chinese Marks", "", fonts(form.faces[0], form, latin=form.faces[0]), kind="character"),
        _style("Signature", "Signature", '<w:keepNext/><w:jc w:val="right"/>'),
        _style("Date", "Date", '<w:jc w:val="right"/>'),
        _style("Note", "Note", indent),
        _style("Foot", "Imprint", exact.format(form.foot_pitch), foot),
        _style("Rule", "Imprint Rule", '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>', '<w:sz w:val="2"/>'),
        _style("Cell", "Table Text", exact.format(form.foot_pitch) + '<w:jc w:val="left"/>', foot),
        _style(
            "Folio",
            "Page Number",
            exact.format(form.foot_pitch),
            f'{folio}<w:spacing w:val="0"/><w:sz w:val="{round(form.folio_size * 2)}"/>',
        ),
    ]


def numbering(form: Form, language: Language) -> list[Any]:
    """The four levels of 7.3.3, counted by the word processor: 一、 （一） 1. （1）; in English I. 1. (a) (i)."""
    shapes = zip(_COUNTS[language], words("publish/official")["levels"][language], strict=True)
    faces = (form.faces[2], form.faces[3], form.faces[0], form.faces[0])
    weight = ("<w:b/>", "<w:b/><w:i/>", "", "") if form.bold else ("",) * 4
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{count}"/><w:pStyle w:val="{LEVEL_STYLES[at]}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="{2 * form.character}"/></w:pPr>'
        f"<w:rPr>{fonts(faces[at], form)}{weight[at]}</w:rPr></w:lvl>"
        for at, (count, text) in enumerate(shapes)
    )
    return [
        xml(f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'),
        xml('<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'),
    ]


def font_table(form: Form) -> bytes:
    """What may stand in for the typefaces where an office does not have them, for its word processor."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{";".join(substitutes(name))}"/></w:font>'
        for name in dict.fromkeys((form.latin, *form.faces))
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()
