"""How our Word files look: page, language, styles, and the marks that python-docx has no words for."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

ACCENT = RGBColor(0x1D, 0x3F, 0x5E)
QUIET = RGBColor(0x4D, 0x58, 0x63)

_TYPEFACE = "Calibri"
_HEADINGS: tuple[tuple[int, float, float, float], ...] = (  # Level, size, space before and after in points.
    (1, 20, 0, 8),
    (2, 14, 18, 6),
    (3, 12, 14, 3),
)
# Name, the style it builds on, size, colour, bold, space after in points.
_OWN_STYLES: tuple[tuple[str, str, float, RGBColor | None, bool, float], ...] = (
    ("Letterhead", "Normal", 14, ACCENT, True, 0),
    ("Quiet", "Normal", 9.5, QUIET, False, 6),
    ("Standing", "Normal", 11, ACCENT, True, 10),
    ("Fact", "Normal", 11, None, False, 2),
    ("Lead", "Normal", 9.5, ACCENT, True, 2),
    ("Decision", "Normal", 11, None, False, 0),
    ("Decision List", "List Bullet", 11, None, False, 0),
    ("Table Text", "Normal", 10, None, False, 2),
)


def dress(file: WordFile, language: str) -> None:
    """Give a new file A4, its language (nb-NO, nn-NO) and all the styles that wordfile uses."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin = section.bottom_margin = Mm(24)
    _speak(file, language)
    _style(file, "Normal", 11, None, bold=False, after=6)
    for level, size, before, after in _HEADINGS:
        heading = _style(
            file, f"Heading {level}", size, None if level == 3 else ACCENT, bold=True, after=after
        )
        heading.paragraph_format.space_before = Pt(before)
    for name, base, size, colour, bold, after in _OWN_STYLES:
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = file.styles[base]
        _shape(_style(file, name, size, colour, bold=bold, after=after))


def mark_header(table: Table) -> None:
    """Say which row heads the table, so that it is read aloud with the cells and repeated on each page."""
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))


def rule(table: Table) -> None:
    """Hairlines between rows and no others."""
    borders = _element("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="C3CCD4"))
    # The schema's order; Word may call a file damaged where it is broken.
    table._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def count(paragraph: Paragraph, field: str) -> None:
    """Put in a number that Word works out: PAGE or NUMPAGES."""
    holder = _element("w:fldSimple", instr=field)
    run = _element("w:r")
    text = _element("w:t")
    text.text = "1"
    run.append(text)
    holder.append(run)
    paragraph._p.append(holder)


def sealed(file: WordFile, when: datetime) -> bytes:
    """The file's bytes, with `when` as every time in it, so that the same document gives the same bytes."""
    loose = BytesIO()
    file.save(loose)
    kept = BytesIO()
    with ZipFile(loose) as source, ZipFile(kept, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            stamped = ZipInfo(part.filename, max(when.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
            stamped.compress_type = ZIP_DEFLATED
            target.writestr(stamped, source.read(part))
    return kept.getvalue()


def _style(
    file: WordFile, name: str, size: float, colour: RGBColor | None, *, bold: bool, after: float
) -> ParagraphStyle:
    style = file.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = colour or RGBColor(0, 0, 0)
    style.paragraph_format.space_after = Pt(after)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), _TYPEFACE)
    return style


def _shape(style: ParagraphStyle) -> None:
    """What sets a few of the styles apart, beyond their letters."""
    form = style.paragraph_format
    if style.name == "Fact":
        form.left_indent, form.first_line_indent = Mm(36), Mm(-36)
        form.tab_stops.add_tab_stop(Mm(36))
    elif style.name == "Lead":
        form.keep_with_next = True
    elif style.name in ("Decision", "Decision List"):
        _box(style)


def _box(style: ParagraphStyle) -> None:
    """A tinted ground with a bar at the left, as in the PDF."""
    properties = style.element.get_or_add_pPr()
    borders = _element("w:pBdr")
    borders.append(_element("w:left", val="single", sz="20", space="8", color=str(ACCENT)))
    shading = _element("w:shd", val="clear", color="auto", fill="EEF3F7")
    # Both stand before the spacing in the schema's order.
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing")
    properties.insert_element_before(shading, "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing")


def _speak(file: WordFile, language: str) -> None:
    defaults = file.styles.element.find(qn("w:docDefaults"))
    for found in defaults.iter(qn("w:lang")):
        found.set(qn("w:val"), language)
    for found in file.settings.element.iter(qn("w:themeFontLang")):
        found.set(qn("w:val"), language)


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
