"""SmolLM2-135M-Instruct as a writer: many texts at once on one core, from a cache of fixed size.

`write_texts.py` asks it for texts. transformers only reads the weights: its own loop moves the
whole cache at every token and waits for the longest text of a batch.
In the shapes B = rows, S = slots of the cache, d = 576, 3 groups of 3 heads of 64, V = 49,152.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear, rms_norm, scaled_dot_product_attention, silu
from transformers import AutoModelForCausalLM, AutoTokenizer
from workshop.training.precision import NARROW

#: Tokens of plain prose: no digits, markup, lists, or letters with marks.
PLAIN = re.compile(r"\n{1,2}|(?! ?$)(?: |'|\")?[A-Za-z]*(?:-|[,.!?]['\"]?|['\"])?| ['\"]")


@dataclass(frozen=True)
class Task:
    """What is asked, how the answer begins, and how freely and how long it goes on."""

    number: int  # also the seed
    question: str
    opening: str = ""
    temperature: float = 0.9
    longest: int = 200  # tokens


@dataclass
class Row:
    """A text that is being written."""

    task: Task
    at: int  # tokens in the cache
    last: int  # the token that is not in it yet
    rng: Random
    asked: frozenset[int] = frozenset()  # tokens of the prompt
    written: list[int] = field(default_factory=list)

    def stale(self) -> dict[int, float]:
        """What is taken off the scores of tokens: 0.3 a use, all where three would come again.

        What was asked for may be named as often as it comes.
        """
        uses = Counter(token for token in self.written if token not in self.asked)
        found = {token: min(0.9, 0.3 * count) for token, count in uses.items()}
        last = self.written[-3:]
        for at in range(len(self.written) - 3):
            if self.written[at : at + 3] == last:
                found[self.written[at + 3]] = 100.0
        return found


class Writer:
    """The weights and a cache of B rows of S slots, in what the processor multiplies fast."""

    def __init__(self, folder: Path, file: str, rows: int = 64, slots: int = 320) -> None:
        read: Any = AutoModelForCausalLM
        model = read.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(folder, gguf_file=file)
        config, state = model.config, model.state_dict()
        self.heads, self.groups = config.num_attention_heads, config.num_key_value_heads
        self.size, self.epsilon = config.hidden_size // self.heads, config.rms_norm_eps
        self.end = self.tokenizer.convert_tokens_to_ids("<|im_end|>")
        self.words = state["model.embed_tokens.weight"].to(NARROW)
        known = enumerate(self.tokenizer.batch_decode([[i] for i in range(len(self.words))]))
        plain = [i for i, text in known if i == self.end or PLAIN.fullmatch(text)]
        self.plain, self.output = torch.tensor(plain), self.words[plain]
        self.last_norm = state["model.norm.weight"].to(NARROW)
        self.layers = []
        for i in range(config.num_hidden_layers):
            part = {
                name.removeprefix(f"model.layers.{i}.").removesuffix(".weight"): value.to(NARROW)
                for name, value in state.items()
                if name.startswith(f"model.layers.{i}.")
            }
            part["qkv"] = torch.cat([part.pop(f"self_attn.{n}_proj") for n in "qkv"])
            part["in"] = torch.cat([part.pop(f"mlp.{n}_proj") for n in ("gate", "up")])
            self.layers.append(part)
        base = config.rope_parameters["rope_theta"]
        speed = base ** (-torch.arange(0, self.size, 2) / self.size)
        angle = torch.outer(torch.arange(slots), speed).repeat(1, 2)
        self.cos, self.sin = angle.cos().to(NARROW), angle.sin().to(NARROW)  # [S, 64]
        shape = (len(self.layers), 2, rows, self.groups, slots, self.size)
        self.cache = torch.zeros(shape, dtype=NARROW)
        self.rows: list[Row | None] = [None] * rows

    def turned(self, x: Tensor, places: Tensor) -> Tensor:
        """Queries or keys [n, T, heads, 64] with their places [n, T] in them (RoPE)."""
        cos, sin = self.cos[places][:, :, None], self.sin[places][:, :, None]
        one, other = x.chunk(2, -1)
        return x * cos + torch.cat([-other, one], -1) * sin

    def read(self, ids: Tensor, places: Tensor, rows: Tensor, upto: int) -> Tensor:
        """The residual stream [n, T, d] of ids [n, T] at those places of those rows [n].

        Keys and values go into the cache, of which the first `upto` slots are looked at.
        """
        count, length = ids.shape
        x: Tensor = self.words[ids]
        hidden = torch.arange(upto) > places[:, :, None]  # [n, T, S]
        mask = torch.zeros(hidden.shape, dtype=NARROW).masked_fill_(hidden, -torch.inf)
        each = self.heads // self.groups
        mask = mask[:, None].repeat(1, 1, each, 1)  # [n, 1, heads of a group x T, S]
        where = rows[:, None], slice(None), places
        all_rows = count == self.cache.shape[2]
        for part, cache in zip(self.layers, self.cache, strict=True):
            normed = rms_norm(x, x.shape[-1:], part["input_layernorm"], self.epsilon)
            heads = linear(normed, part["qkv"]).view(count, length, -1, self.size)
            q, k, v = torch.split(heads, [self.heads, self.groups, self.groups], 2)
            cache[0][where], cache[1][where] = self.turned(k, places), v
            # the heads of a group as if they were tokens: [n, groups, heads of a group x T, 64]
            q = self.turned(q, places).view(count, length, self.groups, each, self.size)
            q = q.permute(0, 2, 3, 1, 4).flatten(2, 3)
            keys, values = ((c if all_rows else c[rows])[:, :, :upto] for c in cache)
            mixed = scaled_dot_product_attention(q, keys, values, mask)
            mixed = mixed.view(count, self.groups, each, length, self.size).permute(0, 3, 1, 2, 4)
            x = x + linear(mixed.flatten(2), part["self_attn.o_proj"])
            normed = rms_norm(x, x.shape[-1:], part["post_attention_layernorm"], self.epsilon)
            gate, up = linear(normed, part["in"]).chunk(2, -1)
            x = x + linear(silu(gate) * up, part["mlp.down_proj"])
        return x

    def prompt(self, task: Task) -> list[int]:
        """The ids of a task as a chat whose answer has begun."""
        asked = f"<|im_start|>user\n{task.question}<|im_end|>\n<|im_start|>assistant\n"
        ids: list[int] = self.tokenizer.encode(asked + task.opening, add_special_tokens=False)
        return ids

    def begin(self, tasks: list[Task], free: list[int]) -> None:
        """Read the prompts of tasks into free rows of the cache, all but each one's last token."""
        prompts = [self.prompt(task) for task in tasks]
        length = max(map(len, prompts)) - 1
        ids = torch.tensor([(p[:-1] + [0] * length)[:length] for p in prompts])
        places = torch.arange(length).expand(len(prompts), -1)
        # what is read beyond a prompt's end is written over before anything looks at it
        self.read(ids, places, torch.tensor(free), length)
        for row, task, prompt in zip(free, tasks, prompts, strict=True):
            rng, asked = Random(task.number), frozenset(prompt)
            self.rows[row] = Row(task, len(prompt) - 1, prompt[-1], rng, asked)

    def step(self) -> Iterator[tuple[Task, str]]:
        """Write a token of each text; yields those that are done."""
        rows = [row or Row(Task(0, ""), 0, 0, Random(0)) for row in self.rows]
        places = torch.tensor([[row.at] for row in rows])
        ids = torch.tensor([[row.last] for row in rows])
        upto = min(self.cache.shape[4], -(-(int(places.max()) + 1) // 16) * 16)
        x = self.read(ids, places, torch.arange(len(rows)), upto)[:, 0]
        logits = linear(rms_norm(x, x.shape[-1:], self.last_norm, self.epsilon), self.output)
        best, order = logits.topk(64)
        best, order = best.float(), self.plain[order]
        for row, scores, tokens in zip(rows, best, order.tolist(), strict=True):
            stale = row.stale()
            scores -= torch.tensor([stale.get(token, 0.0) for token in tokens])
        heat = torch.tensor([[row.task.temperature] for row in rows])
        shares = torch.softmax(best / heat, -1)
        walked = shares.cumsum(-1)
        kept = torch.where(walked - shares < 0.95, shares, 0.0).cumsum(-1)  # top-p
        drawn = torch.tensor([[row.rng.random()] for row in rows]) * kept[:, -1:]
        chosen = order.gather(1, (kept <= drawn).sum(-1, keepdim=True).clamp(max=63))[:, 0]
        for place, (row, token) in enumerate(zip(rows, chosen.tolist(), strict=True)):
            if self.rows[place] is None:
                continue
            row.at, row.last = row.at + 1, token
            full = len(row.written) >= row.task.longest or row.at >= self.cache.shape[4] - 1
            if token == self.end or full:
                self.rows[place] = None
                yield row.task, row.task.opening + self.tokenizer.decode(row.written)
            else:
                row.written.append(token)

    @torch.no_grad()
    def write(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, str]]:
        """Each task with its text, in the order in which they are done."""
        waiting, some = iter(tasks), len(self.rows) // 8
        while True:
            free = [i for i, row in enumerate(self.rows) if row is None]
            if len(free) >= some:  # a few prompts at a time take hardly longer than one
                found = list(islice(waiting, len(free)))
                for at in range(0, len(found), some):
                    self.begin(found[at : at + some], free[at : at + some][: len(found) - at])
            if not any(self.rows):
                return
            yield from self.step()
