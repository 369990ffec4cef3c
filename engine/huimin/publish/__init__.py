"""Pages rendered from the book: `render` in memory, `publish` into a folder, `check` what has drifted."""

from __future__ import annotations

from huimin.publish.pages import check, publish, render
from huimin.publish.press import Press

__all__ = ["Press", "check", "publish", "render"]
