"""``mkdocs serve --strict`` with an empty store: pages come at once, and again with each model."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.sites.site import HERE, make

PATIENCE = 600  # seconds, for what takes a few
PAGE = """# A page

See [a gain of two](#scale?gain=2).

```demo hello-world
```

```demo scale
```

```demo restless
```
"""
GATED = '''
def build() -> Model:
    """Two graphs, once a file is there."""
    while not Path({gate!r}).exists():
        time.sleep(0.05)
'''


def gate(root: Path, file: Path) -> None:
    """Let the export of ``scale`` wait for a file."""
    source = HERE / "model/demos/scale/model.py"
    text = source.read_text().replace(
        "import torch\n", "import time\nfrom pathlib import Path\n\nimport torch\n"
    )
    head, build, rest = text.partition("\ndef build() -> Model:\n")
    assert build
    rest = rest.replace('    """Two graphs."""\n', "")
    (root / "demos/scale/model.py").write_text(head + GATED.format(gate=str(file)) + rest)


@dataclass(frozen=True)
class Served:
    root: Path
    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str = "") -> str:
        with urlopen(self.url + path, timeout=PATIENCE) as response:
            return str(response.read().decode())

    def until(self, *wanted: str, path: str = "") -> str:
        """The page, once it holds all that is wanted."""
        end = time.monotonic() + PATIENCE
        page = ""
        while not all(re.search(each, page, re.DOTALL) for each in wanted):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, f"{wanted} not in {page}\n{self.log.read_text()}"
            try:
                page = self.get(path)
            except (URLError, OSError):
                time.sleep(0.1)  # it does not listen yet
        return page

    def reloaded(self, page: str) -> None:
        """Wait as the page's own script does, until it is told to load itself again."""
        found = re.search(r"livereload\((\d+), (\d+)\);", page)
        assert found
        while int(self.get(f"livereload/{found[1]}/{found[2]}")) <= int(found[1]):
            assert self.process.poll() is None, self.log.read_text()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    root = make("model", tmp_path / "site")
    shutil.copytree(HERE / "model-fails/demos/restless", root / "demos/restless")
    (root / "docs/index.md").write_text(PAGE)
    gate(root, tmp_path / "gate")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--strict", "-a", f"127.0.0.1:{port}"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("LIVEDEMO_STORE", None)
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
        yield Served(root, f"http://127.0.0.1:{port}/", log, process)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0


WAITS = 'class="ld-waiting" id="scale".*<code>scale</code>: '


def test_pages_are_served_before_their_models_are_there(served: Served, tmp_path: Path) -> None:
    # The export of scale waits for a file, so whatever is served until then comes before its end.
    page = served.until("Hello, world", WAITS)
    assert served.until("ld-waiting", path="demos/scale/").count("<live-demo") == 0
    page = served.until(WAITS + r".*\(1 of 2 models are done\)", 'class="ld-mistake"')
    assert page.count("<live-demo ") == 1 and re.search("<a [^>]*data-sets=", page)

    (tmp_path / "gate").touch()
    served.reloaded(page)
    page = served.until("The sum is 6.0", 'class="ld-mistake"')
    assert page.count("<live-demo ") == 2 and "ld-waiting" not in page
    assert "The sum is 6.0" in served.get("demos/scale/")

    # What fails is told once, however often pages are built, and pages go on being built.
    (served.root / "docs/index.md").write_text(PAGE + "\nMore words.\n")
    served.until("More words", 'class="ld-mistake"')
    log = served.log.read_text()
    assert len(re.findall(r"^livedemo: demos/restless/model.py:\d+: ", log, re.MULTILINE)) == 1
    assert "WARNING" not in log and "Traceback" not in log


def test_an_edit_ends_the_export_of_what_was_there_before(served: Served, tmp_path: Path) -> None:
    served.until(WAITS)
    other = tmp_path / "other gate"
    other.touch()
    gate(served.root, other)  # the first is never opened
    served.until("The sum is 6.0")


def test_the_server_ends_while_a_model_is_exported(served: Served) -> None:
    served.until(WAITS)  # the fixture interrupts it, and waits
