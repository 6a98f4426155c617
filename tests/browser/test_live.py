"""What figures do once they are live, and that they don't get in each other's way.

That every figure goes live and shows what the build showed is held by test_pages.py.
"""

from livedemo_site.testing.compare import difference
from playwright.sync_api import Page

from tests.browser.figure import Figure, workers
from tests.browser.server import Server


def test_the_next_token_writes_on(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}how-they-learn/")
    figure = Figure(page, "next-token")
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
    assert written >= 1
    assert frames > written / 2  # two tokens at once
    assert figure.said.startswith(f"{written} token")


def test_webgpu_gives_the_same_picture(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}the-transformer/")
    figure = Figure(page, "attention")
    figure.set(text="The fox hid.", layer=2, head=4)
    table = figure.part("details table").text_content()
    figure.part(".ld-backend select").select_option("webgpu")
    page.wait_for_function("() => document.querySelector('[data-backend=webgpu]')")
    assert difference(table or "", figure.part("details table").text_content() or "") is None
    figure.part(".ld-backend select").select_option("auto")
    page.wait_for_function("() => !document.querySelector('[data-backend=webgpu]')")


def test_ten_figures_share_a_worker_and_keep_apart(page: Page, small: Server) -> None:
    page.goto(f"{small.url}ten/")
    figures = [Figure(page, "echo", i) for i in range(10)]
    page.evaluate(
        """async () => {
            const figures = [...document.querySelectorAll("live-demo")];
            await Promise.all(figures.map((figure, i) => figure.set({ text: "w ".repeat(i) })));
        }"""
    )
    assert len(workers(page)) == 1
    for i, figure in enumerate(figures):
        assert (figure.state, figure.said) == ("live", f"{i} words, number {1 + i % 6}.")
    figures[3].set(number=6, option="b")
    for i, figure in enumerate(figures):
        number = 6 if i == 3 else 1 + i % 6
        assert figure.said == f"{i} words, number {number}."
        assert figure.inputs["option"] == ("b" if i == 3 else "a")
    assert len(workers(page)) == 1
