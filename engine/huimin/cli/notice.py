"""The part of `huimin publish` that makes the notices which amend an instrument, and says what notices are set in."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from huimin.cli import screen
from huimin.cli.usage import MisuseError

if TYPE_CHECKING:
    from huimin.feel.values import Date
    from huimin.policy.findings import Language


def amend(book: Path | None, since: str | None, out: Path, day: Date | None, lang: Language) -> None:
    """Write the notice of `day` for each instrument that says something else than in the book `since`, DOCX and PDF."""
    from huimin.policy.places import find
    from huimin.policy.revisions import opened
    from huimin.publish import folder
    from huimin.publish.official.amendment import amendments

    if since is None or day is None:
        raise MisuseError(
            "amendment 需要 --since（原政策库）和 --on（成文日期）",
            "amendment needs --since, the old book, and --on, the day of the notice",
        )
    home = find(book)
    with ExitStack() as stack:
        old, new = (stack.enter_context(opened(name, home)) for name in (since, str(home)))
        files = amendments(old, new, day)
    if not files:
        screen.tell("各文件的内容没有变化" if lang == "zh" else "no instrument says anything else than before")
        return
    for path in folder.replace(out, {"amendment": files}):
        screen.say(str(path))
        if path.suffix == folder.BUILT:
            tell_fonts(path, lang)


def tell_fonts(path: Path, lang: Language) -> None:
    """Say which fonts a notice was printed in: what is installed differs from one machine to another."""
    from huimin.publish.official.pdf import embedded

    fonts = embedded(path.read_bytes())
    zh, en = f"  {path.name} 所用字体：{'、'.join(fonts)}", f"  {path.name} is set in {', '.join(fonts)}"
    screen.tell(zh if lang == "zh" else en)
