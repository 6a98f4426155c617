"""A training that is killed half-way ends with the weights of one that was left alone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from workshop.training.causal import pages, readings
from workshop.training.loop import Plan, Trainer

STEPS = 24
TRAIN = """
import sys, time
from pathlib import Path
import numpy as np
from workshop.architectures.gpt import config
from workshop.training import causal, loop

folder, wait = Path(sys.argv[1]), float(sys.argv[2])
loop.settle()
tiny = config(width=16, layers=2, heads=2, context=16)
tokens = np.random.default_rng(0).integers(1, 40, 600).astype(np.int32)
model = causal.gpt(tiny)

def loss(step):
    print(step, flush=True)
    time.sleep(wait)
    rows = causal.pages(tokens, step, 4, 16)
    return causal.next_token_loss(model, causal.torch.from_numpy(rows.astype(np.int64)))

trainer = loop.Trainer(folder, model, loop.Plan({steps}, warm_up=4))
trainer.run(loss, every=0.0)
loop.publish(causal.weights(model), folder / "weights.safetensors")
"""


def command(folder: Path, wait: float, steps: int = STEPS) -> list[str]:
    program = TRAIN.replace("{steps}", str(steps))
    return [sys.executable, "-c", program, str(folder), str(wait)]


def whole(folder: Path, steps: int = STEPS) -> dict[str, torch.Tensor]:
    subprocess.run(command(folder, 0.0, steps), check=True, stdout=subprocess.DEVNULL)
    found: dict[str, torch.Tensor] = load_file(folder / "weights.safetensors")
    return found


def equal(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[n], other[n]) for n in one)


def test_killed_half_way_it_ends_with_the_same_weights(tmp_path: Path) -> None:
    undisturbed = whole(tmp_path / "one")
    folder = tmp_path / "two"
    process = subprocess.Popen(command(folder, 0.1), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == str(STEPS // 2):
            os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    reached = torch.load(folder / "last.pt", weights_only=True)["step"]
    assert 0 < reached < STEPS
    assert not (folder / "weights.safetensors").exists()
    assert equal(whole(folder), undisturbed)


def test_a_longer_run_goes_on_from_where_the_rate_began_to_fall(tmp_path: Path) -> None:
    short = whole(tmp_path / "one", 12)
    longer = whole(tmp_path / "one", STEPS)
    assert not equal(short, longer)
    assert equal(longer, whole(tmp_path / "two", STEPS))


def test_a_longer_run_that_is_killed_goes_on_from_its_own_checkpoint(tmp_path: Path) -> None:
    whole(tmp_path, 12)  # leaves a plateau at step 8
    plan = Plan(1000)
    trainer = Trainer(tmp_path, torch.nn.Linear(2, 2), plan)
    trainer.step = 500  # beyond that plateau, before its own
    trainer.save("last")
    again = Trainer(tmp_path, torch.nn.Linear(2, 2), plan)
    again.resume()
    assert again.step == 500


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    plan = Plan(100, warm_up=10, decay=0.3)
    assert plan.rate(0) == pytest.approx(0.1)
    assert [plan.rate(step) for step in (9, 40, 70)] == [1, 1, 1]
    assert plan.rate(85) == pytest.approx(0.5)
    assert plan.rate(99) == pytest.approx(1 / 30)


def test_an_unfinished_checkpoint_is_never_taken_up(tmp_path: Path) -> None:
    trainer = Trainer(tmp_path, torch.nn.Linear(2, 2), Plan(4))
    (tmp_path / "last.tmp").write_bytes(b"half of a checkpoint")
    trainer.resume()
    assert trainer.step == 0


def test_a_reading_predicts_each_token_once_and_the_next_one_cuts_elsewhere() -> None:
    tokens = torch.arange(1000).numpy()
    steps = readings(tokens, 4, 16)
    first = [pages(tokens, step, 4, 16)[:, 1:].ravel().tolist() for step in range(steps)]
    targets = [token for step in first for token in step]
    assert len(targets) == len(set(targets)) > 900
    assert first[0] != pages(tokens, steps, 4, 16)[:, 1:].ravel().tolist()
    assert (pages(tokens, 3, 4, 16) == pages(tokens, 3, 4, 16)).all()
