"""Ctrl-C, also when it comes while a library runs.

A library may turn the KeyboardInterrupt into an error of its own, as DuckDB does. This module remembers the request.
"""

from __future__ import annotations

import signal
from typing import Any

_asked: list[int] = []


def listen() -> None:
    """Notice Ctrl-C from here on, unless whoever started the program had it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)


def ignore() -> None:
    """Ignore Ctrl-C from here on, because the program is ending."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def asked() -> bool:
    """Whether the program was asked to stop."""
    return bool(_asked)


def _stop(number: int, frame: Any) -> None:
    _asked.append(number)
    raise KeyboardInterrupt
