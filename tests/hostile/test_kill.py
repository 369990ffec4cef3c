"""A command that writes, stopped anywhere: the old file or the new one is there, and the next run leaves nothing else.

By default one fault a command, at a step that a seed chooses; HUIMIN_LONG=1 tries all of them at every step.
"""

from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.hostile.programs import copied, environment, files, ran, started

from huimin.documents.write_whole import PREFIX

LONG = bool(os.environ.get("HUIMIN_LONG"))
SEED = "20"
COMMANDS = {
    "amend": "amend value --parameter income_limit --value 2222 --from 2033-01-01 --recorded 2032-12-01"
    " --cite 1.2 --through 2034-12-31 --yes",
    "fmt": "fmt",
    "letter": "letter case.yaml --to A --ref 1 -o letter.html",
    "ask": "ask case.yaml --save saved.json",
    "population": "population 20 -o families.parquet",
    "batch": "batch register.parquet --on 2033-06-01 -o out.csv --provisions weiqiao-2031/age-allowance",
    "impact": "impact policies policies --on 2033-06-01 --population register.parquet --format html -o impact.html",
    "publish": "publish summary --out pages",
}
"""Each writes over what an earlier run of it, on an earlier book, has written."""
FAULTS = {
    "kill": ("amend", "batch", "publish"),
    "interrupt": ("fmt", "ask", "population"),
    "full": ("letter", "impact"),
}
"""What stops which command; with HUIMIN_LONG=1 each of them stops all."""
CASE = "on: 2033-01-01\nhousehold: {monthly_income: 4000, members: 2, seniors: [{id: mei, birth_date: 1950-02-10}]}\n"


def prepared(folder: Path) -> Path:
    """A folder with a book out of form, a register, and an old file for everything that is written."""
    book = copied(folder)
    rules = book / "weiqiao-2031" / "01-allowances.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("measure: ", "measure:   "), encoding="utf-8")
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    for name in ("letter.html", "saved.json", "families.parquet", "out.csv", "out.about.json"):
        (folder / name).write_text("old\n", encoding="utf-8")
    for name in ("impact.zh.html", "impact.en.html"):
        (folder / name).write_text("old\n", encoding="utf-8")
    for line in ("population 40 -o register.parquet --seed 3", "publish bilingual --out pages"):
        assert ran(folder, *shlex.split(line))[0] == 0
    return folder


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    return prepared(tmp_path_factory.mktemp("old") / "start")


def hold_old_or_new(name: str, old: dict, new: dict, now: dict) -> None:
    """Nothing is there but what was there or will be, and of a published folder all is one or the other."""
    known = {path: bytes_ for path, bytes_ in now.items() if PREFIX not in path}
    for path, content in known.items():
        assert content in (old.get(path, new.get(path)), new.get(path, old.get(path))), (name, path)
    assert known.keys() >= old.keys() & new.keys()
    pages = {path: content for path, content in known.items() if path.startswith("pages")}
    was, will = ({path: each for path, each in of.items() if path.startswith("pages")} for of in (old, new))
    assert pages in (was, will), name


def hold_told(code: int, said: str, allowed: tuple[int, ...]) -> None:
    assert code in allowed, said
    assert "a defect of the program" not in said
    assert "Traceback" not in said
    assert said.count("huimin: stopped") == (code == 130), said


@pytest.mark.parametrize("name", COMMANDS)
def test_at_every_step_the_old_or_the_new_is_there(old, tmp_path, name):
    start, scratch = shutil.copytree(old, tmp_path / "start"), tmp_path / "scratch"
    scratch.mkdir()
    faults = FAULTS if LONG else [next(each for each in FAULTS if name in FAULTS[each])]
    driver = [sys.executable, "-B", str(Path(__file__).with_name("faults.py")), str(start)]
    driven = subprocess.run(
        [*driver, ",".join(faults), "all" if LONG else SEED, *shlex.split(COMMANDS[name])],
        env=environment(old.parent, TMPDIR=str(scratch)),
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert driven.returncode == 0, driven.stderr
    clean, *struck = map(json.loads, driven.stdout.splitlines())
    assert clean["code"] == 0, clean["said"]
    before, after = {path: content.hex() for path, content in files(start).items()}, clean["files"]
    assert before != after
    assert {run["fault"] for run in struck} == {*faults}
    for run in struck:
        hold_old_or_new(name, before, after, run["files"])
        if run["fault"] == "kill":
            assert run["code"] == -signal.SIGKILL
        else:
            hold_told(run["code"], run["said"], (130,) if run["fault"] == "interrupt" else (0, 2))
        if run["fault"] == "full":
            assert not [path for path in run["files"] if PREFIX in path]
        if run["again"] is not None:
            if run["again"] == 0:
                assert run["after"] == after
            else:  # the change is there already, and a second one is refused before anything is written
                assert name == "amend"
                assert run["files"].items() >= after.items()
                assert run["after"] == run["files"]


def test_at_a_random_moment_the_old_or_the_new_is_there(old, tmp_path):
    draw = random.Random(SEED)
    for turn in range(200 if LONG else 2):
        name, fault = draw.choice([*COMMANDS]), draw.choice([signal.SIGKILL, signal.SIGINT])
        work = shutil.copytree(old, tmp_path / str(turn))
        before = {path: content.hex() for path, content in files(work).items()}
        process = started(work, *shlex.split(COMMANDS[name]), TMPDIR=str(tmp_path))
        time.sleep(draw.uniform(0, 2))
        process.send_signal(fault)
        _, said = process.communicate(timeout=300)
        now = {path: content.hex() for path, content in files(work).items()}
        if process.returncode == -signal.SIGINT:
            assert "/huimin/cli/" not in said  # Python itself was still starting
        elif fault == signal.SIGINT:
            hold_told(process.returncode, said, (0, 130))
        ran(work, *shlex.split(COMMANDS[name]), TMPDIR=str(tmp_path))
        after = {path: content.hex() for path, content in files(work).items()}
        hold_old_or_new(name, before, after, now)
        assert not [path for path in after if PREFIX in path], name


@pytest.mark.parametrize(
    "command",
    [
        "population 100000000 -o big.parquet",
        pytest.param(
            "batch register.parquet -o big.parquet",
            marks=pytest.mark.skipif(not LONG, reason="HUIMIN_LONG=1 makes a register that is large enough"),
        ),
    ],
)
def test_an_interrupt_in_the_database_is_told_as_any_other(old, tmp_path, command):
    work = shutil.copytree(old, tmp_path / "work")
    if command.startswith("batch"):
        assert ran(work, *shlex.split("population 20000 -o register.parquet"))[0] == 0
        command += " --on 2033-06-01 --threads 1"
    process = started(work, *shlex.split(command))
    while not (unfinished := list(work.glob(f"{PREFIX}*/big.parquet"))) and process.poll() is None:
        time.sleep(0.02)
    assert unfinished
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert (process.returncode, said) == (130, "huimin: stopped\n")
    assert not list(work.glob(f"{PREFIX}*"))
    assert not (work / "big.parquet").exists()
