"""The reader takes what a person may have typed, and refuses the rest with one finding and no traceback."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from huimin.documents.findings import Finding, HuiminError
from huimin.documents.read import read, read_bytes

HERE = Path(__file__).parent
INPUTS = yaml.safe_load((HERE / "bad-input.yaml").read_text(encoding="utf-8"))


def raw(given: dict[str, Any]) -> bytes:
    if "hex" in given:
        return bytes.fromhex(given["hex"])
    text: str = given["text"] if "text" in given else given["repeat"] * given["times"]
    return text.encode()


def named(given: dict[str, Any]) -> str:
    return str(given["name"])


@pytest.mark.parametrize("given", [each for each in INPUTS if "code" in each], ids=named)
def test_bad_input_is_one_clear_finding(given: dict[str, Any]) -> None:
    with pytest.raises(HuiminError) as refused:
        read_bytes(raw(given), "x.yaml")
    [finding] = refused.value.findings
    assert finding.code == given["code"]
    assert finding.place.line == given.get("line", finding.place.line)
    assert finding.place.column == given.get("column", finding.place.column)
    assert finding.message("zh").endswith("。")
    assert not re.search(r"\{\w+\}", finding.message("en"))
    assert finding.advice("zh")


@pytest.mark.parametrize("given", [each for each in INPUTS if "reads_as" in each], ids=named)
def test_good_input_is_read_as_it_is_meant(given: dict[str, Any]) -> None:
    value = read_bytes(raw(given), "x.yaml").data["a"]
    assert value == given["reads_as"]
    assert type(value) is type(given["reads_as"]) or isinstance(value, list)


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(HuiminError) as refused:
        read_bytes("\n".join(lines).encode(), "x.yaml")
    assert [each.code for each in refused.value.findings] == ["yaml-too-many-nodes"]


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(HuiminError) as refused:
        read(tmp_path / "none.yaml")
    assert [each.code for each in refused.value.findings] == ["file-unreadable"]


@pytest.mark.parametrize("cut", range(0, 1400, 7))
def test_a_file_cut_off_anywhere_is_read_or_refused_in_one_finding(cut: int) -> None:
    whole = (HERE / "book" / "harbour-2030" / "01-repair.yaml").read_bytes()
    findings: tuple[Finding, ...] = ()
    try:
        read_bytes(whole[:cut], "x.yaml")
    except HuiminError as refused:
        findings = refused.findings
    assert len(findings) <= 1
