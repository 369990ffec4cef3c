"""A small part of what `make hostile` hands in breaks nothing; and the gate can fail."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.hostile.bounded import outside
from tests.hostile.inputs import DEFECTS, from_literal, literal

COUNT, SEED = 800, 1


INPUTS = """
import hashlib
from tests.hostile.inputs import to_json
from tests.hostile.surfaces import SURFACES
made = [to_json(each.input(7, len(each.known) + number)) for each in SURFACES.values() for number in range(12)]
print(hashlib.sha256("".join(made).encode()).hexdigest())
"""


def started(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, which may fork."""
    environment = {**os.environ, "PYTHONPATH": f"{root / 'engine'}{os.pathsep}{root}", **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=root, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


def test_hostile_input_breaks_nothing(root, tmp_path):
    ran = started(
        root,
        "-m",
        "tests.hostile.run",
        "--count",
        str(COUNT),
        "--seed",
        str(SEED),
        "--jobs",
        "1",
        "--keep",
        str(tmp_path),
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_kind_of_defect_is_found_and_counted(root):
    ran = started(root, "-m", "tests.hostile.broken")
    counts = json.loads(ran.stdout.splitlines()[-1])
    assert counts["found"] == counts["wanted"]
    assert counts["kept"] == sum(number for word, number in counts["found"].items() if word in DEFECTS)


def test_a_seed_makes_the_same_inputs_in_every_process(root):
    made = {started(root, "-c", INPUTS, PYTHONHASHSEED=each).stdout for each in ("1", "2")}
    assert len(made) == 1
    assert made != {""}


def test_data_is_written_and_read_again():
    data = {"a": [1, 10**5000, float("inf"), None, b"x"], None: {"\ud800": -0.0}}
    deep = [1]
    for _ in range(3000):
        deep = [deep]
    assert from_literal(literal(data)) == data
    assert literal(from_literal(literal(deep))) == literal(deep)


def test_a_program_can_be_interrupted_however_the_gate_was_started():
    """A shell ignores Ctrl-C for what it runs in the background, and a child would inherit that."""

    def can_be():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert outside(["--version"], before=can_be).code == 0
    finally:
        signal.signal(signal.SIGINT, before)
