"""All that figures say stands in one catalogue, in each language alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from livedemo_site import sentences
from livedemo_site.project import Project
from livedemo_site.sentences import CatalogueError, Sentences, languages, load, names
from livedemo_site.site import Site

ROOT = Path(__file__).parents[2]
PLUGINS = ROOT / "plugins"
BROWSER = PLUGINS / "livedemo_site" / "browser"
CATALOGUES = {language: load(sentences.HERE / f"{language}.json") for language in languages()}
ENGLISH = CATALOGUES["en"]

MODULES = [*sorted(BROWSER.rglob("*.js")), *sorted((PLUGINS / "livedemo").rglob("*.js"))]
TEMPLATES = [
    *sorted((PLUGINS / "livedemo_site" / "templates").glob("*.html")),
    *sorted((PLUGINS / "livedemo" / "controls").rglob("*.html")),
]
# Names of things, which are the same in every language.
SAME = {"WASM", "WebGPU", "Python"}
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`|\'((?:[^\'\\\n]|\\.)*)\'')
# Two words of letters with a space between them, and a capital or a full stop: what people read.
_PROSE = re.compile(r"[A-Z][a-z’']*( [A-Za-z’'-]+)+|[a-z]+( [a-z]+){2,}[.:]?")
# What only a programmer is told: in the console, or with an error that nobody shows.
_TECHNICAL = re.compile(r"(new \w*Error|console\.\w+|fault|includes|test)\([^;]*$")


def test_there_are_three_languages() -> None:
    assert languages() == ["de", "en", "fr"]


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_has_the_same_keys_and_names(language: str) -> None:
    catalogue = CATALOGUES[language]
    assert list(catalogue) == list(ENGLISH)
    for key, form in catalogue.items():
        wanted = names(ENGLISH[key])[-1]
        assert all(found == wanted for found in names(form)), key
        assert isinstance(form, str) == isinstance(ENGLISH[key], str), key
        assert all((each == each.strip() or key.startswith("number.")) for each in forms(form)), key


@pytest.mark.parametrize("language", [each for each in languages() if each != "en"])
def test_a_translation_is_one(language: str) -> None:
    same = {key for key, form in CATALOGUES[language].items() if form == ENGLISH[key]}
    assert same <= {
        *("megabytes", "figure.code", "number.decimal", "number.thousands"),
        *("link.refused", "figure.limits", "parameters"),
    }


def forms(form: sentences.Form) -> Iterator[str]:
    yield from [form] if isinstance(form, str) else form.values()


def code(text: str) -> str:
    """JavaScript without its comments."""
    return re.sub(r"/\*.*?\*/|(?<![:\"'`\w])//[^\n]*", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_says_nothing_of_its_own(path: Path) -> None:
    text = code(path.read_text("utf-8"))
    found = []
    for match in _STRING.finditer(text):
        said = next(group for group in match.groups() if group is not None)
        said = re.sub(r"\$\{[^}]*\}", "", said)
        before = text[: match.start()].rpartition("\n")[2]
        if _PROSE.search(said) and not _TECHNICAL.search(before) and not _selector(said):
            found.append(said)
    assert found == []


def _selector(text: str) -> bool:
    """Whether it is for the browser: a selector, Python code, a pattern."""
    return bool(re.search(r"\n|[.#\[]ld-|\[data-|^import |^[a-z-]+ [a-z-]+$|livedemo", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_of_its_own(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text("utf-8"), flags=re.DOTALL)
    labels = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
    words = re.sub(r"<[^>]*>", "\n", text)
    said = {line.strip() for line in [*labels, *words.splitlines()] if re.search("[A-Za-z]", line)}
    assert said <= SAME | {""}


def test_every_key_is_said_and_every_sentence_is_known() -> None:
    sources = [*MODULES, *TEMPLATES, *sorted((PLUGINS / "livedemo_site").rglob("*.py"))]
    texts = "\n".join(path.read_text("utf-8") for path in sources)
    said = set(re.findall(r"""say\(\s*["']([a-z_.]+)["']""", texts))
    said |= set(re.findall(r"""sentences\(["']([a-z_.]+)["']\)""", texts))
    said |= {f"fault.{kind}.{cause}" for kind, cause in _faults(texts)}
    said |= {key for key in ENGLISH if f'"{key}"' in texts}
    assert said <= ENGLISH.keys()
    assert ENGLISH.keys() - said == set()


def _faults(texts: str) -> set[tuple[str, str]]:
    made = set(re.findall(r'fault\(\s*"(\w+)", "(\w+)"', texts)) - {("input", "refused")}
    python = re.findall(r'fail\(id, "(\w+)", "(\w+)"', (BROWSER / "worker/worker.py").read_text())
    # `wrong`, `broken` and the client choose among causes.
    chosen = {("file", "page"), ("file", "short"), ("file", "changed")}
    return made | set(python) | chosen | {("network", c) for c in ("cut", "offline", "stalled")}


# The author's own


def test_the_page_gets_the_sites_language() -> None:
    source = (BROWSER / "page" / "sentences.js").read_text("utf-8")
    german = Sentences("de").script(source)
    assert '"figure.again":"Noch einmal versuchen"' in german
    assert 'language = "de"' in german
    assert german.count("fault.") == len([key for key in ENGLISH if key.startswith("fault.")])
    guard = Sentences("fr").script((BROWSER / "page" / "guard.js").read_text("utf-8"))
    assert "fault.policy.disk" in guard and "sharing.copied" not in guard


@pytest.mark.parametrize("language", ["de", "de-AT", "de_CH", "DE"])
def test_a_region_has_its_languages_sentences(language: str) -> None:
    assert Sentences(language)("figure.run_again") == "Hier ausführen"


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [("en", "1,234.5", "1,234.5"), ("de", "1,234.5", "1.234,5"), ("fr", "9.8", "9,8")],
)
def test_numbers_follow_the_language(language: str, number: str, written: str) -> None:
    assert Sentences(language).number(number) == written


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"figure.agian": "Again"}, "no sentence 'figure.agian'. Did you mean \"figure.again\"?"),
        ({"megabytes": "many MB"}, "'megabytes' must have {size}, and no others"),
        ({"figure.again": "Again, {name}"}, "must have no names in braces"),
        ({"figure.again": {"one": "a", "other": "b"}}, "has one form only"),
        ({"status.waiting": {"one": "{file} {count}"}}, 'lacks the form "other"'),
        ({"figure.again": 3}, "must be a text"),
    ],
)
def test_a_wrong_sentence_is_named(own: dict[str, sentences.Form], told: str) -> None:
    with pytest.raises(CatalogueError) as error:
        Sentences("en", own, "own.json")
    assert told in str(error.value)
    assert str(error.value).startswith("own.json: ")


