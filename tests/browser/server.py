"""A static server for tests: gzip, a sub-path, headers, and faults on demand."""

from __future__ import annotations

import gzip
import re
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

TYPES = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
PACKED = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".wasm", ".xml"}  # as GitHub Pages does


@cache
def _packed(path: Path, mtime: float) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6)


class _Quiet(ThreadingHTTPServer):
    """Says nothing of browsers that hang up: they do so whenever a page is left."""

    daemon_threads = True

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End all connections, those too that a browser keeps for what it will ask next."""
        for request in [*self.open]:
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """Serves ``root`` under ``prefix``; use it as a context manager.

    Attributes:
        headers: sent with every answer.
        missing: paths ending in one of these are answered with 404.
        cut: paths ending in one of these lose the second half of their bytes.
        faults: what happens to paths ending in one of these: "missing", "page" (one is sent in the
            file's place), "cut" (the connection breaks after half of it), "short" (half of it is
            all there is), "changed" (one byte is another), "busy" (503) or "stalled" (half of it
            comes, the rest once `go_on` is set).
        once: each of these faults happens to each file's first request alone.
        ranges: the ranges of bytes that were asked for, by path.
        types: overrides of `TYPES`, to serve a wrong one.
        requests: the paths asked for, in order.
    """

    def __init__(
        self,
        root: Path,
        *,
        prefix: str = "/",
        headers: Mapping[str, str] | None = None,
        types: Mapping[str, str] | None = None,
    ) -> None:
        self.root, self.prefix = root, prefix
        self.headers = dict(headers or {})
        self.types = {**TYPES, **(types or {})}
        self.missing: set[str] = set()
        self.cut: set[str] = set()
        self.faults: dict[str, str] = {}
        self.once = False
        self.go_on = threading.Event()
        self.ranges: dict[str, str] = {}
        self.requests: list[str] = []
        self._http = _Quiet(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        """Where the site's home page is, with a slash at its end."""
        return f"http://localhost:{self._http.server_port}{self.prefix}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.go_on.set()
        self._http.shutdown()
        self._http.server_close()
        self._http.hang_up()

    def _handler(server) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = unquote(urlsplit(self.path).path)
                server.requests.append(path)
                file = server.find(path)
                fault = server.fault(path)
                if file is None or fault == "missing":
                    return self.answer(404, b"Not found", {"Content-Type": "text/plain"})
                if fault == "busy":
                    return self.answer(503, b"Later", {"Content-Type": "text/plain"})
                if fault:
                    return self.spoil(fault, file)
                body, headers = server.read(path, file)
                wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
                if not wanted or "Content-Encoding" in headers:
                    return self.answer(200, body, headers)
                server.ranges[path], start = wanted[0], int(wanted[1])
                span = f"bytes {start}-{len(body) - 1}/{len(body)}"
                self.answer(206, body[start:], {**headers, "Content-Range": span})

            def spoil(self, fault: str, file: Path) -> None:
                body = file.read_bytes()
                half = len(body) // 2
                headers = {
                    "Content-Type": server.types.get(file.suffix, "application/octet-stream")
                }
                if fault == "page":
                    page = b"<!doctype html>\n<title>Sign in</title>\n"
                    self.answer(200, page, {"Content-Type": "text/html"})
                elif fault == "short":
                    self.answer(200, body[:half], headers)
                elif fault == "changed":
                    other = bytes([body[half] ^ 1])
                    self.answer(200, body[:half] + other + body[half + 1 :], headers)
                else:
                    self.send_response(200)
                    for name, value in {**headers, **server.headers}.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body[:half])
                    self.wfile.flush()
                    if fault == "stalled":
                        server.go_on.wait()
                        self.wfile.write(body[half:])
                    else:
                        self.connection.shutdown(socket.SHUT_RDWR)
                        self.close_connection = True

            def answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
                self.send_response(status)
                for name, value in {**headers, **server.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        return Handler

    def fault(self, path: str) -> str:
        """What happens to a path, "" for nothing."""
        ending = next((ending for ending in self.faults if path.endswith(ending)), None)
        if ending is None or (self.once and self.requests.count(path) > 1):
            return ""
        return self.faults[ending]

    def find(self, path: str) -> Path | None:
        """The file behind a path, or None."""
        if not path.startswith(self.prefix) or path.endswith(tuple(self.missing)):
            return None
        file = (self.root / path.removeprefix(self.prefix)).resolve()
        if file.is_dir():
            file /= "index.html"
        return file if file.is_file() and file.is_relative_to(self.root.resolve()) else None

    def read(self, path: str, file: Path) -> tuple[bytes, dict[str, str]]:
        """The bytes to send for a file, and its headers."""
        headers = {"Content-Type": self.types.get(file.suffix, "application/octet-stream")}
        if path.endswith(tuple(self.cut)):
            whole = file.read_bytes()
            return whole[: len(whole) // 2], headers
        if file.suffix in PACKED:
            headers["Content-Encoding"] = "gzip"
            return _packed(file, file.stat().st_mtime), headers
        return file.read_bytes(), headers
