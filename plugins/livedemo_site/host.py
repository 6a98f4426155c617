"""What the site's own configuration says: where its pages are, and how their Markdown is read.

`mkdocs.yml` (and what it inherits from), ProperDocs' and Zensical's. Only what livedemo needs is
looked at; whether all else is right is their business.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from pathspec import GitIgnoreSpec
from yaml_env_tag import construct_env_tag

from livedemo_site.diagnostics import Diagnostic, Mistake

FILES = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "properdocs.yaml", "zensical.toml")
#: Extensions of the hosts' own, which need not be named.
BUILT_IN = ("toc", "tables", "fenced_code")
#: What may hold a fence on common sites: for one that says nothing of its extensions.
COMMON = (
    *("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"),
    *("pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed"),
)
#: What MkDocs leaves out by itself.
_HIDDEN = (".*", "/templates/")
# Plugins that leave the text of a page as it is.
_CALM = re.compile(
    r"(material/)?(autorefs|awesome-(nav|pages)|blog|git-[\w-]+|glightbox|group|info|literate-nav|"
    r"meta|minify|offline|optimize|privacy|projects|redirects|rss|search|section-index|social|"
    r"tags|typeset)|livedemo/\w+"
)


@dataclass(frozen=True)
class Host:
    """A site's configuration.

    Attributes:
        root: the project's folder.
        file: where the site is configured; None where it isn't.
        docs, site: the folders of the Markdown and of the built site.
        url: the site's whole address, ending in a slash; "" where it isn't said.
        sheets: the stylesheets of the site's own, of those that are files of it.
        extensions: the Markdown extensions by name, with their options.
        plugins: names of plugins; "hooks" for any hooks.
        excluded: patterns of pages that aren't built, as in ``.gitignore``.
        folders: whether each page is a folder, ``page/index.html``.
    """

    root: Path
    file: Path | None = None
    docs: Path = Path("docs")
    site: Path = Path("site")
    sheets: tuple[Path, ...] = ()
    extensions: Mapping[str, Mapping[str, Any]] = field(
        default_factory=lambda: {name: {} for name in COMMON}
    )
    plugins: tuple[str, ...] = ()
    excluded: tuple[str, ...] = _HIDDEN
    folders: bool = True
    url: str = ""

    @property
    def fills(self) -> bool:
        """Whether something may fill in templates, ``{{ … }}``, before a page is read."""
        return self.file is None or any(not _CALM.fullmatch(name) for name in self.plugins)

    def pages(self) -> list[Path]:
        """The Markdown files of all pages."""
        left_out = GitIgnoreSpec.from_lines(self.excluded)
        return [
            path
            for path in sorted(self.docs.rglob("*.md"))
            if not left_out.match_file(path.relative_to(self.docs).as_posix())
        ]

    def built(self, page: Path) -> str:
        """The file that a page becomes, from the site's root."""
        path = page.relative_to(self.docs)
        index = path.stem in ("index", "README")
        inner = path.parent if index or not self.folders else path.with_suffix("")
        return (
            inner / "index.html" if index or self.folders else path.with_suffix(".html")
        ).as_posix()


def read(root: Path) -> Host:
    """The configuration of the site in ``root``. `Mistake` where it can't be read."""
    file = next((root / name for name in FILES if (root / name).is_file()), None)
    if file is None:
        return replace(Host(root), docs=root / "docs", site=root / "site")
    loaded = _toml(file, root) if file.suffix == ".toml" else _yaml(file, root)
    project = loaded.get("project", {}) if file.suffix == ".toml" else loaded
    where = Diagnostic(_shown(file, root), 0, "")
    folders = {}
    for key, default in (("docs_dir", "docs"), ("site_dir", "site")):
        value = project.get(key) or default
        if not isinstance(value, str):
            raise Mistake(_at(file, key, where, f"{key} must be a folder, not {value!r}"))
        folders[key] = (file.parent / value).resolve()
    extensions = _named(project.get("markdown_extensions") or {})
    if file.suffix == ".toml":
        extensions = _flat(extensions) or {name: {} for name in COMMON}
    else:
        extensions = {**{name: {} for name in BUILT_IN}, **extensions}
    known = {"docs": folders["docs_dir"], "config": file.parent}
    hooks = ["hooks"] if project.get("hooks") else []
    return Host(
        root,
        file,
        folders["docs_dir"],
        folders["site_dir"],
        _sheets(project.get("extra_css"), folders["docs_dir"]),
        {name: _relative(options, known) for name, options in extensions.items()},
        (*_named(project.get("plugins") or {}), *hooks),
        (*_HIDDEN, *str(project.get("exclude_docs") or "").splitlines()),
        project.get("use_directory_urls", True) is not False,
        f"{url.rstrip('/')}/" if isinstance(url := project.get("site_url"), str) and url else "",
    )


