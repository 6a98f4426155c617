"""A demo is run from what it ships, where it can do no more than in a browser, and twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.livedemo_site.running import BODY, Built, write

pytestmark = pytest.mark.alone


@pytest.fixture(autouse=True)
def own_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)


RESOURCE = "importlib.resources.files(__package__).joinpath({name!r}).read_text()"
BESIDE = "Path(__file__).with_name({name!r}).read_text()"


@pytest.mark.parametrize("name", ["a.csv", "a.md", "a.dat", "a.yaml", "a.b.c", "a", "LICENSE.txt"])
@pytest.mark.parametrize("read", [BESIDE, RESOURCE], ids=["path", "resource"])
def test_data_of_any_kind_is_read(tmp_path: Path, name: str, read: str) -> None:
    imports = "import importlib.resources\nfrom pathlib import Path"
    write(tmp_path, f"return Say({read.format(name=name)})", imports, files={f"one/{name}": "b"})
    built = Built(tmp_path)
    assert (built.mistakes, built.said) == ([], ["b"])


@pytest.mark.parametrize("name", ["x.yaml", "deep/er/x", "../shared/x.md"])
def test_what_is_read_is_in_the_key(tmp_path: Path, name: str) -> None:
    imports = "from pathlib import Path\nfrom ..shared import nothing"
    shared = {"shared/nothing.py": "", f"one/{name}": "before"}
    body = f"return Say(Path(__file__).parent.joinpath({name!r}).read_text())"
    folder = write(tmp_path, body, imports, files=shared)
    assert Built(tmp_path).said == ["before"]
    (folder / name).write_text("after")
    assert Built(tmp_path).said == ["after"]
    assert Built(tmp_path).asked == 0  # a warm build runs nothing


def test_code_is_shared_between_demos(tmp_path: Path) -> None:
    files = {
        "shared/__init__.py": "",
        "shared/deep/words.py": "from pathlib import Path\nfrom ..other import more\n"
        "WORDS = more(Path(__file__).with_name('w.txt').read_text())\n",
        "shared/deep/w.txt": "shared",
        "shared/other.py": "def more(text):\n    return text + ' words'\n",
        "single.py": "END = '!'\n",
    }
    imports = "from ..shared.deep import words\nfrom .. import single"
    write(tmp_path, "return Say(words.WORDS + single.END)", imports, files=files)
    assert Built(tmp_path).said == ["shared words!"]
    (tmp_path / "demos/shared/other.py").write_text("def more(text):\n    return text.upper()\n")
    assert Built(tmp_path).said == ["SHARED!"]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("return Say(open('data.csv').read())", "reads 'data.csv', relative to the working folder"),
        ("return Say(Path('data.csv').read_text())", "reads 'data.csv', relative to the working"),
        ("return Say(str(Path('data.csv').exists()))", "reads 'data.csv', relative to the working"),
        ("return Say(os.path.abspath('x'))", "asks for the working folder"),
        ("return Say(str(Path.cwd()))", "asks for the working folder"),
        ("os.chdir(Path(__file__).parent)\nreturn Say('')", "changes the working folder"),
        ("return Say(Path('/etc/hostname').read_text())", "reads '/etc/hostname', which does not"),
        ("return Say(str(os.path.isfile('/etc/passwd')))", "reads '/etc/passwd', which does not"),
        ("return Say(str(os.listdir('/')))", "reads '/', which does not"),
        ("return Say(str(list(Path('/usr').glob('*'))))", "reads '/usr', which does not"),
        ("return Say(str(Path.home()))", "asks for the home folder"),
        ("return Say(os.path.expanduser('~/x'))", "asks for the home folder"),
        ("return Say(os.environ['PATH'])", "reads the environment variable PATH"),
        ("return Say(os.getenv('MODE', 'a'))", "reads the environment variable MODE"),
        ("return Say(str(dict(os.environ)))", "reads the environment"),
        ("Path(__file__).with_name('x').write_text('')\nreturn Say('')", "writes 'demos/one/x'"),
        ("Path(__file__).with_name('x').mkdir()\nreturn Say('')", "writes 'demos/one/x'"),
        ("threading.Thread(target=int).start()\nreturn Say('')", "starts a thread"),
        ("threading.Timer(1, int).start()\nreturn Say('')", "starts a thread"),
        ("await asyncio.to_thread(int)\nreturn Say('')", "starts a thread"),
        ("concurrent.futures.ThreadPoolExecutor().submit(int)\nreturn Say('')", "starts a thread"),
        ("os.system('true')\nreturn Say('')", "starts or signals a process"),
        ("os.popen('true').close()\nreturn Say('')", "starts or signals a process"),
        ("await asyncio.create_subprocess_exec('true')\nreturn Say('')", "starts or signals a pro"),
        ("os.fork()\nreturn Say('')", "starts or signals a process"),
        ("socket.socket()\nreturn Say('')", "opens a network connection"),
        ("socket.gethostname()\nreturn Say('')", "opens a network connection"),
        ("urllib.request.urlopen('http://localhost')\nreturn Say('')", "opens a network connect"),
        ("http.client.HTTPConnection('localhost').connect()\nreturn Say('')", "opens a network"),
        ("input('?')\nreturn Say('')", "waits for a terminal's input"),
        ("sys.stdin.read()\nreturn Say('')", "reads standard input"),
        ("ctypes.CDLL('libc.so.6')\nreturn Say('')", "loads compiled code"),
        ("importlib.import_module('numpy')\nreturn Say('')", "imports numpy, which the browser"),
        ("__import__('subprocess')\nreturn Say('')", "imports subprocess, which the browser"),
        ("try:\n    os.fork()\nexcept Exception:\n    pass\nreturn Say('')", "starts or signals a"),
    ],
)
def test_what_a_browser_lacks_is_refused(tmp_path: Path, body: str, cause: str) -> None:
    names = "asyncio concurrent.futures ctypes http.client importlib os socket sys threading"
    imports = f"import {', '.join((*names.split(), 'urllib.request'))}; from pathlib import Path"
    write(tmp_path, body, imports)
    (mistake,) = Built(tmp_path).mistakes
    line = BODY - 1 + ("try" in body)
    assert mistake.startswith(f'demos/one/demo.py:{line}: demo "one" can\'t run in a browser: it ')
    assert cause in mistake


def test_refused_as_it_is_imported_and_in_a_module_of_its_own(tmp_path: Path) -> None:
    files = {"one/words.py": "from pathlib import Path\n\nWORDS = Path('words.txt').read_text()\n"}
    write(tmp_path, "return Say(WORDS)", "from .words import WORDS", files=files)
    (mistake,) = Built(tmp_path).mistakes
    assert mistake.startswith('demos/one/words.py:3: demo "one" can\'t run in a browser: it reads')


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC"])
def test_there_is_no_database_of_time_zones(tmp_path: Path, zone: str) -> None:
    write(tmp_path, f"return Say(str(ZoneInfo({zone!r})))", "from zoneinfo import ZoneInfo")
    (mistake,) = Built(tmp_path).mistakes
    assert "demos/one/demo.py:10: " in mistake and "name tzdata in requirements.txt" in mistake


def test_what_stays_is_named_where_it_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        "return Say(Path(__file__).with_name('expected.html').read_text())",
        files={"one/expected.html": ""},
    )
    (mistake,) = Built(tmp_path).mistakes
    assert "demos/one/expected.html is there, but does not go to the browser" in mistake


def test_temporary_files_and_all_of_the_library_are_to_be_had(tmp_path: Path) -> None:
    body = """
