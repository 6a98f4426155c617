"""Train story-lm: `python export/models/story-lm/train.py` from the repository's root.

Windows are drawn from a seed, and a checkpoint goes to `.livedemo/train/story-lm` every two
minutes, so that the same command goes on where it was stopped. `--minutes` is the time to spend in
all; `--steps` sets their number instead, and then the same machine gives the same weights again.
Asked for more than a finished run had, it goes on from where the learning rate began to fall.
At the end it leaves here `weights.safetensors` (fp16), `tokenizer.json` and `held-out.txt`.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import math
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # a waiting thread must not eat a shared core

import torch
from data import COMMITTED, HERE, VOCABULARY, Stream, prepare, windows
from livedemo.tokenizers.compact import compact
from safetensors.torch import save_file
from teacher import Teacher
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import GPT2Config, GPT2LMHeadModel

ROOT = HERE.parents[2]
CONTEXT = 256  # positions
BATCH = 2048  # tokens a step: few, for more steps from the little text that the time allows
WARM_UP = 150  # steps
DECAY = 0.3  # of the run: the last part, in which the learning rate falls to nothing
SHORT = 0.6  # of the run: the first part, read in windows of half the context, which are cheaper
TRUST = 0.6  # the teacher's share of what is learnt from, in the first half
RATES = {"muon": 0.006, "adam": 0.003}


class HeadLoss(torch.autograd.Function):
    """Cross-entropy of states [n, d] against tokens [n] through the output matrix [V, d], in nats.

    A slice at a time, with its gradient at once: the logits of a whole step are large enough for
    moving them to take as long as computing them. The gradient is that of the cross-entropy
    against the token and the teacher's row mixed, with `trust` [n] in the teacher; the loss that
    is told is against the token alone.
    """

    @staticmethod
    def forward(
        ctx: Any, states: Tensor, matrix: Tensor, pairs: Tensor, teacher: Teacher, trust: Tensor
    ) -> Tensor:
        """The mean over all n; pairs [n, 3] are the tokens before, at and after each place."""
        narrow, rows = matrix.bfloat16(), states.bfloat16()
        to_states, to_matrix = torch.empty_like(states), torch.zeros_like(matrix)
        total = torch.zeros(())
        for at in range(0, len(states), 256):
            part = slice(at, at + 256)
            chances = torch.softmax((rows[part] @ narrow.T).float(), -1)
            own = torch.arange(len(chances)), pairs[part, 2]
            total -= chances[own].clamp_min(1e-30).log().sum()
            share = trust[part]
            chances[own] -= 1.0 - share
            if share.any():
                expected = teacher(pairs[part, 0].numpy(), pairs[part, 1].numpy())
                chances.addcmul_(expected, share[:, None], value=-1.0)
            slope = chances.bfloat16()
            to_states[part] = (slope @ narrow).float()
            to_matrix += (slope.T @ rows[part]).float()
        ctx.save_for_backward(to_states / len(states), to_matrix / len(states))
        return total / len(states)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients that forward already knows."""
        to_states, to_matrix = ctx.saved_tensors
        return slopes[0] * to_states, slopes[0] * to_matrix, None, None, None


