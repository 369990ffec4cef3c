"""Numbers of FEEL: IEEE 754-2008 decimal128, which is 34 digits, rounded half to even (DMN 1.5, 10.3.2.3.1)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, InvalidOperation, Overflow

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)
"""Every calculation goes through this context, never through the thread's own."""