with tempfile.NamedTemporaryFile("w+") as file:
    file.write("kept")
    file.flush()
    text = Path(file.name).read_text()
import statistics, decimal, inspect, traceback
source = inspect.getsource(said.function).startswith("@demo(")
try:
    1 / 0
except ZeroDivisionError:
    last = traceback.format_exc().splitlines()[-1]
return Say(f"{text} {statistics.mean([1, 3])} {source} {last} {isinstance({1}, set)}")
"""
    write(tmp_path, body.strip(), "import tempfile\nfrom pathlib import Path")
    built = Built(tmp_path)
    assert built.mistakes == []
    assert built.said == ["kept 2 True ZeroDivisionError: division by zero True"]


# What moves from run to run

MOVES = [
    ("return Say(', '.join({'alpha', 'beta'}))", '"alpha, beta" in one run', "order of a set"),
    ("return Say(', '.join(set('ab') | set('cd')))", '"a, b, c, d" in', "order of a set"),
    ("return Say(str([*frozenset((0.5, 1.5))]))", '"[0.5, 1.5]" in one', "order of a set"),
    ("return Say(str({word for word in ('x', 'y')}))", "{'x', 'y'}", "order of a set"),
    ("return Say({'x', 'y'}.pop())", '"x" in one run is "y"', "order of a set"),
    ("return Say(str({'x': 1, 'y': 2}.keys() & {'x', 'y'}))", "{'x', 'y'}", "order of a set"),
    ("return Say(str(hash('alpha')))", "in another", "the hash of a text"),
    ("return Say(str(hash((1, 2))))", "in another", "order of a set"),
    ("return Say(str(random.random()))", "in another", "chance"),
    ("return Say(random.choice(range(9**9)).__str__())", "in another", "chance"),
    ("return Say(str(random.Random().random()))", "in another", "chance or an address"),
    ("return Say(str(uuid.uuid4()))", "in another", "chance or an address"),
    ("return Say(os.urandom(4).hex())", "in another", "chance or an address"),
    ("return Say(str(object()))", "object object at", "chance or an address"),
    ("return Say(str(id(Path)))", "in another", "an address"),
    ("return Say(str(datetime.datetime.now().year))", "in another", "a clock"),
    ("return Say(str(datetime.date.today()))", "in another", "a clock"),
    ("return Say(str(datetime.datetime.now(datetime.UTC).hour))", "in another", "a clock"),
    ("return Say(time.strftime('%Y'))", "in another", "a clock"),
    ("began = time.perf_counter()\nreturn Say(f'{time.perf_counter() - began:.0f}')", "1", "clock"),
    ("return Say(str([p.name for p in Path(__file__).parent.iterdir()]))", "a.txt", "folder"),
    ("return Say(str(datetime.datetime.fromtimestamp(0)))", "1970-01-01 00:00:00", "machine"),
    ("return Say(sys.platform)", "in another", "machine"),
    ("SEEN.append(1)\nreturn Say(str(len(SEEN)))", '"1" in one run is "2"', "left behind"),
]


@pytest.mark.parametrize(("body", "value", "cause"), MOVES, ids=[body for body, *_ in MOVES])
def test_what_moves_is_told_with_its_cause(
    tmp_path: Path, body: str, value: str, cause: str
) -> None:
    imports = "import datetime, os, random, sys, time, uuid\nfrom pathlib import Path\nSEEN = []"
    write(tmp_path, body, imports, files={"one/a.txt": "", "one/b.txt": ""})
    (mistake,) = Built(tmp_path).mistakes
    assert 'demo "one" does not show the same each time: ' in mistake
    assert value in mistake and cause in mistake.partition("hangs on ")[2]
    if not body.startswith(("SEEN", "return Say(str(object")):
        assert mistake.startswith("demos/one/demo.py:12: ")


def test_a_default_moves_as_well(tmp_path: Path) -> None:
    parameters = "n: Annotated[int, Slider(0, 2**40)] = time.time_ns() // 10**9"
    imports = "import time\nfrom typing import Annotated"
    write(tmp_path, "return Say('')", imports, parameters=parameters)
    (mistake,) = Built(tmp_path).mistakes
    assert "is not the same each time it is loaded: the control n is" in mistake


def test_seeds_sorted_sets_and_dicts_are_steady(tmp_path: Path) -> None:
    body = """
