"""story-lm: equal to transformers' own GPT-2, changed only where asked, and as its card says."""

import copy
import importlib.util
import json
import math
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from livedemo import tokenizers
from torch import Tensor
from workshop.architectures import gpt, gpt_graphs, held_out, insides, lens, one_head
from workshop.training import trigram
from workshop.training.causal import bits

FOLDER = Path(__file__).resolve().parents[2] / "export/models/story-lm"


def module(name: str) -> ModuleType:
    """One file of the model's folder, under a name that meets no other model's."""
    spec = importlib.util.spec_from_file_location(f"story_lm_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded  # dataclasses look their module up
    spec.loader.exec_module(loaded)
    return loaded


model: Any = module("model")
measure: Any = module("measure")
C, D, L, H = (getattr(model.CONFIG, n) for n in ("n_positions", "n_embd", "n_layer", "n_head"))
DH = D // H
ONE, ZERO = torch.ones(L, H), torch.zeros(L, D)
SCORES = json.loads((FOLDER / "scores.json").read_text())


@pytest.fixture(scope="module")
def lm() -> Any:
    torch.set_grad_enabled(False)
    yield model.load()
    torch.set_grad_enabled(True)


@pytest.fixture
def exact(lm: Any, float64: None) -> Any:
    return copy.deepcopy(lm).double()


@pytest.fixture(scope="module")
def ids() -> Tensor:
    window: Tensor = held_out.windows(FOLDER)[0][:40]
    return window


def test_is_small_enough_and_half_precision_on_disk(lm: Any) -> None:
    assert sum(p.numel() for p in lm.parameters()) <= 4_800_000
    assert (FOLDER / "weights.safetensors").stat().st_size < 9_700_000


@pytest.mark.parametrize("length", [1, 2, 40])
def test_run_equals_transformers(exact: Any, ids: Tensor, length: int) -> None:
    exact.set_attn_implementation("eager")
    theirs = exact(ids[None, :length].long(), output_attentions=True, output_hidden_states=True)
    logits, attention, hidden = gpt_graphs.Run(exact)(ids[:length], ONE, ZERO)
    torch.testing.assert_close(logits, theirs.logits[0])
    torch.testing.assert_close(attention, torch.cat(theirs.attentions))
    # transformers' last hidden state stands after the final norm
    torch.testing.assert_close(hidden[:-1], torch.cat(theirs.hidden_states)[:-1])
    normed = exact.transformer.ln_f(hidden[-1])
    torch.testing.assert_close(normed, theirs.hidden_states[-1][0])


def test_a_head_switched_off_is_a_head_without_output_weights(exact: Any, ids: Tensor) -> None:
    layer, head = 2, 3
    off = ONE.clone()
    off[layer, head] = 0
    run = gpt_graphs.Run(exact)
    whole, changed = run(ids, ONE, ZERO), run(ids, off, ZERO)
    same = slice(None, layer + 1)  # its own layer's attention is computed before it speaks
    assert torch.equal(whole[1][same], changed[1][same])
    assert torch.equal(whole[2][same], changed[2][same])
    assert not torch.equal(whole[2][layer + 1], changed[2][layer + 1])
    matrix = exact.transformer.h[layer].attn.c_proj.weight
    kept = matrix.data.clone()
    matrix.data[head * DH : (head + 1) * DH] = 0
    without = run(ids, ONE, ZERO)
    matrix.data = kept
    torch.testing.assert_close(changed, without)


def test_steer_is_added_where_it_says(exact: Any, ids: Tensor) -> None:
    layer = 4
    push = ZERO.double()
    push[layer] = torch.linspace(-1, 1, D)
    run = gpt_graphs.Run(exact)
    whole, steered = run(ids, ONE, ZERO)[2], run(ids, ONE, push)[2]
    assert torch.equal(whole[: layer + 1], steered[: layer + 1])
    added = (steered - whole)[layer + 1]
    torch.testing.assert_close(added, push[layer].expand_as(added))


def at(*places: int) -> list[Tensor]:
    return [torch.tensor([place], dtype=torch.int32) for place in places]


@pytest.mark.parametrize("length", [1, 40])
def test_one_head_gives_the_weights_of_the_whole(exact: Any, ids: Tensor, length: int) -> None:
    attention = gpt_graphs.Run(exact)(ids[:length], ONE, ZERO)[1]
    token = length // 2
    for layer, head in ((0, 0), (2, 3), (L - 1, H - 1)):
        asked = at(token, layer, head)
        query, keys, values, scores, weights, mixed = one_head.Head(exact)(ids[:length], *asked)
        torch.testing.assert_close(weights, attention[layer, head, token])
        torch.testing.assert_close(scores, keys @ query / math.sqrt(DH))
        torch.testing.assert_close(torch.softmax(scores[: token + 1], 0), weights[: token + 1])
        torch.testing.assert_close(mixed, weights @ values)
        assert not weights[token + 1 :].any()


def test_heads_sums_make_what_attention_adds(exact: Any, ids: Tensor) -> None:
    layer, token = 3, 17
    hidden = gpt_graphs.Run(exact)(ids, ONE, ZERO)[2]
    block = exact.transformer.h[layer]
    module = one_head.Head(exact)
    mixed = torch.cat([module(ids, *at(token, layer, head))[-1] for head in range(H)])
    middle = hidden[layer, token] + block.attn.c_proj(mixed[None])[0]
    after = middle + block.mlp(block.ln_2(middle[None]))[0]
    torch.testing.assert_close(after, hidden[layer + 1, token])


@pytest.mark.parametrize("length", [1, 40])
def test_the_lens_is_the_last_step_taken_early(exact: Any, ids: Tensor, length: int) -> None:
    logits, _, hidden = gpt_graphs.Run(exact)(ids[:length], ONE, ZERO)
    token, layer = length // 2, 2
    chances, order, likely, names, long = lens.Lens(exact)(ids[:length], *at(token, layer))
    best, last = torch.softmax(logits, -1).max(-1)
    torch.testing.assert_close(chances[-1], best)
    assert torch.equal(order[-1], last.int())
    early = torch.softmax(exact.lm_head(exact.transformer.ln_f(hidden[layer + 1])), -1)
    torch.testing.assert_close(chances[layer], early.amax(-1))
    shares, ids_there = torch.topk(early[token], lens.SAYS)
    torch.testing.assert_close(likely, shares)
    assert torch.equal(names, ids_there.int())
    torch.testing.assert_close(long, hidden[:, token].norm(dim=-1))


def decode(exact: Any, ids: Tensor, **given: Any) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    past = given.get("past", torch.zeros(2, L, H, 1, DH))
    numbers = [torch.tensor([given.get(name, 0.0)]) for name in ("temperature", "uniform")]
    top_k = torch.tensor([given.get("top_k", 0)], dtype=torch.int32)
    found: tuple[Tensor, Tensor, Tensor, Tensor] = gpt_graphs.Decode(exact)(
        ids, past, *numbers, top_k, ONE, ZERO
    )
    return found


def test_decoding_from_the_cache_equals_reading_anew(exact: Any, ids: Tensor) -> None:
    run = gpt_graphs.Run(exact)
    noise = torch.randn(2, L, H, 1, DH)  # nobody looks at the first place
    cache, *_ = decode(exact, ids[:7], past=noise)
    for at in range(7, len(ids)):
        cache, shares, order, next_id = decode(exact, ids[at : at + 1], past=cache, temperature=1.0)
        assert cache.shape == (2, L, H, at + 2, DH)
        expected = torch.softmax(run(ids[: at + 1], ONE, ZERO)[0][-1], -1)
        torch.testing.assert_close(shares, expected[order.long()])
        assert shares[0] == shares.max() and order[0] == expected.argmax()
        assert next_id.dtype == order.dtype == torch.int32


def test_draws_as_the_number_says(exact: Any, ids: Tensor) -> None:
    greedy = decode(exact, ids, temperature=0.0, uniform=0.99)
    assert greedy[3] == greedy[2][0]
    assert greedy[1][0] == 1 and not greedy[1][1:].any()
    logits = gpt_graphs.Run(exact)(ids, ONE, ZERO)[0][-1]
    walk = torch.softmax(logits / 0.8, -1).cumsum(0)
    for uniform in (0.0, 0.25, 0.5, 0.75, 0.999):
        drawn = decode(exact, ids, temperature=0.8, uniform=uniform)[3]
        assert drawn == int((walk <= uniform * walk[-1]).sum())
        few = decode(exact, ids, temperature=0.8, uniform=uniform, top_k=3)
        assert few[3] in few[2][:3]
    assert decode(exact, ids, temperature=2.0, uniform=0.9, top_k=1)[3] == greedy[2][0]


def test_surprise_is_what_each_token_cost(exact: Any, ids: Tensor) -> None:
    probabilities, order, surprise = gpt_graphs.Next(exact)(ids, torch.ones(1), ONE, ZERO)
    logits = gpt_graphs.Run(exact)(ids, ONE, ZERO)[0]
    own = torch.log_softmax(logits[:-1], -1)[torch.arange(len(ids) - 1), ids[1:].long()]
    torch.testing.assert_close(surprise[1:], own / -math.log(2))
    first = bits(lambda row: gpt_graphs.Run(exact)(row, ONE, ZERO)[0], [int(ids[0])], C)
    assert float(surprise[0]) == pytest.approx(first, abs=1e-4)
    assert float(probabilities.sum()) == pytest.approx(1, abs=1e-5)
    assert order[0] == logits[-1].argmax()


def test_the_tokenizer_knows_every_token(lm: Any) -> None:
    tokenizer = tokenizers.load((FOLDER / "tokenizer.json").read_bytes())
    assert tokenizer.vocabulary_size == lm.config.vocab_size
    assert tokenizer.special == {"<|endoftext|>": gpt.END}
    assert [t.text for t in tokenizer.encode("The fox hid.")][:2] == ["The", " fox"]


def test_the_heads_do_what_the_scores_say(lm: Any) -> None:
    run = gpt_graphs.Run(lm)

    def attention(row: Tensor) -> Tensor:
        looks: Tensor = run(row, ONE, ZERO)[1]
        return looks

    for name, scores in (
        ("previous_token", measure.previous_token(attention, held_out.windows(FOLDER))),
        ("induction", measure.induction(attention, gpt.VOCABULARY)),
    ):
        layer, head, score = measure.best(scores)
        said = SCORES[f"{name}_head"]
        assert (layer, head) == (said["layer"], said["head"])
        assert score == pytest.approx(said["score"], abs=2e-3)


def test_beats_the_trigram_model(lm: Any) -> None:
    said = SCORES["held_out"]
    assert said["bits_per_byte"] < said["trigram_bits_per_byte"]
    text = (FOLDER / "held-out.txt").read_text(encoding="utf-8")
    assert len(text.encode()) < 100_000
    tokenizer = tokenizers.load((FOLDER / "tokenizer.json").read_bytes())
    sample = text.split("\n\n")[0]  # a chapter of a novel stands first
    ids = [token.id for token in tokenizer.encode(sample)]
    ours = bits(lambda row: gpt_graphs.Run(lm)(row, ONE, ZERO)[0], ids, C)
    assert ours / len(sample.encode()) == pytest.approx(said["first_document"], abs=2e-3)


def test_the_card_says_what_was_measured() -> None:
    card = (FOLDER / "card.md").read_text(encoding="utf-8")
    said = SCORES["held_out"]
    assert f"| story-lm | {said['bits_per_byte']:.3f} |" in card
    assert f"trigram model | {said['trigram_bits_per_byte']:.3f} |" in card
    for name in ("previous_token_head", "induction_head"):
        head = SCORES[name]
        assert f"layer {head['layer']}, head {head['head']} | {head['score']:.2f} |" in card


def test_long_texts_are_charged_for_every_token_once() -> None:
    uniform = bits(lambda row: torch.zeros(len(row), 8), list(range(7)) * 100, 256)
    assert uniform == pytest.approx(3 * 700, rel=1e-5)


def test_the_trigram_model_is_a_distribution() -> None:
    made = torch.Generator().manual_seed(0)
    ids = torch.randint(0, 6, (500,), generator=made).numpy()
    counted = trigram.Trigram(ids, 8)  # two tokens never occur
    counted.tune(ids[:100])
    for context in ([1, 2], [5, 5], [7, 3], [7, 7]):
        shares = [2 ** -counted.bits(torch.tensor([*context, c]).numpy())[0] for c in range(8)]
        assert sum(shares) == pytest.approx(1)
        assert min(shares) > 0


def inside(exact: Any, ids: Tensor, **at: int) -> dict[str, Tensor]:
    places = [torch.tensor([at.get(n, 0)], dtype=torch.int32) for n in ("token", "layer", "head")]
    names = insides.graph(exact, [ids, ids, ids]).outputs
    return dict(zip(names, insides.Insides(exact)(ids, *places), strict=True))


def test_insides_are_what_run_has(exact: Any, ids: Tensor) -> None:
    token = 20
    logits, attention, hidden = gpt_graphs.Run(exact)(ids, ONE, ZERO)
    found = inside(exact, ids, token=token, layer=3, head=2)
    torch.testing.assert_close(found["attention"], attention)
    torch.testing.assert_close(found["looks"], attention[3, :, token])
    torch.testing.assert_close(found["length"], hidden[:, token].norm(dim=-1))
    seen = torch.softmax(found["scores"][: token + 1], 0)
    torch.testing.assert_close(seen, attention[3, 2, token, : token + 1])
    torch.testing.assert_close(found["scores"], found["keys"] @ found["query"] / DH**0.5)
    chances, order = torch.topk(torch.softmax(logits[token], 0), insides.NEXT)
    torch.testing.assert_close(found["chances"], chances)
    assert found["order"].tolist() == order.tolist()
    for layer in range(L):
        early = exact.lm_head(exact.transformer.ln_f(hidden[layer + 1, token]))
        chances, said = torch.topk(torch.softmax(early, 0), insides.SAYS)
        torch.testing.assert_close(found["says"][layer], chances)
        assert found["says_ids"][layer].tolist() == said.tolist()


def test_what_is_brought_and_added_is_what_the_stream_gains(exact: Any, ids: Tensor) -> None:
    """Held against transformers' own blocks, by hooks."""
    token, layer = 33, 4
    block = exact.transformer.h[layer]
    seen: dict[str, Tensor] = {}
    hooks = [
        part.register_forward_hook(lambda _m, _i, out, name=name: seen.__setitem__(name, out))
        for name, part in (("mlp", block.mlp), ("neurons", block.mlp.act))
    ]
    _, attention, hidden = gpt_graphs.Run(exact)(ids, ONE, ZERO)
    for hook in hooks:
        hook.remove()
    mlp = seen["mlp"].reshape(-1, D)
    before, after = hidden[layer], hidden[layer + 1]
    middle = after - mlp
    found = inside(exact, ids, token=token, layer=layer)
    lengths = torch.stack([(middle - before).norm(dim=-1), mlp.norm(dim=-1)])
    after_each = torch.stack([middle.norm(dim=-1), after.norm(dim=-1)])
    torch.testing.assert_close(found["added"][layer], lengths / after_each)
    torch.testing.assert_close(found["neurons"], seen["neurons"].reshape(-1, 4 * D)[token])
    # head by head, from the source's value through the head's rows of the output projection
    values = block.attn.c_attn(block.ln_1(before))[:, 2 * D :]
    for head in range(H):
        rows = slice(head * DH, (head + 1) * DH)
        carried = values[:, rows] @ block.attn.c_proj.weight[rows]
        share = attention[layer, head, token] * carried.norm(dim=-1) / middle[token].norm()
        torch.testing.assert_close(found["picked"][layer, head], share)
        wrote = (attention[layer, head, token] @ carried).norm()
        torch.testing.assert_close(found["wrote"][head], wrote)
    torch.testing.assert_close(found["flow"][layer, token], found["picked"][layer].sum(0))
