"""GPT-2 with its insides open: what its positions are for, on disk and in the graphs."""

from pathlib import Path
from typing import Any

import torch
from transformers import GPT2LMHeadModel
from workshop.architectures import gpt, gpt_graphs
from workshop.training.causal import weights
from workshop.training.loop import publish

IDS = torch.tensor([5, 300, 17, 5, 2048, 999, 31], dtype=torch.int32)


def tiny(folder: Path, positions: bool = True) -> Any:
    """Random weights from disk, in half precision, with or without the table of positions."""
    torch.manual_seed(0)
    config = gpt.config(width=24, layers=2, heads=3, context=16)
    config.initializer_range = 0.3  # so that attention has something to choose
    state = weights(GPT2LMHeadModel(config))
    kept = {n: p for n, p in state.items() if positions or n != "transformer.wpe.weight"}
    publish(kept, folder / "weights.safetensors")
    return gpt.load(config, folder / "weights.safetensors")


def test_without_positions_the_mask_tells_the_order(tmp_path: Path) -> None:
    run = gpt_graphs.Run(tiny(tmp_path, positions=False))
    assert not run.positions
    with torch.no_grad():
        ordered, _, _ = run(IDS, *run.unchanged())
        # the last token stays the last: what is changed is only the order of what it looks at
        swapped = IDS[torch.tensor([1, 0, 2, 3, 4, 5, 6])]
        other, _, _ = run(swapped, *run.unchanged())
    assert float((ordered[-1] - other[-1]).abs().max()) > 1e-3


def test_positions_come_back_from_disk(tmp_path: Path) -> None:
    assert gpt_graphs.Run(tiny(tmp_path)).positions
    assert not gpt_graphs.Run(tiny(tmp_path, positions=False)).positions
