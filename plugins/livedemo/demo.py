"""The demo function: ``@demo`` reads its controls and models off its signature."""

from __future__ import annotations

import asyncio
import copy
import dis
import inspect
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Any, get_args, get_origin, get_type_hints

from livedemo.controls import Control, ControlError
from livedemo.model import Model
from livedemo.views import ViewError, Views, render

MOST = 1_000_000  # characters of a result's HTML: with more a page stands still
BUDGET = 80_000  # bytes of listed states: with the page's code, under 100 KB on a first gesture
PACKAGE = "livedemo_demos"  # the package that demos are loaded into
#: What a fence says that is no control's value.
CAPTION, WIDTH, SHARED = "caption", "width", "shared"
FENCE = {
    CAPTION: "the text below the figure",
    WIDTH: "how wide the figure is",
    SHARED: "what the page's figures have in common",
}
#: What a page's form calls parts of its own, which a control of the name would hide from it.
FORM = frozenset({"addEventListener", "attributes", "elements", "getAttribute", "querySelectorAll"})
STATE = "state"  # the parameter that gets the JSON state the page keeps between runs


class DemoError(Exception):
    """A demo that is not put together as a demo must be; the message says how to mend it."""


class InputError(ValueError):
    """Inputs that a demo refuses: an unknown control or a value that its control does not take.

    Attributes:
        control: the name of the control.
    """

    def __init__(self, control: str, message: str) -> None:
        super().__init__(message)
        self.control = control


@contextmanager
def contained() -> Iterator[None]:
    """What ends a whole program, as a `DemoError`: it is the page's, or the build's, to end."""
    try:
        yield
    except Exception:
        raise
    except (asyncio.CancelledError, GeneratorExit, KeyboardInterrupt) as error:
        if not _deliberate(error):
            raise
        raise _ends(error) from None
    except BaseException as error:
        raise _ends(error) from None


def _ends(error: BaseException) -> DemoError:
    cause = f"it raises {type(error).__name__}, which would end the whole build, or the page"
    return DemoError(f"{cause}: a demo ends by returning").with_traceback(error.__traceback__)


def _deliberate(error: BaseException) -> bool:
    """Whether a demo's own line says ``raise``: nobody pressed a key, turned a control, or has seen
    enough.
    """
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None or not trace.tb_frame.f_globals.get("__name__", "").startswith(PACKAGE):
        return False
    code = trace.tb_frame.f_code.co_code
    return dis.opname[code[trace.tb_lasti]] == "RAISE_VARARGS"


@dataclass(frozen=True)
class Frame:
    """What a demo shows at one moment: a fragment of HTML, and the state to hand back."""

    html: str
    state: dict[str, Any]