def _sheets(given: object, docs: Path) -> tuple[Path, ...]:
    paths = (docs / str(each) for each in (given if isinstance(given, list) else []))
    return tuple(path for path in paths if path.is_file())


def line_of(file: Path, key: str) -> int:
    """The line of ``file`` that begins with a key, from 1; 0 where none does."""
    begins = re.compile(rf"""\s*-?\s*["']?{re.escape(key)}["']?\s*([:=]|$)""")
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if begins.match(line)), 0)


def _at(file: Path, key: str, where: Diagnostic, cause: str) -> Diagnostic:
    return replace(where, line=line_of(file, key), cause=cause)


def _shown(file: Path, root: Path) -> str:
    return (file.relative_to(root) if file.is_relative_to(root) else file).as_posix()


def _toml(file: Path, root: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 1
        raise Mistake(Diagnostic(_shown(file, root), line, f"it is not TOML: {error}")) from None


# YAML as MkDocs reads it


class _Loader(yaml.Loader):
    """Tags of MkDocs, and any others as the plain values that they stand before."""


class _Relative(str):
    """``!relative``: a folder that is known once all is read."""


def _plain(loader: _Loader, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


def _folder(loader: Any, node: yaml.Node) -> _Relative:
    return _Relative(_plain(loader, "", node))


def _python(make: Callable[[Any, str, yaml.Node], Any]) -> Callable[[Any, str, yaml.Node], Any]:
    """What Python makes of a tag; None where what it names isn't installed here."""

    def construct(loader: _Loader, suffix: str, node: yaml.Node) -> Any:
        try:
            return make(loader, suffix, node)
        except Exception:  # whatever importing it, or calling it, raises
            return None

    return construct


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_constructor("!relative", _folder)
_Loader.add_multi_constructor("!", _plain)
for _tag, _make in list(_Loader.yaml_multi_constructors.items()):
    if _tag and _tag.startswith("tag:yaml.org,2002:python/"):
        _Loader.add_multi_constructor(_tag, _python(_make))


def _yaml(file: Path, root: Path, above: tuple[Path, ...] = ()) -> dict[str, Any]:
    """A file's values over those of the file that it inherits from."""
    where = Diagnostic(_shown(file, root), 1, "")
    try:
        loaded = yaml.load(file.read_bytes(), _Loader)  # it is the author's own, as for MkDocs
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        cause = f"it is not YAML: {error.problem or error.context}"
        raise Mistake(replace(where, line=line, cause=cause)) from None
    except yaml.YAMLError as error:
        cause = f"it is not YAML: {' '.join(str(error).split())}"
        raise Mistake(replace(where, cause=cause)) from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise Mistake(replace(where, cause="it must hold settings, each as name: value"))
    if (inherited := loaded.pop("INHERIT", None)) is None:
        return loaded
    parent = (file.parent / str(inherited)).resolve()
    if not parent.is_file() or parent in above:
        cause = "inherits from itself" if parent in above else f"there is no file {inherited}"
        raise Mistake(_at(file, "INHERIT", where, f"INHERIT: {cause}"))
    return _merged(_yaml(parent, root, (*above, file.resolve())), loaded)


def _merged(base: dict[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        base[key] = _merged(base[key], value) if both else value
    return base


def _named(given: object) -> dict[str, dict[str, Any]]:
    """``[a, {b: options}]`` or ``{a: null, b: options}`` by name."""
    entries: Iterable[Any] = given if isinstance(given, list) else [given]
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        pairs = entry.items() if isinstance(entry, dict) else [(entry, None)]
        for name, options in pairs:
            found[str(name)] = options if isinstance(options, dict) else {}
    return found


def _flat(nested: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Zensical's tables: ``pymdownx`` holds a table for each of its extensions."""
    found = {}
    for name, options in nested.items():
        if name in {"pymdownx", "zensical", "markdown"}:
            found.update({f"{name}.{part}": each or {} for part, each in options.items()})
        else:
            found[name] = options
    return found


def _relative(options: Any, known: Mapping[str, Path]) -> Any:
    """Options with the folders that ``!relative`` names."""
    if isinstance(options, _Relative):
        kind, _, below = options.removeprefix("$").partition("/")
        return str(known["config" if kind == "config_dir" else "docs"] / below)
    if isinstance(options, dict):
        return {key: _relative(value, known) for key, value in options.items()}
    if isinstance(options, list):
        return [_relative(value, known) for value in options]
    return options
