"""A training loop that can be killed at any step and ends with the weights it would have had.

A step's loss may depend on the step's number alone: whatever it draws, it draws from a seed made
of that number. Then the model, its optimisers and the count of steps are all there is to keep.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from workshop.training.precision import Narrow

ROOT = Path(__file__).resolve().parents[3]

#: step -> loss in nats (a scalar with a gradient)
Loss = Callable[[int], Tensor]


@dataclass(frozen=True)
class Plan:
    """How long, and how fast: warm-up, a plateau, a straight fall to nothing over the last part."""

    steps: int
    warm_up: int = 100  # steps
    decay: float = 0.3  # of all steps
    muon: float = 0.006  # top rate for the blocks' matrices
    adam: float = 0.003  # top rate for all else

    @property
    def falling(self) -> int:
        """The first step at which the rate falls."""
        return round(self.steps * (1 - self.decay))

    def rate(self, step: int) -> float:
        """The share of the top rates that this step takes."""
        fall = (self.steps - step) / max(1, self.steps - self.falling)
        return min(1.0, (step + 1) / max(1, self.warm_up), fall)


class Trainer:
    """A model, its optimisers and how far they are; kept in `folder`.

    Muon (Jordan et al. 2024) moves the matrices whose names hold one of `blocks`, AdamW the rest.
    """

    def __init__(self, folder: Path, model: nn.Module, plan: Plan, blocks: str = ".h.") -> None:
        self.folder, self.model, self.plan, self.step = folder, model, plan, 0
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        inner = [p for n, p in named if blocks in n and p.ndim == 2]
        outer = [p for n, p in named if not (blocks in n and p.ndim == 2)]
        self.optimisers: dict[str, torch.optim.Optimizer] = {
            "adam": torch.optim.AdamW(outer, betas=(0.9, 0.97), weight_decay=0.0),
        }
        if inner:
            self.optimisers["muon"] = torch.optim.Muon(
                inner, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"
            )
        folder.mkdir(parents=True, exist_ok=True)

    def learn(self, loss: Loss) -> float:
        """One step; returns its loss."""
        torch.manual_seed(self.step)  # for dropout, where a model has it
        value = loss(self.step)
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        share = self.plan.rate(self.step)
        for kind, optimiser in self.optimisers.items():
            optimiser.param_groups[0]["lr"] = share * getattr(self.plan, kind)
            with Narrow():
                optimiser.step()
            optimiser.zero_grad()
        self.step += 1
        return float(value.detach())

    def save(self, name: str) -> None:
        """Write the checkpoint `<name>.pt`, whole or not at all."""
        state: dict[str, Any] = {"step": self.step, "falling": self.plan.falling}
        state["model"] = self.model.state_dict()
        state |= {kind: optimiser.state_dict() for kind, optimiser in self.optimisers.items()}
        torch.save(state, self.folder / f"{name}.tmp")
        (self.folder / f"{name}.tmp").replace(self.folder / f"{name}.pt")

    def resume(self) -> None:
        """Take up the newest checkpoint that lies on this plan's way, if there is one.

        A run that ended under a shorter plan had already slowed down: a longer plan goes on from
        `plateau`, where that began.
        """
        for name in ("last", "plateau"):
            file = self.folder / f"{name}.pt"
            if not file.exists():
                continue
            state = torch.load(file, weights_only=True)
            slowed = state["step"] > state["falling"] != self.plan.falling
            if slowed and (self.folder / "plateau.pt").exists() and name == "last":
                continue
            self.step = state["step"]
            self.model.load_state_dict(state["model"])
            for kind, optimiser in self.optimisers.items():
                optimiser.load_state_dict(state[kind])
            return

    def run(
        self,
        loss: Loss,
        check: Callable[[], str] = str,
        every: float = 120.0,
    ) -> None:
        """Take all steps that are left; save and say where it stands every so many seconds."""
        self.resume()
        self.model.train()
        began = time.monotonic()
        first, losses = self.step, [math.nan]
        while self.step < self.plan.steps:
            if self.step == self.plan.falling:
                self.save("plateau")
            losses.append(self.learn(loss))
            if time.monotonic() - began > every:
                self.save("last")
                self.tell(losses[1:], (time.monotonic() - began) / (self.step - first), check)
                began, first, losses = time.monotonic(), self.step, [math.nan]
        self.save("last")
        self.tell(losses[1:] or losses, 0.0, check)

    def tell(self, losses: list[float], seconds: float, check: Callable[[], str]) -> None:
        """A line about the last steps."""
        self.model.eval()
        with torch.no_grad():
            said = check()
        self.model.train()
        mean = sum(losses) / len(losses)
        at = f"step {self.step} of {self.plan.steps}, {seconds:.2f} s each"
        print(f"{at}: {mean:.3f} nats {said}".rstrip(), flush=True)


def publish(state: dict[str, Tensor], file: Path) -> None:
    """Write weights in half precision, whole or not at all."""
    half = {name: value.detach().half().contiguous() for name, value in state.items()}
    save_file(half, file.with_suffix(".tmp"))
    file.with_suffix(".tmp").chmod(0o644)
    file.with_suffix(".tmp").replace(file)


def settle(threads: int = 1) -> None:
    """Run beside other work: lowest priority, few threads, and memory that is kept.

    glibc hands large tensors back to the system at each step, which costs a third of it.
    """
    os.nice(max(0, 19 - os.nice(0)))
    torch.set_num_threads(threads)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.mallopt(-3, 1 << 30)  # M_MMAP_THRESHOLD
        libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD
