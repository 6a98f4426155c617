"""Models as a demo calls them: named tensors in, named tensors out, the same on every backend."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from livedemo.tensor import Tensor

if TYPE_CHECKING:
    from livedemo.tokenizers import Tokenizer
    from livedemo.vocabulary import Words


class ModelError(ValueError):
    """A model was called with what it does not take, or could not run."""


class Run(dict[str, Tensor]):
    """The outputs of one run, by name: ``run["logits"]`` or ``run.logits``.

    One that is called like a method of `dict`, ``values``, is the output all the same.
    """

    if not TYPE_CHECKING:  # for which an output is a tensor, and `values` the method

        def __getattribute__(self, name: str) -> Any:
            return self[name] if name in self else super().__getattribute__(name)

    def __getattr__(self, name: str) -> Tensor:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"no output {name!r}; this run has {', '.join(self)}") from None


class Graph(Protocol):
    """One graph of a model."""

    async def __call__(
        self, *, outputs: Sequence[str] = (), keep: Sequence[str] = (), **tensors: Any
    ) -> Run:
        """Run the graph.

        Args:
            outputs: the outputs wanted as numbers; all but the kept ones where left out.
            keep: outputs that stay in the backend, to be handed back as an input later
                (a KV cache).
            tensors: a `Tensor`, a number or nested lists for each input; an input with a
                default may be left out.

        Raises:
            ModelError: an unknown name, a missing input, a shape that does not fit.
        """
        ...


class Model(Graph, Protocol):
    """A model: its first graph is called as ``await model(...)``.

    ``spec`` is its part of the export manifest: ``axes``, ``graphs`` with inputs and outputs.
    """

    name: str
    facts: Mapping[str, Any]
    spec: Mapping[str, Any]

    def graph(self, name: str) -> Graph:
        """Another graph of the same model, by name."""
        ...

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer the model was trained with. Raises `ModelError` where it has none."""
        ...

    @property
    def words(self) -> Words:
        """The words that a model of word vectors knows. Raises `ModelError` where it has none."""
        ...

    def asset(self, name: str) -> bytes:
        """Another of the model's files. Raises `ModelError` where it has none of this name."""
        ...

    async def read(self, tensor: Tensor) -> Tensor:
        """A tensor that a run has kept, with its elements here."""
        ...

    async def settle(self, tensor: Tensor) -> None:
        """Let a tensor that a run has kept outlive the session that made it."""
        ...


class BaseModel(ABC):
    """What the backends share: names, shapes and defaults are checked here, once.

    Args:
        spec: the model's part of the export manifest: ``model``, ``axes``, ``graphs``, ``facts``.
        assets: the bytes of the model's other files, by name: ``tokenizer``, ``words``.
    """

    def __init__(self, spec: Mapping[str, Any], assets: Mapping[str, bytes] | None = None) -> None:
        self.spec = spec
        self.name: str = spec["model"]
        self.facts: Mapping[str, Any] = spec.get("facts", {})
        self._assets = assets or {}
        self._tokenizer: Tokenizer | None = None
        self._words: Words | None = None

    @property
    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer, read on first use."""
        if self._tokenizer is None:
            from livedemo.tokenizers import load

            self._tokenizer = load(self.asset("tokenizer"))
        return self._tokenizer

    @property
    def words(self) -> Words:
        """The model's words, read on first use."""
        if self._words is None:
            from livedemo.vocabulary import Words

            self._words = Words(self.asset("words"))
        return self._words

    def asset(self, name: str) -> bytes:
        """One of the model's other files; `ModelError` where it has none of this name."""
        if name not in self._assets:
            raise ModelError(f"model {self.name} has no {name}")
        return self._assets[name]

    def graph(self, name: str) -> BoundGraph:
        """One graph of the model, to be called like the model itself."""
        if name not in self.spec["graphs"]:
            known = ", ".join(self.spec["graphs"]) or "none"
            raise ModelError(f"model {self.name} has no graph {name!r}; known: {known}")
        return BoundGraph(self, name)

    async def __call__(
        self, *, outputs: Sequence[str] = (), keep: Sequence[str] = (), **tensors: Any
    ) -> Run:
        """Run the model's first graph; see `Graph`."""
        first = next(iter(self.spec["graphs"]), "run")
        return await self.graph(first)(outputs=outputs, keep=keep, **tensors)

    @abstractmethod
    async def run_graph(
        self,
        graph: str,
        feeds: dict[str, Tensor],
        outputs: list[str],
        keep: list[str],
    ) -> dict[str, Tensor]:
        """Run ``graph`` on complete, checked ``feeds``; give ``outputs`` and ``keep`` by name."""

    async def read(self, tensor: Tensor) -> Tensor:
        """A tensor that a run has kept, with its elements here; any other as it is."""
        return tensor

    async def settle(self, tensor: Tensor) -> None:
        """Let a tensor that a run has kept outlive the session that made it."""
        return  # it does, unless a backend says otherwise


