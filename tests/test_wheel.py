"""The wheel alone, outside the repository: a small site with a demo and a torch model."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import profile
from tests.browser.server import Server

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
FILES = {
    "mkdocs.yml": """\
site_name: Squares
theme: mkdocs
plugins: [livedemo/models, livedemo/demos]
""",
    "docs/index.md": """\
# Squares

```demo squares
number: 4
```
""",
    "demos/squares/demo.py": '''\
"""What is a square?"""

from typing import Annotated

from livedemo import Model, Say, Slider, Views, demo


@demo(claim="A number times itself is its square.", models={"square": "squares"})
async def squares(square: Model, number: Annotated[int, Slider(1, 9)] = 3) -> Views:
    run = await square(x=[float(number)])
    return Say(f"{number} times {number} is {run.y[0]:.0f}.")
''',
    "demos/squares/model.py": """\
import torch
from livedemo_export import Axis, Graph, Input, Model


class Square(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:  # [N] -> [N]
        return x * x


def build() -> Model:
    run = Graph(
        module=Square(),
        inputs={"x": Input("float32", ("N",))},
        outputs={"y": ("N",)},
        examples=[{"x": torch.ones(3)}, {"x": torch.arange(7.0)}],
    )
    return Model(graphs={"run": run}, axes={"N": Axis(1, 64)})
""",
}


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command outside the repository; what it said is the failure's message."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=env, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment with the wheel; its dependencies are this environment's."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("livedemo-*.whl")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    python = folder / "env/bin/python"
    run(*pip, "--python", python, "install", "--no-deps", wheel, cwd=folder)
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    # A folder on the path, not a site: the repository's editable install is not followed.
    Path(own.strip(), "shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_the_wheel_is_whole(python: Path) -> None:
    where = run(python, "-c", "import livedemo_site as s; print(s.__file__)", cwd=python.parent)
    package = Path(where.strip()).parent
    assert ROOT not in package.parents
    for name in (
        "runtime/pyodide/pyodide.asm.wasm",
        "runtime/ort/wasm.wasm",
        "browser/page/element.js",
    ):
        assert (package / name).is_file()
    texts = "".join(p.read_text("utf-8") for p in (package / "runtime/licences").glob("*.txt"))
    for words in ("Mozilla Public License", "PYTHON SOFTWARE FOUNDATION", "Microsoft"):
        assert words in texts


def test_a_site_of_its_own_goes_live(python: Path, tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    run(python, "-m", "mkdocs", "build", "--strict", cwd=tmp_path)
    assert "4 times 4 is 16." in (tmp_path / "site/index.html").read_text("utf-8")
    with Server(tmp_path / "site") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = profile(browser).new_page()
        page.goto(server.url)
        page.evaluate("document.querySelector('live-demo').set({ number: 7 })")
        assert page.get_attribute("live-demo", "data-state") == "live"
        assert page.get_attribute("live-demo", "data-backend") == "wasm"
        assert page.inner_text("[data-say]") == "7 times 7 is 49."
        browser.close()
