"""BERT with its insides open: equal to transformers', and what its positions are for."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from workshop.architectures import bert, bert_graphs
from workshop.training.loop import publish
from workshop.training.masked import weights

IDS = torch.tensor([5, 300, 17, 5, 2048, 999, 31], dtype=torch.int32)
ORDER = torch.tensor([3, 0, 6, 1, 5, 2, 4])


def tiny(folder: Path, positions: bool = True) -> Any:
    """Random weights from disk, in half precision, with or without the table of positions.

    In float64: what two ways to the same numbers differ by is then no processor's rounding.
    """
    torch.manual_seed(0)
    config = bert.config(width=24, layers=2, heads=3, context=16)
    config.initializer_range = 0.3  # so that attention has something to choose
    state = weights(bert.Bert(config))
    kept = {n: p for n, p in state.items() if positions or n != bert.POSITIONS}
    publish(kept, folder / "weights.safetensors")
    return bert.load(config, folder / "weights.safetensors").double()


def test_an_open_bert_equals_transformers(tmp_path: Path) -> None:
    model = tiny(tmp_path)
    inputs = bert_graphs.halves(IDS)
    with torch.no_grad():
        theirs = model(
            inputs["ids"][None].long(),
            token_type_ids=inputs["segments"][None].long(),
            output_attentions=True,
            output_hidden_states=True,
        )
        logits, attention, hidden, follows, felt = bert_graphs.Run(model)(**inputs)
        pooled = model.bert.pooler(theirs.hidden_states[-1])
        shares, order = bert_graphs.Fill(model)(**inputs, place=torch.tensor([3]))
    torch.testing.assert_close(logits, theirs.prediction_logits[0])
    torch.testing.assert_close(attention, torch.cat(theirs.attentions))
    torch.testing.assert_close(hidden[:-1], torch.cat(theirs.hidden_states)[:-1])
    torch.testing.assert_close(model.bert.encoder.ln(hidden[-1]), theirs.hidden_states[-1][0])
    torch.testing.assert_close(felt, model.sentiment(pooled)[0])
    torch.testing.assert_close(follows, theirs.seq_relationship_logits.softmax(-1)[0])
    torch.testing.assert_close(shares, logits[3].softmax(-1)[order.long()])
    assert shares.numel() == bert.TOP and order[0] == logits[3].argmax()


def test_pairs_are_laid_out_as_in_training() -> None:
    inputs = bert_graphs.halves(IDS)
    a, b = IDS[:3].tolist(), IDS[3:].tolist()
    assert inputs["ids"].tolist() == [bert.CLS, *a, bert.SEP, *b, bert.SEP]
    assert inputs["segments"].tolist() == [0] * 5 + [1] * 5


@pytest.mark.parametrize("traced", [False, True])
def test_the_gradient_is_what_autograd_and_small_steps_say(tmp_path: Path, traced: bool) -> None:
    model = tiny(tmp_path)
    ids = bert_graphs.text(IDS, hidden=2)
    asked = (ids, torch.zeros_like(ids), torch.tensor([3]).int(), torch.tensor([17]).int())
    module: Any = bert_graphs.Gradient(model)
    graph = bert_graphs.traced(module, *(t.clone() for t in asked)) if traced else module
    value, slope, influence = (t.detach() for t in graph(*asked))

    def logit(words: Tensor) -> Tensor:
        found: Tensor = module.logits(module.whole(words, asked[1])[1][-1])[3, 17]
        return found

    words = module.words(ids).detach().requires_grad_()
    (own,) = torch.autograd.grad(logit(words), words)
    torch.testing.assert_close(value, logit(words).detach()[None])
    torch.testing.assert_close(slope, own)
    torch.testing.assert_close(influence, (own * words).sum(-1).detach())
    step = torch.zeros_like(words)
    step[1, 4] = 1e-3
    with torch.no_grad():
        change = (logit(words + step) - logit(words - step)) / 2e-3
    assert float(change) == pytest.approx(float(own[1, 4]), rel=0.05)


def test_a_bert_without_positions_cannot_see_the_order(tmp_path: Path) -> None:
    def shuffled(model: Any) -> float:
        run, zero = bert_graphs.Run(model), torch.zeros_like(IDS)
        with torch.no_grad():
            return float((run(IDS[ORDER], zero)[0] - run(IDS, zero)[0][ORDER]).abs().max())

    assert shuffled(tiny(tmp_path)) > 0.1
    assert shuffled(tiny(tmp_path, positions=False)) < 1e-4


def test_positions_come_back_from_disk(tmp_path: Path) -> None:
    assert bert_graphs.Run(tiny(tmp_path)).positions
    assert not bert_graphs.Run(tiny(tmp_path, positions=False)).positions
