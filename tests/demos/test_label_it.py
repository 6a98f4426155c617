"""What labels are worth: the steps are torch's, and the figure says what was measured."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy
import pytest
import torch
from livedemo.controls import ControlError
from livedemo.demo import Demo
from livedemo_export.session import open_session
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, demo_of, last, models_of
from tests.folder import modules

FOLDER = ROOT / "export/models/review-labels"
MEASURED = json.loads((FOLDER / "measured.json").read_text())
CURVE = {one["labels"]: one["mean"] for one in MEASURED["curve"]}
FLIPS = {one["flips"]: one["mean"] for one in MEASURED["flips"]}
PAGE = " ".join((ROOT / "docs/training-data.md").read_text(encoding="utf-8").split())
CARD = (FOLDER / "card.md").read_text(encoding="utf-8")
ALIKE = "pnpnpnnpnpnp"  # what most raters say of the twelve


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("label-it")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("review-labels")


@pytest.fixture(scope="module")
def files() -> Iterator[dict[str, Any]]:
    with modules(FOLDER, "model", "evaluate") as loaded:
        yield loaded


def said(html: str) -> str:
    found = re.search(r"data-say>(.*?)</p>", html)
    assert found
    return found[1]


def right(html: str) -> int:
    found = re.search(r"right about (\d+) of 200", said(html))
    assert found
    return int(found[1])


def test_twenty_steps_are_those_of_torch(models: dict[str, OrtModel], files: Any) -> None:
    source, model = files["model"], models["review-labels"]
    vectors, labels = source.load()
    kinds = torch.stack([labels[:12], 1 - labels[:12], labels[12:24]])
    net = source.Classifiers().double()
    descent = torch.optim.SGD(net.parameters(), lr=source.RATE, momentum=0.9)
    running = open_session(model.store, model.manifest, "step")
    names = [output.name for output in running.get_outputs()]
    state = {
        "weight": numpy.zeros((source.K, source.D), numpy.float32),
        "bias": numpy.zeros(source.K, numpy.float32),
        "velocity": numpy.zeros(source.K * (source.D + 1), numpy.float32),
        "count": numpy.array(0, numpy.float32),
    }
    for _ in range(20):
        descent.zero_grad()
        loss = source.loss(net, vectors[:12].double(), kinds.double())
        loss.backward()
        descent.step()
        feeds = {
            **state,
            "x": vectors[:12].numpy(),
            "labels": kinds.numpy(),
            "rate": numpy.array(source.RATE, numpy.float32),
        }
        run = dict(zip(names, running.run(names, feeds), strict=True))
        assert float(run.pop("loss")) == pytest.approx(loss.item(), rel=1e-4)
        state |= {name.removeprefix("next_"): value for name, value in run.items()}
    for name, parameter in net.named_parameters():
        assert state[name] == pytest.approx(parameter.detach().numpy(), abs=1e-4)


def test_what_was_measured_is_measured_again(files: Any, monkeypatch: Any) -> None:
    evaluate = files["evaluate"]
    monkeypatch.setattr(evaluate, "DRAWS", {n: evaluate.DRAWS[n] for n in (2, 12, 50, 200)})
    found = evaluate.measure()
    curve = {one["labels"]: one for one in MEASURED["curve"]}
    pairs = [(one, curve[one["labels"]]) for one in found["curve"]]
    pairs += zip(found["flips"], MEASURED["flips"], strict=True)
    for again, before in [*pairs, (found["many"], MEASURED["many"])]:
        assert again == pytest.approx(before, abs=0.006)
    assert MEASURED["raters"] == json.loads((FOLDER / "tallies.json").read_text())


def test_what_readers_train_gives_what_torch_gives(
    demo: Demo, models: dict[str, OrtModel], files: Any
) -> None:
    evaluate, source = files["evaluate"], files["model"]
    vectors, truth = source.load()
    kinds = [[int(sign == "p") for sign in ALIKE], [1, 0] * 6, [0] * 6 + [1] * 6]
    for kind in kinds:
        labels = "".join("pn"[1 - label] for label in kind)
        (torchs,) = evaluate.right(vectors, truth, [[*range(12)]], torch.tensor([kind]).float())
        assert abs(right(last(demo, models, labels=labels)) - int(torchs)) <= 1, labels


def test_training_has_converged(files: Any, monkeypatch: Any) -> None:
    evaluate = files["evaluate"]
    vectors, truth = files["model"].load()
    rows = evaluate.draws(truth, 12, 40)
    labels = truth[torch.tensor(rows)]
    short = evaluate.right(vectors, truth, rows, labels)
    monkeypatch.setattr(evaluate, "STEPS", 400)
    long = evaluate.right(vectors, truth, rows, labels)
    assert (short - long).abs().max() <= 2  # of 200


def test_twelve_labels_teach_and_two_wrong_ones_take_nearly_half_of_it() -> None:
    assert CURVE[12] == FLIPS[0] > 0.65
    assert 0.4 < (FLIPS[0] - FLIPS[2]) / (FLIPS[0] - 0.5) < 0.5
    assert [*FLIPS.values()] == sorted(FLIPS.values(), reverse=True)


def test_among_hundreds_the_same_share_of_wrong_labels_costs_less_than_half() -> None:
    lost = CURVE[200] - MEASURED["many"]["mean"]
    assert 0.02 < lost < 0.45 * (FLIPS[0] - FLIPS[2])
    assert MEASURED["many"]["flips"] / MEASURED["many"]["labels"] == pytest.approx(2 / 12, abs=0.01)
    assert f"{100 * lost:.0f} points go" in PAGE


def test_the_page_says_what_labels_bring() -> None:
    two, twelve, fifty, hundreds = (f"{100 * CURVE[n]:.0f}" for n in (2, 12, 50, 200))
    assert f"two labels make {two} of 100 answers right, twelve {twelve}, fifty {fifty}" in PAGE
    assert f"two hundred {hundreds};" in PAGE
    assert CURVE[800] - CURVE[200] < 0.01
    above, lost = 100 * (FLIPS[0] - 0.5), 100 * (FLIPS[0] - FLIPS[2])
    assert f"of the {above:.0f} points above guessing {lost:.0f} are lost" in PAGE
    assert abs(FLIPS[6] - 0.5) < 0.01


def test_the_page_and_the_card_say_how_far_raters_agree(demo: Demo) -> None:
    raters = MEASURED["raters"]
    used = raters["sentences"] - raters["without_majority"]
    one = 100 * raters["sentences_with_one_against"] / used
    assert f"in {one:.0f} of 100 sentences at least one rater" in PAGE
    against, neutral = (100 * raters[name] / raters["ratings"] for name in ("against", "neutral"))
    card = " ".join(CARD.split())
    assert f"{100 - against - neutral:.1f} % have the sign of the majority" in card
    assert f"{neutral:.1f} % are 0, and {against:.1f} % have the other sign" in card
    assert f"in {one:.1f} % of the sentences" in card
    assert f"{raters['without_majority']} of {raters['sentences']:,}" in " ".join(
        demo.limits.split()
    )


def test_the_card_says_what_was_measured() -> None:
    for row in MEASURED["curve"]:
        if row["labels"] in (2, 12, 50, 200, 800):
            assert f"| {row['labels']} | {row['draws']} | {100 * row['mean']:.1f} % |" in CARD
    wrong = {f"{flips} of 12": mean for flips, mean in FLIPS.items() if flips in (2, 6)}
    wrong["33 of 200"] = MEASURED["many"]["mean"]
    for name, mean in wrong.items():
        assert f"| {name} | {100 * mean:.1f} % |" in CARD


def test_the_twelve_are_six_of_each_sign_and_nowhere_else(files: Any) -> None:
    twelve = json.loads((FOLDER / "twelve.json").read_text())
    vectors, labels = files["model"].load()
    assert len(vectors) == len(labels) == 12 + 200 + 1000
    for part in (labels[:12], labels[12:212], labels[212:]):
        assert part.mean() == 0.5
    for each, label in zip(twelve, labels, strict=False):
        positive = sum(rating > 0 for rating in each["ratings"])
        assert len(each["ratings"]) == 20 and (positive > 10) == bool(label)
    signs = "".join("p" if label else "n" for label in labels[:12])
    assert signs == ALIKE
    rows = {tuple(row.tolist()) for row in vectors[12:]}
    assert not rows & {tuple(row.tolist()) for row in vectors[:12]}


def test_labels_as_most_raters_gave_them_teach_the_same(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    nobody, same = last(demo, models), last(demo, models, labels=ALIKE)
    assert right(nobody) == right(same)
    assert "You agree with them on 12 of 12" in said(same) and "you differ" not in same
    opposite = last(demo, models, labels=ALIKE.translate(str.maketrans("pn", "np")))
    assert right(opposite) == 200 - right(same)
    assert opposite.count("you differ") == 12


def test_ratings_are_shown_of_what_has_a_label_and_of_nothing_else(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    rated = 'viewBox="0 0 108 28"'
    assert rated not in last(demo, models)
    some = last(demo, models, labels="pn..........@4")
    assert some.count(" negative, ") == 2 == some.count(rated)


def test_the_pace_is_worked_out_from_the_first_label_on(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(demo, models, labels=f"{ALIKE}@33")  # 11 labels after the first
    assert "3.0 seconds a label" in html
    assert "104 working days" in html  # 3 million seconds of 28,800 a day
    assert "seconds a label" not in last(demo, models, labels=ALIKE)
    assert "seconds a label" not in last(demo, models, labels="p...........")


def test_flips_are_among_the_labels_there_are(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, labels="pn..........", flip=6)
    assert html.count("<em>flipped</em>") == 2 and "With 2 of them flipped" in said(html)
    draws = {
        tuple(re.findall(r"<em>flipped|<li>", last(demo, models, flip=2, draw=draw)))
        for draw in range(4)
    }
    assert len(draws) > 1 and all(row.count("<em>flipped") == 2 for row in draws)


def test_the_guess_has_one_right_answer(demo: Demo, models: dict[str, OrtModel]) -> None:
    guess: Any = demo.controls["guess"]
    answers = {
        option: last(demo, models, **guess.brings(), guess=option) for option in guess.states()
    }
    (found,) = [option for option, html in answers.items() if "You were right" in html]
    assert found.startswith(f"{100 * FLIPS[2]:.0f} of 100")
    assert f"about {100 * FLIPS[0]:.0f} of 100" in guess.question


def test_no_held_out_sentence_lies_on_the_boundary(models: dict[str, OrtModel], files: Any) -> None:
    """What the page shows at first does not hang on how a processor rounds."""
    evaluate, source = files["evaluate"], files["model"]
    vectors, truth = source.load()
    net = source.Classifiers(1)
    descent = torch.optim.SGD(net.parameters(), lr=source.RATE, momentum=0.9)
    for _ in range(source.STEPS):
        descent.zero_grad()
        source.loss(net, vectors[:12], truth[None, :12]).backward()
        descent.step()
    with torch.no_grad():
        assert net(vectors[12:212])[0].abs().min() > 1e-4
    assert evaluate.STEPS == source.STEPS


@pytest.mark.parametrize("raw", ["p", "pnx.........", "pnpnpnpnpnpn@", "pnpnpnpnpnpn@0", 3, None])
def test_what_is_no_row_of_labels_is_refused(demo: Demo, raw: object) -> None:
    with pytest.raises(ControlError, match="12 of p, n"):
        demo.controls["labels"].parse(raw)


def test_no_label_is_an_empty_value(demo: Demo) -> None:
    assert demo.controls["labels"].parse("............") == ""