class Trainer:
    """The model, its optimisers and how far it is; kept in `folder`."""

    def __init__(self, folder: Path, minutes: float, steps: int) -> None:
        self.folder, self.minutes, self.steps = folder, minutes, steps
        self.step, self.spent, self.falling = 0, 0.0, False  # spent: seconds
        torch.manual_seed(0)
        self.model: Any = GPT2LMHeadModel(
            GPT2Config(
                vocab_size=VOCABULARY,
                n_positions=CONTEXT,
                n_embd=216,
                n_layer=6,
                n_head=6,
                resid_pdrop=0.0,
                embd_pdrop=0.0,
                attn_pdrop=0.0,
                bos_token_id=0,
                eos_token_id=0,
            )
        )
        for block in self.model.transformer.h:
            block.mlp.act = nn.GELU(approximate="tanh")  # the same function in one pass
        named = list(self.model.named_parameters())
        matrices = [p for n, p in named if ".h." in n and p.ndim == 2]
        others = [p for n, p in named if ".h." not in n or p.ndim != 2]
        # Muon for the blocks' matrices, AdamW for embeddings, norms and biases
        muon = torch.optim.Muon(matrices, weight_decay=0.05, adjust_lr_fn="match_rms_adamw")
        adam = torch.optim.AdamW(others, betas=(0.9, 0.97), weight_decay=0.0)
        self.optimisers: dict[str, torch.optim.Optimizer] = {"muon": muon, "adam": adam}

    @property
    def progress(self) -> float:
        """How much of the run is done, 0 to 1."""
        return self.step / self.steps if self.steps else self.spent / (60 * self.minutes)

    def rate(self) -> float:
        """The learning rate's share of its top: warm-up, a plateau, a straight fall to nothing."""
        return min(1.0, (self.step + 1) / WARM_UP, max(0.0, (1 - self.progress) / DECAY))

    def trust(self) -> float:
        """The teacher's share of the target: less and less, none at the end."""
        return TRUST * min(1.0, 2 * (1 - self.progress))

    def learn(self, streams: dict[str, Stream], teacher: Teacher) -> float:
        """One step; returns its loss in nats a token."""
        length = CONTEXT // 2 if self.progress < SHORT else CONTEXT
        rows, repeats = windows(streams, self.step, BATCH // length, length)
        first = torch.full((len(rows), 1), -1)  # a pair that the teacher never saw
        pairs = torch.stack([torch.cat([first, rows[:, :-2]], 1), rows[:, :-1], rows[:, 1:]], -1)
        trust = torch.where(repeats, 0.0, self.trust())[:, None].expand(-1, length)
        with torch.autocast("cpu", torch.bfloat16):
            states = self.model.transformer(rows[:, :-1]).last_hidden_state
        matrix = self.model.lm_head.weight
        head_loss: Any = HeadLoss.apply
        loss = head_loss(
            states.float().flatten(0, 1), matrix, pairs.flatten(0, 1), teacher, trust.flatten()
        )
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for name, optimiser in self.optimisers.items():
            optimiser.param_groups[0]["lr"] = RATES[name] * self.rate()
            optimiser.step()
            optimiser.zero_grad()
        self.step += 1
        return float(loss.detach())

    def bits(self, rows: Tensor) -> float:
        """Bits a token on rows [n, length + 1]."""
        with torch.no_grad():
            logits = self.model(rows[:, :-1]).logits
        loss = functional.cross_entropy(logits.flatten(0, 1), rows[:, 1:].flatten())
        return loss.item() / math.log(2)

    def save(self, name: str) -> None:
        """A checkpoint, and the weights as they would be published now."""
        state: dict[str, Any] = {"step": self.step, "spent": self.spent, "falling": self.falling}
        state["model"] = self.model.state_dict()
        state |= {kind: optimiser.state_dict() for kind, optimiser in self.optimisers.items()}
        torch.save(state, self.folder / f"{name}.tmp")
        (self.folder / f"{name}.tmp").rename(self.folder / f"{name}.pt")
        self.publish(self.folder)

    def resume(self) -> None:
        """Take up the last checkpoint, or the end of the plateau if that is where to go on from."""
        for name in ("last", "plateau"):
            if not (self.folder / f"{name}.pt").exists():
                continue
            state = torch.load(self.folder / f"{name}.pt", weights_only=True)
            self.step, self.spent, self.falling = state["step"], state["spent"], state["falling"]
            if self.falling and self.progress < 1 - DECAY:
                continue  # a longer run was asked for
            self.model.load_state_dict(state["model"])
            for kind, optimiser in self.optimisers.items():
                optimiser.load_state_dict(state[kind])
            return
        self.step, self.spent, self.falling = 0, 0.0, False

    def publish(self, folder: Path) -> None:
        """weights.safetensors: fp16, without the output matrix, which is the embedding's."""
        state = self.model.state_dict()
        half = {n: p.half().contiguous() for n, p in state.items() if n != "lm_head.weight"}
        save_file(half, folder / "weights.tmp")
        (folder / "weights.tmp").chmod(0o644)
        (folder / "weights.tmp").rename(folder / "weights.safetensors")


def publish_texts(tokenizer: Tokenizer, held: dict[str, list[str]], folder: Path) -> None:
    """tokenizer.json in our format, and the held-out text that may be passed on."""
    (folder / "tokenizer.json").write_text(compact(tokenizer.to_str()), encoding="utf-8")
    passed_on = [document for name in COMMITTED for document in held[name]]
    (folder / "held-out.txt").write_text("\n\n".join(passed_on) + "\n", encoding="utf-8")


def keep_memory() -> None:
    """Let glibc keep what is freed: large tensors fetched anew each step cost a third of it."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.mallopt(-3, 1 << 30)  # M_MMAP_THRESHOLD
        libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD


def main() -> None:
    """Train until the time or the steps are used up."""
    ask = argparse.ArgumentParser(description="Train story-lm, or go on training it.")
    ask.add_argument("--minutes", type=float, default=75.0, help="to spend in all")
    ask.add_argument("--steps", type=int, default=0, help="to take in all, instead of minutes")
    ask.add_argument("--folder", type=Path, default=ROOT / ".livedemo/train/story-lm")
    options = ask.parse_args()
    keep_memory()
    os.nice(max(0, 19 - os.nice(0)))
    torch.set_num_threads(2)

    tokenizer, streams = prepare(options.folder)
    held = json.loads((options.folder / "held-out.json").read_text())
    ids = [i for texts in held.values() for e in tokenizer.encode_batch(texts) for i in (0, *e.ids)]
    length = CONTEXT // 2 + 1
    check = torch.tensor(ids[: len(ids) // length * length]).view(-1, length)[::8]

    trainer = Trainer(options.folder, options.minutes, options.steps)
    trainer.resume()
    teacher = Teacher(streams, options.folder)
    saved = told = before = time.monotonic()
    losses: list[float] = []
    while trainer.progress < 1:
        if not trainer.falling and trainer.progress >= 1 - DECAY:
            trainer.save("plateau")
            trainer.falling = True
        losses.append(trainer.learn(streams, teacher))
        now = time.monotonic()
        trainer.spent, before = trainer.spent + now - before, now
        if now - told > 60:
            bits = sum(losses) / len(losses) / math.log(2)
            speed = len(losses) * BATCH / (now - told)
            spent = trainer.spent / 60
            print(f"step {trainer.step} {spent:.1f} min {bits:.3f} bits/token {speed:.0f} tokens/s")
            told, losses = now, []
        if now - saved > 120:
            trainer.save("last")
            print(f"step {trainer.step} held-out {trainer.bits(check):.3f} bits/token", flush=True)
            saved = now
    trainer.save("last")
    trainer.publish(HERE)
    publish_texts(tokenizer, held, HERE)
    print(f"done: {trainer.step} steps, held-out {trainer.bits(check):.3f} bits/token", flush=True)


if __name__ == "__main__":
    main()
