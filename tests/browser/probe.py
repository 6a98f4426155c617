"""A worker in another environment: what a device is like, told before our code runs."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Route

WRAP = """const Kept = Worker;
window.Worker = class extends Kept {
    constructor(url, options) {
        const { pathname } = new URL(url);
        super(pathname.endsWith("/worker.js") ? `/probe${pathname}` : url, options);
    }
};"""


def in_workers(context: BrowserContext, code: str) -> None:
    """Run some JavaScript in each worker that runs demos, before its own, which stays as it is."""

    def start(route: Route) -> None:
        path = urlsplit(route.request.url).path.removeprefix("/probe")
        body = f'import "/probe.js";\nimport "{path}";'
        route.fulfill(body=body, content_type="text/javascript")

    context.add_init_script(WRAP)
    context.route("**/probe/**/worker.js", start)
    context.route(
        "**/probe.js", lambda route: route.fulfill(body=code, content_type="text/javascript")
    )
