"""What demos showed, kept from one build to the next.

A result is kept on disk under a key of all it depends on; a build in which nothing changed runs
nothing and opens no model.
"""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import livedemo
from livedemo_export.digest import digest as combined
from livedemo_export.store import Store, Unwritable, mark, write

from livedemo_site import pictures, runs
from livedemo_site.figures import leads, listed, trials
from livedemo_site.pictures import social


class Prerender:
    """What was found out about demos.

    Args:
        folder: where it is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def result(
        self,
        digest: str,
        inputs: Mapping[str, Any],
        keys: Mapping[str, str],
        make: Callable[[], Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """``html``, ``state`` and ``graphs`` of a run, from ``make`` or from an earlier build.

        Args:
            digest: over all files of the demo.
            keys: for each of its models, by parameter, a key of all it is made from.
            make: runs it; all that it raises is passed on.

        Raises:
            Unwritable: it can't be kept.
        """
        return self._kept(self._file(digest, inputs, keys), {"html", "state", "graphs"}, make)

    def done(self, what: str, digest: str, keys: Mapping[str, str], do: Callable[[], Any]) -> Any:
        """What ``do`` gives, as JSON; done once for a demo as it stands, if it raises nothing."""
        files = (trials.__file__, leads.__file__)
        own = combined((Path(file).name, _sources(Path(file)).encode()) for file in files)
        file = self._file(digest, {}, keys, what=what, by=own)
        return self._kept(file, {"gave"}, lambda: {"gave": do()})["gave"]

    def _kept(
        self, file: Path, wanted: set[str], make: Callable[[], Mapping[str, Any]]
    ) -> Mapping[str, Any]:
        try:
            kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if kept.keys() >= wanted:
                mark(file)
                return kept
        except (OSError, ValueError, AttributeError):
            pass
        made = {key: value for key, value in make().items() if key in wanted}
        self._keep(file, made)
        return made

    def listing(
        self,
        digest: str,
        inputs: Mapping[str, Any],
        keys: Mapping[str, str],
        store: Store,
        make: Callable[[], bytes | None],
    ) -> str:
        """The digest in ``store`` of the file of a figure's listed states, "" where it has none.

        Args:
            digest, inputs, keys: as for `result`; the inputs are those that the page shows.
            make: makes the file; all that it raises is passed on.
        """
        file = self._file(digest, inputs, keys, listing=_sources(Path(listed.__file__)))
        return self._stored(file, "listing", store, make)

    def picture(
        self,
        digest: str,
        inputs: Mapping[str, Any],
        keys: Mapping[str, str],
        sheets: Sequence[str],
        store: Store,
        make: Callable[[], bytes | None],
    ) -> str:
        """The digest in ``store`` of the picture of a result; as `listing`.

        ``sheets``: the stylesheets that it is made with.
        """
        versions = {name: metadata.version(name) for name in pictures.LIBRARIES}
        file = self._file(
            digest,
            inputs,
            keys,
            picture=_sources(Path(pictures.__file__).parent),
            sheets=combined((str(i), each.encode()) for i, each in enumerate(sheets)),
            **versions,
        )
        return self._stored(file, "picture", store, make)

    def card(self, parts: Sequence[bytes], store: Store, make: Callable[[], bytes]) -> str:
        """The digest in ``store`` of a social picture, made of ``parts`` by ``make``."""
        known = {
            "card": _sources(Path(pictures.__file__).parent),
            **{name: metadata.version(name) for name in (*pictures.LIBRARIES, *social.LIBRARIES)},
            "parts": combined((str(i), each) for i, each in enumerate(parts)),
        }
        key = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
        return self._stored(self.folder / f"{key}.json", "card", store, make)

    def _stored(self, file: Path, what: str, store: Store, make: Callable[[], bytes | None]) -> str:
        """The digest of what ``make`` gives, now or in an earlier build; "" for nothing."""
        try:
            kept = str(json.loads(file.read_text(encoding="utf-8"))[what])
            mark(file)
            if not kept or store.used(store.path(kept)):
                return kept
        except (OSError, ValueError, KeyError):
            pass
        data = make()
        made = store.put(data) if data else ""
        self._keep(file, {what: made})
        return made

    def _keep(self, file: Path, content: Mapping[str, Any]) -> None:
        try:
            write(file, json.dumps(content).encode())
        except OSError as error:
            raise Unwritable(self.folder.parent, error.strerror or str(error)) from error

    def _file(
        self, digest: str, inputs: Mapping[str, Any], keys: Mapping[str, str], **more: str
    ) -> Path:
        parts = {
            "demo": digest,
            "inputs": dict(inputs),
            "models": dict(keys),
            **_versions(),
            **more,
        }
        key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
        return self.folder / f"{key}.json"


@functools.cache
def _versions() -> Mapping[str, str]:
    """What else decides the HTML. Nothing here changes while Python runs."""
    names = ("jinja2", "markupsafe", "onnxruntime")
    versions = {name: metadata.version(name) for name in names}
    return {
        **versions,
        "python": platform.python_version(),
        "livedemo": _sources(Path(livedemo.__file__).parent),
        "runs": _sources(Path(runs.__file__).parent),
    }


@functools.cache
def _sources(source: Path) -> str:
    """A digest of a module, or of all files of a package that decide what is rendered."""
    files = sorted(source.rglob("*")) if source.is_dir() else [source]
    kept = (path for path in files if path.suffix in {".py", ".html"})
    return combined((path.relative_to(source).as_posix(), path.read_bytes()) for path in kept)
