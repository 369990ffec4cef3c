"""The built-in functions of FEEL (DMN 1.5, 10.3.4): one table, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin.feel.builtins.listing import LISTING
from huimin.feel.builtins.table import Builtin

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BUILTINS", "Builtin"]

BUILTINS: Mapping[str, Builtin] = {**LISTING}
