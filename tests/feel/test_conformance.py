"""The expression cases of the DMN Technology Compatibility Kit, where they lie beside the checkout.

`known-gaps.yaml` lists the cases that fail, each with its reason: one that is not listed, and one that is listed and
passes, are both failures.
"""

import io
import json
from pathlib import Path

import pytest
import yaml

from huimin.feel import kit
from huimin.feel.values import Date, DateTime, Time

KIT = Path(__file__).parents[3] / "shared" / "tck" / "open.jsonl"
GAPS = Path(__file__).with_name("known-gaps.yaml")
NOON = DateTime(Date(2024, 6, 1), Time(12, 0, kit.Decimal(0), 0))
TOLERANCE = kit.Decimal("1e-8")


def same(expected, given):
    """Whether two typed values say the same, numbers within the kit's tolerance."""
    if expected is None or given is None:
        return expected is given
    if expected["t"] != given["t"]:
        return False
    if expected["t"] == "number":
        return abs(kit.Decimal(expected["v"]) - kit.Decimal(given["v"])) <= TOLERANCE
    if expected["t"] == "list":
        return len(expected["v"]) == len(given["v"]) and all(map(same, expected["v"], given["v"]))
    if expected["t"] == "context":
        names = expected["v"].keys()
        return names == given["v"].keys() and all(same(expected["v"][name], given["v"][name]) for name in names)
    return kit.read_value(expected) == kit.read_value(given)


def test_the_kit_passes_but_for_the_known_gaps():
    if not KIT.exists():
        pytest.skip("the conformance cases do not lie beside the checkout, in shared/tck")
    gaps = {gap["id"]: gap["reason"] for gap in yaml.safe_load(GAPS.read_text(encoding="utf-8"))}
    lines = KIT.read_text(encoding="utf-8").splitlines()
    answers = io.StringIO()
    kit.serve(io.StringIO("\n".join(lines)), answers, NOON)
    failed = set()
    for line, answer in zip(lines, answers.getvalue().splitlines(), strict=True):
        case, given = json.loads(line), json.loads(answer)
        assert given["id"] == case["id"]
        if "value" not in given or not same(case["expected"], given["value"]):
            failed.add(case["id"])
    assert failed == gaps.keys()


def test_every_known_gap_has_a_reason():
    gaps = yaml.safe_load(GAPS.read_text(encoding="utf-8"))
    assert all(gap.keys() == {"id", "reason"} and gap["reason"] for gap in gaps)
