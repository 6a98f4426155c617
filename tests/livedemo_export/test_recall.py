"""recall-rnn and recall-attention: one task, one size, and what each makes of it."""

import copy
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from livedemo_export.load import _module
from workshop.training import loop, recall

MODELS = Path(__file__).resolve().parents[2] / "export/models"
NAMES = ("recall-rnn", "recall-attention")
SCORES = {name: json.loads((MODELS / name / "scores.json").read_text()) for name in NAMES}


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def file(name: str) -> ModuleType:
    return _module(MODELS / name)


@pytest.fixture(scope="module")
def reader(file: Any) -> Any:
    return file.load()


def test_sizes_are_alike() -> None:
    rnn, attention = (SCORES[name]["parameters"] for name in NAMES)
    assert abs(rnn - attention) / attention < 0.02


def test_remembers_as_the_scores_say(name: str, reader: Any) -> None:
    right = recall.accuracy(reader)
    told = torch.tensor(SCORES[name]["by_distance"])
    torch.testing.assert_close(right, told, atol=5e-3, rtol=0)
    assert sum(p.numel() for p in reader.parameters()) == SCORES[name]["parameters"]


def test_attention_recalls_every_distance_and_the_gru_does_not() -> None:
    assert min(SCORES["recall-attention"]["by_distance"]) >= 0.99
    assert min(SCORES["recall-rnn"]["by_distance"]) < 0.6


def test_the_gru_recalls_short_texts_and_less_the_longer_they_are() -> None:
    shares = [*SCORES["recall-rnn"]["by_length"].values()]
    assert shares[0] > 0.99 and shares == sorted(shares, reverse=True)


def test_the_gru_holds_about_seven_words_of_any_text() -> None:
    lengths = SCORES["recall-rnn"]["by_length"]
    held = {int(size): int(size) * share for size, share in lengths.items()}
    assert all(6 < held[size] < 7.5 for size in (8, 12, 16, 20, 24)), held


def test_every_question_is_put_as_if_it_were_the_only_one(reader: Any, float64: None) -> None:
    """The answer to "d back?" is the same however many other questions there are."""
    reader = copy.deepcopy(reader).double()
    words = recall.texts(1, 9, seed=5)
    with torch.no_grad():
        whole = reader(words)[0]  # [9, 64]
        if isinstance(getattr(reader, "gru", None), torch.nn.GRU):
            asked = torch.cat([words, torch.tensor([[recall.WORDS + 3]])], 1)  # "4 back?"
            states = reader.gru(reader.table(asked))[0]  # torch's own step for the question, too
            alone = reader.head(states[0, -1])
        else:
            later = words.clone()
            later[0, 0] = (later[0, 0] + 1) % recall.WORDS
            assert not torch.equal(reader(later)[0, 8], whole[8])
            alone = reader.look(words)[0][0, 3]
    torch.testing.assert_close(whole[3], alone)


def test_attention_tells_where_a_question_looked() -> None:
    look = _module(MODELS / "recall-attention").load().look
    with torch.no_grad():
        attention = look(recall.texts(4, 24, seed=9))[1]  # [4, L, H, 24, 25]
    torch.testing.assert_close(attention.sum(-1), torch.ones(attention.shape[:-1]))
    d = torch.arange(1, 25)
    on_the_answer = attention[..., d - 1, 24 - d].mean((0, 3))  # [L, H]
    assert on_the_answer[0].min() > 0.3  # both heads of the first layer; an even look gives 0.04
    assert on_the_answer.min() > 0.1


def test_a_training_that_breaks_off_ends_with_the_same_weights(file: Any, tmp_path: Path) -> None:
    def train(folder: str, stop: int) -> dict[str, torch.Tensor]:
        torch.manual_seed(0)
        model = file.Reader()

        def loss(step: int) -> torch.Tensor:
            if step == stop:
                raise KeyboardInterrupt
            return recall.cost(model, recall.texts(4, recall.length(step, 10), seed=step))

        plan = loop.Plan(10, warm_up=2)
        loop.Trainer(tmp_path / folder, model, plan, "gru.weight").run(loss, every=0.0)
        state: dict[str, torch.Tensor] = model.state_dict()
        return state

    undisturbed = train("one", stop=-1)
    with pytest.raises(KeyboardInterrupt):
        train("two", stop=5)
    resumed = train("two", stop=-1)
    assert all(torch.equal(resumed[name], undisturbed[name]) for name in undisturbed)


def test_the_card_says_what_was_measured(name: str) -> None:
    card = (MODELS / name / "card.md").read_text(encoding="utf-8")
    assert f"{SCORES[name]['parameters']:,}" in card
    for other in NAMES:
        shares = SCORES[other]["by_distance"]
        cells = [f"{100 * shares[d - 1]:.0f}" for d in (1, 2, 4, 6, 9, 12, 14, 18, 21, 24)]
        assert f"| {other} | {' | '.join(cells)} |" in card
    if name == "recall-rnn":
        cells = [f"{100 * share:.0f}" for share in SCORES[name]["by_length"].values()]
        assert f"| right | {' | '.join(cells)} |" in card
