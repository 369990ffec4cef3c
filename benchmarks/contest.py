"""Who takes part, and on what: the same two grants, on the same cases, with the child's order given or computed."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.cases import Case

Workload = Literal["given", "computed"]
Answer = tuple[Any, Any]
"""The maternity grant and the childcare grant in yuan, 0 where there is none."""

SHORTEST_VISIT = 0.01
"""Seconds that a visit to an entrant takes at least: a quick one goes through the cases several times."""


@dataclass(frozen=True)
class Entrant:
    """One way to decide the grants.

    `prepare` makes of a case what its users would hold in their hands, and is not timed; `answer` is. Where `whole` is
    set, all cases are prepared and answered at once.
    """

    name: str
    workload: Workload
    prepare: Callable[[Any], Any]
    answer: Callable[[Any], Any]
    reasons: bool = False
    whole: bool = False

    def answers(self, cases: Sequence[Case]) -> list[Answer]:
        """The answer to each case."""
        if self.whole:
            return list(self.answer(self.prepare(cases)))
        return [self.answer(self.prepare(case)) for case in cases]


def check(entrants: Sequence[Entrant], cases: Sequence[Case]) -> None:
    """Raises AssertionError where an entrant answers a case otherwise than the first one of its workload."""
    expected: dict[Workload, list[Answer]] = {}
    for entrant in entrants:
        answers = entrant.answers(cases)
        wanted = expected.setdefault(entrant.workload, answers)
        for case, answer, want in zip(cases, answers, wanted, strict=True):
            assert answer == want, f"{entrant.name} ({entrant.workload}): {answer}, not {want}, for {case}"


def time_all(entrants: Sequence[Entrant], cases: Sequence[Case], rounds: int) -> dict[Entrant, float]:
    """Microseconds a case for each entrant: the median of its visits, in time of the processor.

    Every round visits every entrant once, so that a machine that slows down slows all of them; and what else runs on
    it is not counted.
    """
    prepared = {
        each: [each.prepare(cases)] if each.whole else [each.prepare(case) for case in cases] for each in entrants
    }
    times = {each: int(SHORTEST_VISIT / _visit(each, prepared[each], 1)) + 1 for each in entrants}
    visits: dict[Entrant, list[float]] = {each: [] for each in entrants}
    for _ in range(rounds):
        for each in entrants:
            took = _visit(each, prepared[each], times[each])
            visits[each].append(took / times[each] / len(cases) * 1e6)
    return {each: statistics.median(found) for each, found in visits.items()}


def _visit(entrant: Entrant, inputs: Sequence[Any], times: int) -> float:
    answer = entrant.answer
    gc.collect()
    gc.disable()
    start = time.process_time()
    for _ in range(times):
        for each in inputs:
            answer(each)
    took = time.process_time() - start
    gc.enable()
    return took
