"""`pretrain`: what it learns, by counting steps; what is held out; what a reader keeps."""

import asyncio
import base64
import re
from math import dist
from typing import Any

import pytest
from livedemo.demo import Demo, Frame
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import demo_of, last, models_of, named

KEPT = re.compile(r'href="data:application/octet-stream;base64,([^"]+)"')


@pytest.fixture(scope="module")
def figure() -> Demo:
    return demo_of("pretrain")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("pretrain")


def inside(demo: Demo, name: str) -> Any:
    """What the demo's module calls ``name``."""
    return demo.function.__globals__[name]


async def frames(
    demo: Demo, models: dict[str, OrtModel], state: Any = None, **inputs: object
) -> list[Frame]:
    return [frame async for frame in demo.run(inputs, named(demo, models), state)]


def pressed(demo: Demo, models: dict[str, OrtModel], presses: int, **inputs: object) -> Frame:
    """The last frame after so many presses of *Train on*."""

    async def press() -> Frame:
        frame = (await frames(demo, models, **inputs))[-1]
        for train in range(1, presses + 1):
            frame = (await frames(demo, models, frame.state, train=train, **inputs))[-1]
        return frame

    return asyncio.run(press())


def test_a_hundred_steps_beat_every_table_of_letter_pairs(
    figure: Demo, models: dict[str, OrtModel]
) -> None:
    for noise in (0, 1):
        html = last(figure, models, noise=noise)
        found = re.search(r"After 300 steps: 0.\d bits .* pairs since step (\d+)", html)
        assert found, noise
        assert 10 < int(found[1]) < 100


def test_lines_that_are_held_out_are_learned_and_what_is_by_heart_does_not_help_there(
    figure: Demo, models: dict[str, OrtModel]
) -> None:
    novel, entropy = inside(figure, "NOVEL"), inside(figure, "entropy")
    frame = pressed(figure, models, 3, text=novel)
    held = {row[0]: row[1] for row in frame.state["measured"]}
    assert min(bits for step, bits in held.items() if step <= 200) < entropy(novel)
    assert min(bits for step, bits in held.items() if step <= 1500) < entropy(novel, before=1)
    said = re.search(r"After 1,200 steps: ([\d.]+) bits .* pairs since step (\d+)", frame.html)
    assert said and int(said[2]) < 1500
    assert float(said[1]) < 1.5 < held[300] + 1 < held[1200]


def test_sums_are_learned_as_shapes_first(figure: Demo, models: dict[str, OrtModel]) -> None:
    html = last(figure, models, text=inside(figure, "SUMS"), guess="few or none")
    assert "You were right: few or none." in html
    assert int(re.findall(r"Of the (\d+) sums", html)[0]) > 2


@pytest.mark.parametrize("text", ["", "a b " * 60, "\ud800\u0301" * 110, "你好，世界" * 50])
def test_any_text_can_be_learned(text: str, figure: Demo, models: dict[str, OrtModel]) -> None:
    async def first() -> str:
        async for frame in figure.run({"text": text}, named(figure, models)):
            if frame.state.get("measured"):
                break
        return frame.html

    html = asyncio.run(first())
    assert "ld-say" in html
    assert "\ud800" not in html


def test_entropies_are_those_of_the_text(figure: Demo) -> None:
    entropy = inside(figure, "entropy")
    assert entropy("abab") == pytest.approx(1)
    assert entropy("aabb" * 8) == pytest.approx(1)
    assert entropy("ab" * 100, before=1) < 0.02  # what follows is certain, but for the text's ends
    assert entropy("aabb" * 64, before=1) == pytest.approx(1, abs=0.02)


def test_what_is_held_out_is_never_read(figure: Demo) -> None:
    text = "".join(f"{number:03} {number * 7919 % 1000:03}\n" for number in range(400))
    alphabet, read, tests = inside(figure, "prepare")(text, 64, "")
    learned = "".join(alphabet[id] for id in read)
    held = ["".join(alphabet[id] for id in ids) for ids in tests]
    lines = [line for snippet in held for line in snippet.split("\n")[1:-1]]
    assert len(lines) > 30
    assert not set(lines) & set(learned.split("\n"))


def test_a_map_is_turned_to_lie_as_the_one_before(figure: Demo) -> None:
    aligned = inside(figure, "aligned")
    known = [[1.0, 0.2], [-0.5, 0.7], [0.1, -0.9]]
    for turned in ([[-y, x] for x, y in known], [[x, -y] for x, y in known]):
        for there, wanted in zip(aligned(turned, known), known, strict=True):
            assert there == pytest.approx(wanted)


@pytest.mark.parametrize("noise", [0, 1])
def test_vowels_come_to_lie_together(noise: int, figure: Demo, models: dict[str, OrtModel]) -> None:
    novel = inside(figure, "NOVEL")
    frame = pressed(figure, models, 0, text=novel, noise=noise)
    alphabet, _ = inside(figure, "encode")(novel, 64)
    kinds = inside(figure, "groups")(alphabet)

    def apart(places: Any, others: str) -> float:
        pairs = [(i, j) for i in kinds["vowels"] for j in kinds[others] if i != j]
        return sum(dist(places[i], places[j]) for i, j in pairs) / len(pairs)

    first, *_, last = (row[3] for row in frame.state["measured"])
    assert apart(last, "vowels") < 0.75 * apart(last, "consonants")
    assert apart(first, "vowels") > 0.75 * apart(first, "consonants")


def test_a_model_that_is_kept_goes_on_where_it_was(
    figure: Demo, models: dict[str, OrtModel]
) -> None:
    async def keep() -> None:
        trained = (await frames(figure, models, keep=1))[-1]
        (file,) = KEPT.findall(trained.html)
        (*_, again) = await frames(figure, models, file=file)
        before, after = trained.state["measured"][-1], again.state["measured"][-1]
        assert after[0] == 0 and after[1] == pytest.approx(before[1])
        assert f"The model that you kept: {before[1]:.1f} bits" in again.html
        (*_, anew) = await frames(figure, models, again.state, file=file, noise=1)
        assert "The model that you kept" not in anew.html
        assert anew.state["measured"][0][1] > 5

    asyncio.run(keep())


@pytest.mark.parametrize("file", ["AAAA", base64.b64encode(bytes(200)).decode()])
def test_a_file_that_is_no_model_is_refused_in_words(
    file: str, figure: Demo, models: dict[str, OrtModel]
) -> None:
    async def first() -> str:
        async for frame in figure.run({"file": file}, named(figure, models)):
            return frame.html
        return ""

    assert "What was opened is no" in asyncio.run(first())