made = random.Random(3)
words = sorted({"b", "a"} | set("cd")) + list(dict.fromkeys("ba"))
sets = {frozenset("ab"): 1}[frozenset("ba")], len({1, 2} - {2}), {1} <= {1, 2}, 3 in {3}
match {1}:
    case set():
        kind = "set"
return Say(f"{words} {made.random():.3f} {sets} {kind}")
"""
    write(tmp_path, body.strip(), "import random")
    built = Built(tmp_path)
    assert built.mistakes == []
    assert built.said[0].startswith("[&#39;a&#39;, &#39;b&#39;")


# The ends of controls


@pytest.mark.parametrize(
    ("parameters", "body", "told"),
    [
        ("n: Annotated[int, Slider(1, 100)] = 3", "1 / (n < 65)", "stopped with n=100: ZeroDiv"),
        ("n: Annotated[int, Slider(0, 100)] = 3", "1 / n", "stopped with n=0: ZeroDivisionError"),
        ("x: Annotated[float, Slider(-1, 1, 0.5)] = 0", "1 / (x + 1)", "stopped with x=-1"),
        ("text: Annotated[str, Text()] = 'a'", "text[0]", "stopped with text='': IndexError"),
        ("text: Annotated[str, Text()] = 'a'", "text.split()[0]", "stopped with text='': Ind"),
        ("text: Annotated[str, Text()] = 'a'", "1 / (len(text) < 999)", "(2,000 characters): Zero"),
        ("text: Annotated[str, Text()] = 'a'", "text.encode('latin-1')", "': UnicodeEncode"),
        ("c: Annotated[str, Choice(['a', 'b'])] = 'a'", "{'a': 1}[c]", "with c='b': KeyError"),
        ("t: Annotated[bool, Toggle()] = False", "1 / (not t)", "with t=True: ZeroDivision"),
    ],
)
def test_both_ends_of_every_control_are_tried(
    tmp_path: Path, parameters: str, body: str, told: str
) -> None:
    write(tmp_path, f"{body}\nreturn Say('x')", "from typing import Annotated", "", parameters)
    (mistake,) = Built(tmp_path).mistakes
    assert mistake.startswith("demos/one/demo.py:10: ") and told in mistake


def test_ends_that_were_tried_are_kept(tmp_path: Path) -> None:
    parameters = "n: Annotated[int, Slider(1, 100)] = 3, text: Annotated[str, Text(5)] = ''"
    imports = "from typing import Annotated"
    write(tmp_path, "return Say(f'{n} {text}')", imports, parameters=parameters)
    assert Built(tmp_path).mistakes == []
    assert Built(tmp_path).asked == 0


# What does not end

ENDLESS = [
    ("while True: pass", "", 10),
    ("while True: await asyncio.sleep(0)", "", 10),
    ("re.match('(a+)+$', 'a' * 60 + 'b')\nreturn Say('')", "", 10),
    ("sum(range(10**13))\nreturn Say('')", "", 10),
    ("time.sleep(10**6)\nreturn Say('')", "", 10),
    ("await asyncio.Event().wait()\nreturn Say('')", "", 10),
    ("return Say('')", "while True: pass", 5),
]


@pytest.mark.parametrize(("body", "top", "line"), ENDLESS, ids=[b + t for b, t, _ in ENDLESS])
def test_what_does_not_end_is_ended_and_named(
    tmp_path: Path, body: str, top: str, line: int
) -> None:
    write(tmp_path, body, "import asyncio, re, time", top)
    (mistake,) = Built(tmp_path, limit=0.5).mistakes
    assert mistake.startswith(f'demos/one/demo.py:{line}: demo "one" does not end: after ')
    assert "The option `limit` sets" in mistake


def test_an_endless_state_is_named(tmp_path: Path) -> None:
    parameters = "n: Annotated[int, Slider(1, 9)] = 3, c: Annotated[str, Choice(['a', 'b'])] = 'a'"
    body = "while n == 7: pass\nreturn Say('x')"
    write(tmp_path, body, "from typing import Annotated", parameters=parameters)
    (mistake,) = Built(tmp_path, limit=0.5).mistakes
    assert mistake.startswith("demos/one/demo.py:10: demo \"one\" does not end with n=7, c='a': ")
