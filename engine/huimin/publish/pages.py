"""From a book to its pages: rendered in memory, written as a whole set, compared with what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from huimin.cases.determine import determine
from huimin.publish import folder
from huimin.publish.charts import targets_chart, timeline_chart
from huimin.publish.folder import BUILT, Drift
from huimin.publish.machine import machine_form
from huimin.publish.official import notice_pdfs, notices
from huimin.publish.official.amendment import amendment_pdfs, amendments
from huimin.publish.pdf import SIZES, one_page
from huimin.publish.press import BILINGUAL, TAGS, Page, Press
from huimin.publish.sheets import InstrumentSheet, MeasureSheet
from huimin.publish.targets import targets
from huimin.publish.timeline import timeline
from huimin.words import Language

Progress = Callable[[Sequence[Page]], Iterable[Page]]
"""Gives the pages one after another, and may show how far they are."""


def _page(press: Press, template: str, lang: Language, path: str, **values: Any) -> Page:
    return Page(path, lambda: press.page(template, lang, path, **values))


def _summary(press: Press) -> Iterator[Page]:
    for lang in press.languages:
        yield _page(press, "summary.md.j2", lang, f"summary.{lang}.md")
        yield _page(press, "summary.html.j2", lang, f"summary.{lang}.html")


def _bilingual(press: Press) -> Iterator[Page]:
    if len(press.languages) > 1:
        editions = [press.edition(each) for each in press.languages]
        yield _page(press, "bilingual.html.j2", press.languages[0], BILINGUAL, editions=editions, tags=TAGS)


def _measures(press: Press) -> Iterator[Page]:
    for path, lang, given in _measure_sheets(press):
        yield _page(press, "measure.html.j2", lang, path, **given, size=SIZES[0])


def _pdfs(press: Press) -> Iterator[Page]:
    """A PDF beside each sheet of a measure, from the same HTML, set as small as one page asks for."""
    for path, lang, given in _measure_sheets(press):
        set_in = partial(press.page, "measure.html.j2", lang, path, **given)
        yield Page(
            path.removesuffix(".html") + BUILT,
            lambda set_in=set_in: one_page(set_in(size=size).decode() for size in SIZES),  # type: ignore[misc]
        )


def _measure_sheets(press: Press) -> Iterator[tuple[str, Language, dict[str, Any]]]:
    for lang in press.languages:
        edition = press.edition(lang)
        for sheet in (*edition.sheets, *edition.drafts):
            for measure in sheet.measures:
                settled = sheet in edition.sheets
                yield sheet_path(sheet, measure, lang), lang, {"sheet": sheet, "measure": measure, "settled": settled}


def _timeline(press: Press) -> Iterator[Page]:
    for lang in press.languages:
        editor = press.edition(lang).editor
        groups = timeline(editor)
        chart = timeline_chart(groups, editor.word("colon"))
        yield from _charted(press, "timeline", lang, chart, groups=groups, day=editor.day)


def _targets(press: Press) -> Iterator[Page]:
    """The targets, judged by the series of the case where there is one."""
    result = determine(press.book, press.case, on=press.on) if press.case else None
    for lang in press.languages:
        editor = press.edition(lang).editor
        lines = targets(editor, press.case, result)
        chart = targets_chart(lines, editor.word("colon"))
        asked = editor.day(result.on) if result else ""
        yield from _charted(press, "targets", lang, chart, lines=lines, asked=asked)


def _charted(press: Press, name: str, lang: Language, chart: object, **values: Any) -> Iterator[Page]:
    """A page with a drawing in it, and the drawing alone."""

    def drawing() -> bytes:
        return press.page(f"{name}.svg.j2", lang, f"{name}.{lang}.svg", chart=chart) if chart else b""

    def page() -> bytes:
        # The drawing was escaped when it was made, by the same environment.
        svg = Markup(drawing().decode())  # noqa: S704
        return press.page(f"{name}.html.j2", lang, f"{name}.{lang}.html", svg=svg, **values)

    yield Page(f"{name}.{lang}.html", page)
    if chart:
        yield Page(f"{name}.{lang}.svg", drawing)


def _book(press: Press) -> Iterator[Page]:
    yield Page("book.json", lambda: machine_form(press))


def _index(press: Press) -> Iterator[Page]:
    """What leads to every other page, in the languages beside each other."""
    given = {
        "editions": [press.edition(each) for each in press.languages],
        "tags": TAGS,
        "sheet_path": sheet_path,
        "notices": [page.path for page in notices(press)],
    }
    yield _page(press, "index.html.j2", press.languages[0], "index.html", **given)


def sheet_path(sheet: InstrumentSheet, measure: MeasureSheet, lang: Language) -> str:
    """Where the sheet of a measure stands."""
    return f"measures/{sheet.id}/{measure.number}.{lang}.html"


CATALOGUE: Mapping[str, Callable[[Press], Iterator[Page]]] = {
    "summary": _summary,
    "bilingual": _bilingual,
    "measures": _measures,
    "pdf": _pdfs,
    "timeline": _timeline,
    "targets": _targets,
    "book": _book,
    "index": _index,
    "notice": notices,
    "notice-pdf": notice_pdfs,
    "amendment": amendments,
    "amendment-pdf": amendment_pdfs,
}
"""What can be published, by the word that asks for it."""
AMENDING = ("amendment", "amendment-pdf")
"""What another book is needed for."""
STANDARD = tuple(name for name in CATALOGUE if name not in ("pdf", "notice-pdf", *AMENDING))
"""What is published where nothing is named: what is kept under version control; PDFs are built where wanted."""


def render(press: Press, what: Sequence[str] = (), *, progress: Progress = iter) -> dict[str, bytes]:
    """Every page that `what` names, without it those of `STANDARD`, by its path inside the folder of pages.

    The same book gives the same bytes. Raises KeyError for a word that nothing goes by, PublishError.
    """
    return {path: page for pages in _sets(press, what, progress).values() for path, page in pages.items()}


def publish(press: Press, out: Path, what: Sequence[str] = (), *, progress: Progress = iter) -> list[Path]:
    """Write the pages into the folder `out`, all or none; gives the files. Raises as `render` and `folder.replace`."""
    return folder.replace(out, _sets(press, what, progress))


def check(press: Press, out: Path, what: Sequence[str] = (), *, progress: Progress = iter) -> list[Drift]:
    """The files of `out` that are missing, that say something else than the book, or that are left over.

    Of PDFs, which need not be there, the text and the page boxes are compared. Raises as `render`; OSError.
    """
    asked = what or [name for name in CATALOGUE if name not in AMENDING]
    return folder.compare(out, _sets(press, asked, progress, lambda page: page.is_kept or (out / page.path).is_file()))


def _sets(
    press: Press, what: Sequence[str], progress: Progress, wanted: Callable[[Page], bool] | None = None
) -> dict[str, dict[str, bytes]]:
    """The pages by the word that asks for them, and by their path."""
    planned = {
        name: [page for page in CATALOGUE[name](press) if wanted is None or wanted(page)] for name in what or STANDARD
    }
    made = {page.path: page.make() for page in progress([page for pages in planned.values() for page in pages])}
    return {_set_name(press, name): {page.path: made[page.path] for page in pages} for name, pages in planned.items()}


def _set_name(press: Press, name: str) -> str:
    """The amendments of each day are a set of their own: those of another day stay where they are."""
    return f"{name} {press.on.iso}" if name in AMENDING and press.on else name
