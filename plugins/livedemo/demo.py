"""The demo function: ``@demo`` reads its controls and models off its signature."""

from __future__ import annotations

import copy
import inspect
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

from livedemo.controls import Control, ControlError
from livedemo.model import Model
from livedemo.views import Views, render

BUDGET = 80_000  # bytes of listed states: with the page's code, under 100 KB on a first gesture
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
        if self.streams:
            async for views in self.function(**arguments):
                yield Frame(render(views), copy.deepcopy(kept))
        else:
            yield Frame(render(await self.function(**arguments)), kept)


def demo(
    *,
    claim: str,
    models: Mapping[str, str] | None = None,
    why: str = "",
    limits: str = "",
    listed: bool | Sequence[str] | None = None,
    budget: int = BUDGET,
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
    controls: dict[str, Control] = {}
    defaults: dict[str, Any] = {}
    for name, parameter in parameters.items():
        if name in models or name == STATE:
            continue
        control = next((a for a in get_args(hints.get(name)) if isinstance(a, Control)), None)
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


__all__ = ["Demo", "DemoError", "Frame", "InputError", "Views", "demo"]