@pytest.mark.parametrize("content", ["", "[]", '{"a": }'])
def test_a_file_that_is_none_is_a_mistake(project: Project, content: str) -> None:
    file = project.root / "own.json"
    file.write_text(content)
    project.speak("en", file)
    (mistake,) = project.diagnostics
    assert str(mistake).startswith("own.json: ")


def test_an_unknown_language_speaks_english_and_says_so(project: Project) -> None:
    project.speak("eo")
    assert project.sentences("figure.again") == "Try again"
    (mistake,) = project.diagnostics
    assert "figures speak English, not 'eo'" in str(mistake)
    assert "de, en, fr" in str(mistake)


def test_the_pages_own_language_is_no_mistake(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    project.speak("eo", asked=False)
    assert not list(project.diagnostics)
    assert "figures speak English, not 'eo'" in caplog.text


def test_a_file_for_another_language_is_told_what_it_lacks(project: Project) -> None:
    file = project.root / "eo.json"
    own = {key: form for key, form in ENGLISH.items() if key != "figure.again"}
    file.write_text(json.dumps({**own, "figure.share": "Kunhavigi"}))
    project.speak("eo", file)
    (mistake,) = project.diagnostics
    assert str(mistake).endswith("It lacks: figure.again.")
    assert project.sentences("figure.share") == "Kunhavigi"
    assert project.sentences.language == "eo"


def test_a_figure_speaks(site: Site) -> None:
    site.project.speak("de")
    (html,) = (html for path, html in site.pages("Seite", "de") if "hello-world" in path)
    assert "Hier ausführen" in html and "Noch einmal versuchen" in html
    assert not re.search(">(Try again|Link|Why|Limits|Run it here)", html.replace(">Link<", "><"))
