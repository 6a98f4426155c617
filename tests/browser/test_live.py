"""The chapter's figures go live, show what the build showed, and don't get in each other's way."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.compare import difference
from tests.browser.conftest import ROOT
from tests.browser.figure import Figure
from tests.browser.server import Server

FIGURES = [
    ("text-becomes-numbers/", "normalise", "python"),
    ("text-becomes-numbers/", "stem-lemma-subword", "python"),
    ("text-becomes-numbers/", "tokens", "python"),
    ("text-becomes-numbers/", "train-bpe", "python"),
    ("text-becomes-numbers/", "analogy", "wasm"),
    ("text-becomes-numbers/", "word-map", "wasm"),
    ("text-becomes-numbers/", "sum-vec", "wasm"),
    ("the-transformer/", "attention", "wasm"),
    ("how-they-learn/", "next-token", "wasm"),
    ("how-they-learn/", "pretrain-tiny", "wasm"),
    ("models/novel-lm/", "try-corpora", "wasm"),
    ("models/story-lm-no-positions/", "try-no-positions", "wasm"),
    ("models/leaky-lm/", "try-leaky", "wasm"),
    ("models/more-text/", "try-more-text", "wasm"),
    ("models/mask-lm/", "try-mask", "wasm"),
    ("models/spell-to-sound/", "try-spelling", "wasm"),
    ("models/signals/", "try-signals", "wasm"),
    ("models/recall-rnn/", "try-recall", "wasm"),
    ("models/char-rnn/", "try-char-rnn", "wasm"),
]
NAMES = [name for _, name, _ in FIGURES]


def test_every_demo_is_tried() -> None:
    assert sorted(NAMES) == sorted(path.parent.name for path in ROOT.glob("demos/*/demo.py"))


@pytest.mark.parametrize(("path", "name", "backend"), FIGURES)
def test_a_figure_goes_live(
    page: Page, chapter: Server, path: str, name: str, backend: str
) -> None:
    page.goto(f"{chapter.url}{path}")
    figure = Figure(page, name)
    built = figure.result
    figure.start()
    assert (figure.state, figure.backend) == ("live", backend)
    assert difference(built, figure.result) is None
    assert not figure.part(".ld-start").is_visible()
    assert figure.part(".ld-ran").inner_text()
    change = (
        {"place": "sky"} if name == "try-signals" else {"text": "A storm came up from the sea."}
    )
    figure.set(**change)
    assert difference(built, figure.result) is not None


def test_the_next_token_writes_on(stage: Page) -> None:
    figure = Figure(stage, "next-token")
    figure.set(text="The fox hid because it was")
    frames = figure.element.evaluate(
        """async (figure) => {
            let frames = 0;
            figure.addEventListener("livedemo:render", () => frames++);
            const over = new Promise((resolve) => {
                figure.addEventListener("livedemo:update", resolve);
            });
            figure.querySelector("button[data-stop]").click();
            await over;
            return frames;
        }"""
    )
    written = figure.part(".ld-passage mark").count()
    assert frames > written >= 1
    assert figure.said.startswith(f"{written} token")


def test_webgpu_gives_the_same_picture(stage: Page) -> None:
    figure = Figure(stage, "attention")
    figure.set(text="The fox hid.", layer=2, head=4)
    table = figure.part("details table").text_content()
    figure.part(".ld-backend select").select_option("webgpu")
    stage.wait_for_function("() => document.querySelector('[data-backend=webgpu]')", timeout=60_000)
    assert difference(table or "", figure.part("details table").text_content() or "") is None
    figure.part(".ld-backend select").select_option("auto")
    stage.wait_for_function("() => !document.querySelector('[data-backend=webgpu]')")


def test_ten_figures_share_a_worker_and_keep_apart(page: Page, small: Server) -> None:
    page.goto(f"{small.url}ten/")
    figures = [Figure(page, "echo", i) for i in range(10)]
    page.evaluate(
        """async () => {
            const figures = [...document.querySelectorAll("live-demo")];
            await Promise.all(figures.map((figure, i) => figure.set({ text: "w ".repeat(i) })));
        }"""
    )
    assert len(page.workers) == 1
    for i, figure in enumerate(figures):
        assert (figure.state, figure.said) == ("live", f"{i} words, number {1 + i % 6}.")
    figures[3].set(number=6, option="b")
    for i, figure in enumerate(figures):
        number = 6 if i == 3 else 1 + i % 6
        assert figure.said == f"{i} words, number {number}."
        assert figure.inputs["option"] == ("b" if i == 3 else "a")
    assert len(page.workers) == 1


@pytest.fixture(scope="module")
def stage(browser: Browser, chapter: Server) -> Iterator[Page]:
    """All figures on one page, live: what a text does is tried on them one after another."""
    page = browser.new_page()
    page.goto(f"{chapter.url}the-transformer/")
    for path, name, _ in FIGURES:
        page.evaluate(
            """async ([path, same]) => {
                if (document.querySelector(same)) return;
                const text = await (await fetch(path)).text();
                const other = new DOMParser().parseFromString(text, "text/html");
                const figure = document.importNode(other.querySelector(same), true);
                document.querySelector("article").append(figure);
            }""",
            [f"../{path}", f'live-demo[name="{name}"]'],
        )
    for name in NAMES:
        Figure(page, name).start()
    yield page
    page.close()
