"""`huimin publish` as its user runs it."""

from pathlib import Path

import pytest

from huimin.cli.main import run


@pytest.fixture
def out(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUIMIN_BOOK", str(root / "tests" / "books" / "elderly-care"))
    return tmp_path / "pages"


def test_what_is_written_is_named_and_nothing_has_drifted(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish", "timeline", "book", "--out", str(out)]) == 0
    named = capsys.readouterr().out.split()
    assert sorted(named) == sorted(str(path) for path in out.iterdir() if path.name != "manifest.json")
    assert run(["publish", "timeline", "book", "--check", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""


def test_each_file_that_drifted_is_named_with_why(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["publish", "timeline", "--out", str(out)])
    (out / "timeline.zh.svg").unlink()
    (out / "timeline.en.svg").write_text("x", encoding="utf-8")
    capsys.readouterr()
    assert run(["publish", "timeline", "--check", "--out", str(out), "--lang", "en"]) == 1
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        f"{out}/timeline.en.svg: no longer says what the book says",
        f"{out}/timeline.zh.svg: is missing",
    ]
    assert shown.err.strip() == "run huimin publish"


def test_another_day_is_drift(out: Path) -> None:
    run(["publish", "summary", "--out", str(out), "--on", "2032-06-01"])
    assert run(["publish", "summary", "--check", "--out", str(out), "--on", "2032-06-01"]) == 0
    assert run(["publish", "summary", "--check", "--out", str(out), "--on", "2033-06-01"]) == 1


@pytest.mark.parametrize(("lang", "says"), [("zh", "没有“sumary”这一项"), ("en", "there is no 'sumary' to publish")])
def test_a_word_that_nothing_goes_by_is_refused(
    lang: str, says: str, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["publish", "sumary", "--out", str(out), "--lang", lang]) == 2
    assert says in capsys.readouterr().err
    assert not out.exists()


def test_without_the_extra_a_pdf_is_refused_with_what_to_install(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huimin.publish.pdf.can_build", lambda: False)
    assert run(["publish", "pdf", "--out", str(out)]) == 2
    assert "pip install 'huimin[publish]'" in capsys.readouterr().err
    assert run(["publish", "--out", str(out)]) == 0
    assert "pip install 'huimin[publish]'" in capsys.readouterr().err
    assert not list(out.rglob("*.docx"))
    assert (out / "index.html").exists()


def test_series_judge_the_targets(root: Path, tmp_path: Path) -> None:
    example = str(root / "examples" / "district-indicators-2025.yaml")
    for series, says in (([], "尚未提供指标数据"), (["--series", example], "未达标")):
        common = ["--book", str(root / "policies"), "--out", str(tmp_path / "pages")]
        assert run(["publish", "targets", *series, *common]) == 0
        assert says in (tmp_path / "pages" / "targets.zh.html").read_text(encoding="utf-8")
