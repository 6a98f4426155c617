"""`fine-tune`: what fifty steps on another style teach, and what they cost."""

import asyncio
from typing import Any

import pytest
from livedemo.demo import Demo, Frame
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import demo_of, models_of, named, plain


@pytest.fixture(scope="module")
def figure() -> Demo:
    return demo_of("fine-tune")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("fine-tune")


async def final(
    demo: Demo, models: dict[str, OrtModel], state: Any = None, **inputs: object
) -> Frame:
    return [frame async for frame in demo.run(inputs, named(demo, models), state)][-1]


def changes(frame: Frame) -> tuple[float, float]:
    """After by before, at the new style and at novels, both held out."""
    (_, new, old), (_, newer, older) = frame.state["measured"][0], frame.state["measured"][-1]
    return newer / new, older / old


def test_it_learns_scripture_and_forgets_novels(figure: Demo, models: dict[str, OrtModel]) -> None:
    all_of_it = asyncio.run(final(figure, models, guess="more than before"))
    new, old = changes(all_of_it)
    assert new <= 0.8  # of what is claimed a fifth
    assert old > 1.1
    assert "You were right: more than before" in plain(all_of_it.html)
    part = changes(asyncio.run(final(figure, models, part="last")))
    assert new < part[0] < 0.9
    assert 1 < part[1] < old


def test_few_lines_are_learned_by_heart(figure: Demo, models: dict[str, OrtModel]) -> None:
    recipes = figure.function.__globals__["RECIPES"]

    async def twice() -> None:
        frame = await final(figure, models, text=recipes)
        assert "learned by heart" in frame.html
        measured = frame.state["measured"]
        least = min(measured, key=lambda row: row[1])
        assert 0 < least[0] < 50
        assert 1.1 * least[1] < min(measured[0][1], measured[-1][1])
        # Another beginning is tried on the model as it was and as it is, and nothing is trained.
        other = await final(figure, models, frame.state, text=recipes, prompt="Take two eggs")
        assert [row[0] for row in other.state["samples"]["rows"]] == [0, 50]
        assert other.state["measured"] == measured

    asyncio.run(twice())


@pytest.mark.parametrize("text", ["Too short.", "word " * 100, "\n" * 400, "🙂" * 400])
def test_own_lines_that_do_not_do_are_told(
    text: str, figure: Demo, models: dict[str, OrtModel]
) -> None:
    async def first() -> str:
        async for frame in figure.run({"text": text}, named(figure, models)):
            return frame.html
        return ""

    assert "ld-say" in asyncio.run(first())