@dataclass(frozen=True)
class Demo:
    """A demo, ready to run.

    Attributes:
        function: an ``async`` function, or an async generator for what streams.
        claim: one sentence that the reader can test, and a test holds.
        models: parameter name -> model name.
        why: two or three sentences of explanation, in Markdown.
        limits: what the model is, and what it does not show, in Markdown.
        listed: whether the build computes the states that a first gesture can lead to; or controls
            whose combinations it computes as well.
        budget: the most that the file of these states may take, in bytes, compressed.
        most: characters of HTML that a result may have; one that has more is an error.
        stacked: whether its controls stand above the result, however wide the figure is.
        controls: parameter name -> control, in the order of the signature.
        defaults: parameter name -> default value.
    """

    function: Callable[..., Any]
    claim: str
    models: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    limits: str = ""
    listed: bool | tuple[str, ...] = True
    budget: int = BUDGET
    most: int = MOST
    stacked: bool = False
    controls: Mapping[str, Control] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """The question that the figure answers: the first line of the file's docstring.

        That of the function where only it ends in a question mark, or where the file has none.
        """
        module = inspect.getmodule(self.function)
        docs = (module and inspect.getdoc(module), inspect.getdoc(self.function))
        lines = [doc.partition("\n")[0] for doc in docs if doc]
        return next((line for line in lines if line.endswith("?")), lines[0] if lines else "")

    @property
    def streams(self) -> bool:
        """Whether the demo yields more than once and can be stopped in between."""
        return inspect.isasyncgenfunction(self.function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function as it stands: what a test does."""
        return self.function(*args, **kwargs)

    def parse(self, raw: Mapping[str, object]) -> dict[str, Any]:
        """Turn raw inputs into values for all controls, defaults where left out.

        Raises:
            InputError: an unknown control, or a value its control refuses.
        """
        inputs = dict(self.defaults)
        for name, value in raw.items():
            if name not in self.controls:
                known = ", ".join(self.controls) or "none"
                raise InputError(name, f"no control {name!r}; known: {known}")
            try:
                inputs[name] = self.controls[name].parse(value)
            except ControlError as error:
                raise InputError(name, f"{name} {error}") from None
        return inputs

    async def run(
        self,
        inputs: Mapping[str, object],
        models: Mapping[str, Model],
        state: Mapping[str, Any] | None = None,
    ) -> AsyncGenerator[Frame, None]:
        """Run the demo on raw inputs, frame by frame; one that does not stream gives one frame.

        ``state`` is copied: a run that is cancelled leaves the page's own untouched.
        """
        arguments: dict[str, Any] = {**self.parse(inputs), **models}
        kept: dict[str, Any] = copy.deepcopy(dict(state or {}))
        if STATE in inspect.signature(self.function).parameters:
            arguments[STATE] = kept
        with contained():
            if self.streams:
                stream = self.function(**arguments)
                async for views in stream:
                    yield Frame(self._html(views, stream.ag_frame), copy.deepcopy(kept))
            else:
                running = self.function(**arguments)
                frame = running.cr_frame
                views = await running
                frame.clear()  # what it holds is not kept for its line
                yield Frame(self._html(views, frame), kept)

    def _html(self, views: Any, frame: FrameType) -> str:
        """Render ``views``; an error is one of the line that gave them."""
        try:
            html = render(views)
            if len(html) > self.most:
                raise ViewError(
                    f"its result takes {len(html):,} characters of HTML, and {self.most:,} is the "
                    f"most that a page shows at once: show less (livedemo.fit and livedemo.some "
                    f"say what is left out), or give it more room with @demo(most=…)"
                )
        except Exception as error:
            line = frame.f_lineno or frame.f_code.co_firstlineno
            trace = TracebackType(error.__traceback__, frame, frame.f_lasti, line)
            raise error.with_traceback(trace) from error.__cause__
        return html


def demo(
    *,
    claim: str,
    models: Mapping[str, str] | None = None,
    why: str = "",
    limits: str = "",
    listed: bool | Sequence[str] | None = None,
    budget: int = BUDGET,
    most: int = MOST,
    stacked: bool = False,
) -> Callable[[Callable[..., Any]], Demo]:
    """Make an async function a demo; see `Demo` for the arguments.

    Each parameter is a model named in ``models``, a control (``Annotated[type, control]`` with a
    default), or ``state``, a dict that the page keeps between runs.

    Where ``listed`` is left out, a demo that does not stream is listed.

    Raises:
        DemoError: the function is not async, a parameter is none of these, or ``listed`` names
            what has no short list of values.
    """
    named = dict(models or {})

    for what, value, kind in (
        ("claim", claim, str),
        ("why", why, str),
        ("limits", limits, str),
        ("budget", budget, int),
        ("most", most, int),
        ("stacked", stacked, bool),
    ):
        if not isinstance(value, kind):
            wanted = {str: "a text", int: "a number", bool: "True or False"}[kind]
            raise DemoError(f"{what}= must be {wanted}, not {value!r:.80}")
    if wrong := [each for each in named.values() if not isinstance(each, str)]:
        raise DemoError(f"models= gives each parameter a model's name, not {wrong[0]!r:.80}")

    def wrap(function: Callable[..., Any]) -> Demo:
        if not (inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)):
            raise DemoError(f"{function.__name__} must be an async function: write 'async def'")
        controls, defaults = _controls(function, named)
        wanted = not inspect.isasyncgenfunction(function) if listed is None else listed
        return Demo(
            function,
            claim,
            named,
            why.strip(),
            limits.strip(),
            _listed(wanted, controls),
            budget,
            most,
            stacked,
            controls,
            defaults,
        )

    return wrap


def _listed(
    wanted: bool | Sequence[str], controls: Mapping[str, Control]
) -> bool | tuple[str, ...]:
    """Check the names in ``listed``."""
    if isinstance(wanted, bool):
        return wanted
    names = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    short = [name for name, control in controls.items() if control.states()]
    for name in names:
        if name not in short:
            raise DemoError(
                f"listed names {name!r}, which is no control with a short list of values; "
                f"those are: {', '.join(short) or 'none'}"
            )
    return names


def _controls(
    function: Callable[..., Any], models: Mapping[str, str]
) -> tuple[dict[str, Control], dict[str, Any]]:
    """Read controls and defaults off the signature."""
    hints = get_type_hints(function, include_extras=True)
    parameters = inspect.signature(function).parameters
    for name in models:
        if name not in parameters:
            raise DemoError(f"models names {name!r}, which is no parameter of {function.__name__}")
    for name, parameter in parameters.items():
        control = _control(hints.get(name))
        if name == STATE and (name in models or control or not _free(hints.get(name), parameter)):
            raise DemoError(
                f"{name!r} can't be the name of a control or a model: the parameter of this name "
                "gets the dict that the page keeps between runs. Call yours something else"
            )
        if name in FENCE and control:
            raise DemoError(
                f"a control can't be called {name!r}: in a fence that is {FENCE[name]}. Call it "
                "something else"
            )
        if name in FORM and control:
            raise DemoError(f"a control can't be called {name!r}: the page's form needs the name")
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise DemoError(f"parameter {parameter} can't be a control: each has a name of its own")
    controls: dict[str, Control] = {}
    defaults: dict[str, Any] = {}
    for name, parameter in parameters.items():
        if name in models or name == STATE:
            continue
        control = _control(hints.get(name))
        if control is None:
            raise DemoError(
                f"parameter {name!r} needs a control, Annotated[…, Slider(1, 6)] for instance, "
                f"or an entry in models"
            )
        if parameter.default is inspect.Parameter.empty:
            raise DemoError(f"control {name!r} needs a default: {name}: … = value")
        try:
            defaults[name] = control.parse(parameter.default)
        except ControlError as error:
            raise DemoError(f"the default of {name!r} {error}") from None
        controls[name] = control
    return controls, defaults


def _control(hint: Any) -> Control | None:
    """The control in a parameter's ``Annotated``."""
    return next((each for each in get_args(hint) if isinstance(each, Control)), None)


def _free(hint: Any, parameter: inspect.Parameter) -> bool:
    """Whether a parameter may be the state: a dict, as far as it says."""
    kind = get_origin(hint) or hint
    untold = kind in (None, Any) or not isinstance(kind, type)
    dictionary = untold or issubclass(dict, kind) or issubclass(kind, dict)
    return dictionary and isinstance(parameter.default, dict | type(None) | type)


__all__ = ["Demo", "DemoError", "Frame", "InputError", "Views", "demo"]
