"""A Chromium or Chrome, found and driven over a pipe: no driver has to be installed.

Source: the Chrome DevTools Protocol, https://chromedevtools.github.io/devtools-protocol/; with
``--remote-debugging-pipe`` a browser reads messages from file 3 and writes them to file 4, each
JSON that ends in a NUL.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

#: Names the browser's program.
VARIABLE = "LIVEDEMO_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
)
# WebGPU on the processor (SwiftShader), and no traffic of the browser's own.
FLAGS = [
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
]
PATIENCE = 600.0  # seconds for one answer: a last resort, so that nothing waits for ever


class NoBrowser(Exception):
    """No browser was found, or it can't be driven; one sentence says why."""


def find() -> str:
    """The path of a browser: ``$LIVEDEMO_BROWSER``, or the system's. `NoBrowser`."""
    if named := os.environ.get(VARIABLE):
        if found := shutil.which(named):
            return found
        raise NoBrowser(f"{VARIABLE} is {named!r}, which is no program that can be run.")
    if path := installed():
        return path
    raise NoBrowser(
        f"No Chromium or Chrome was found: install one, or set {VARIABLE} to the path of its "
        "program."
    )


def installed() -> str | None:
    """A browser of the system's own."""
    on_path = (shutil.which(name) for name in NAMES)
    found = next((path for path in on_path if path), None)
    if found or sys.platform != "darwin":
        return found
    folders = (Path("/Applications"), Path.home() / "Applications")
    programs = (folder / name for folder in folders for name in MAC)
    return next((str(program) for program in programs if program.is_file()), None)


class PageError(Exception):
    """What a page's own script raised or rejected with."""


class Chromium:
    """A browser with one page in a profile of its own; use it as a context manager."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._numbers = itertools.count(1)
        self._read = b""

    def __enter__(self) -> Self:
        if os.name != "posix":
            raise NoBrowser("A browser can be driven over a pipe on Linux and macOS only.")
        self._profile = tempfile.TemporaryDirectory(prefix="livedemo_", ignore_cleanup_errors=True)
        theirs_in, self._out = _pipe()
        self._in, theirs_out = _pipe()
        options = ["--headless=new", "--remote-debugging-pipe", *FLAGS]
        command = [self._path, *options, f"--user-data-dir={self._profile.name}", "about:blank"]
        nothing = [(os.POSIX_SPAWN_OPEN, file, os.devnull, os.O_RDWR, 0) for file in (0, 1, 2)]
        files = [(os.POSIX_SPAWN_DUP2, theirs_in, 3), (os.POSIX_SPAWN_DUP2, theirs_out, 4)]
        actions = [*nothing, *files]
        self._process = os.posix_spawn(self._path, command, os.environ, file_actions=actions)
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            target = self._ask("Target.createTarget", url="about:blank")["targetId"]
            attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
            self._session: str | None = attached["sessionId"]
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):
            os.close(self._out)  # it ends with its pipe
        os.close(self._in)
        for _ in range(100):
            if os.waitpid(self._process, os.WNOHANG) != (0, 0):
                break
            time.sleep(0.1)
        else:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        self._profile.cleanup()

    def open(self, url: str) -> None:
        """Go to an address, and wait until the page is there. `PageError`."""
        answer = self._ask("Page.navigate", url=url, session=self._session)
        if said := answer.get("errorText"):
            raise PageError(f"{url}: {said}")
        self.run(
            "() => new Promise((resolve) => document.readyState === 'complete' ? resolve() : "
            "addEventListener('load', () => resolve(), { once: true }))"
        )

    def run(self, function: str, *arguments: Any) -> Any:
        """What a JavaScript function gives, awaited, as JSON. `PageError` for what it throws."""
        given = ", ".join(map(json.dumps, arguments))
        answer = self._ask(
            "Runtime.evaluate",
            session=self._session,
            expression=f"({function})({given})",
            awaitPromise=True,
            returnByValue=True,
        )
        if details := answer.get("exceptionDetails"):
            thrown = details.get("exception", {})
            said = thrown.get("description") or thrown.get("value") or details["text"]
            raise PageError(said if isinstance(said, str) else json.dumps(said))
        return answer["result"].get("value")

    def _ask(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        try:
            self._write(json.dumps(message).encode() + b"\0")
            while True:
                answer = json.loads(self._line())
                if answer.get("id") == number:
                    break
        except OSError as error:
            raise NoBrowser(f"The browser {self._path} has ended: {error}") from None
        if "error" in answer:
            raise PageError(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._out, data) :]

    def _line(self) -> bytes:
        """The next message."""
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise NoBrowser(f"The browser {self._path} gives no answer.")
            if not (more := os.read(self._in, 1 << 20)):
                raise NoBrowser(f"The browser {self._path} has ended.")
            self._read += more
        line, _, self._read = self._read.partition(b"\0")
        return line


def _pipe() -> tuple[int, int]:
    """A pipe whose ends have numbers that neither is to be given: one would close the other."""
    import fcntl  # which Windows lacks

    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 16) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]