class BoundGraph:
    """A graph of a model, ready to call."""

    def __init__(self, model: BaseModel, name: str) -> None:
        self.model, self.name = model, name
        self.spec: Mapping[str, Any] = model.spec["graphs"][name]

    async def __call__(
        self, *, outputs: Sequence[str] = (), keep: Sequence[str] = (), **tensors: Any
    ) -> Run:
        """Check the call, fill in the defaults, run; see `Graph`."""
        known = self.spec["outputs"]
        for name in (*outputs, *keep):
            if name not in known:
                raise self._error(f"no output {name!r}; known: {', '.join(known)}")
        wanted = list(outputs) or [name for name in known if name not in keep]
        return Run(await self.model.run_graph(self.name, self._feeds(tensors), wanted, list(keep)))

    def _feeds(self, tensors: dict[str, Any]) -> dict[str, Tensor]:
        inputs = self.spec["inputs"]
        for name in tensors:
            if name not in inputs:
                raise self._error(f"no input {name!r}; known: {', '.join(inputs)}")
        sizes: dict[str, int] = {}
        feeds: dict[str, Tensor] = {}
        # A default spreads over an axis that another input has given its length.
        for name, spec in sorted(inputs.items(), key=lambda one: one[0] not in tensors):
            if name in tensors:
                value = tensors[name]
                try:
                    tensor = _tensor(value, spec)
                except (TypeError, ValueError, OverflowError) as error:
                    raise self._error(f"input {name!r}: {error}") from None
            elif spec.get("default") is not None:
                shape = [sizes.get(axis, axis) for axis in spec["shape"]]
                tensor = Tensor.full(spec["dtype"], shape, spec["default"])
            else:
                raise self._error(f"input {name!r} is missing")
            self._check(name, tensor, spec, sizes)
            feeds[name] = tensor
        return feeds

    def _check(
        self, name: str, tensor: Tensor, spec: Mapping[str, Any], sizes: dict[str, int]
    ) -> None:
        """Hold one input against its declared type, shape and axes."""
        declared = list(spec["shape"])
        if tensor.dtype != spec["dtype"]:
            raise self._error(f"input {name!r} must be {spec['dtype']}, not {tensor.dtype}")
        if len(tensor.shape) != len(declared):
            raise self._error(
                f"input {name!r} must have shape {declared}, not {list(tensor.shape)}"
            )
        for axis, length in zip(declared, tensor.shape, strict=True):
            if isinstance(axis, int):
                fits = axis == length
            else:
                low, high = self.model.spec["axes"][axis]
                fits = low <= length <= high and sizes.setdefault(axis, length) == length
            if not fits:
                axes = {a: self.model.spec["axes"][a] for a in declared if isinstance(a, str)}
                bounds = "".join(f", {a} from {low} to {high}" for a, (low, high) in axes.items())
                raise self._error(
                    f"input {name!r} must have shape {declared}{bounds}, not {list(tensor.shape)}"
                )

    def _error(self, what: str) -> ModelError:
        return ModelError(f"model {self.model.name}, graph {self.name}: {what}")


def _tensor(value: Any, spec: Mapping[str, Any]) -> Tensor:
    """Take a tensor as it is; spread a bare number over a fixed shape; else read nested lists."""
    if isinstance(value, Tensor):
        return value
    fixed = all(isinstance(axis, int) for axis in spec["shape"])
    if isinstance(value, int | float) and fixed:
        return Tensor.full(spec["dtype"], spec["shape"], value)
    return Tensor.of(spec["dtype"], value)
