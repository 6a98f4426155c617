"""How far the runtimes are from torch: ``agreement.json``, which a browser test writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FILE = "agreement.json"
_SHOWN = {"wasm": "WASM", "webgpu": "WebGPU"}


class AgreementError(ValueError):
    """Text that is no agreement."""


def called(runtime: str, variant: str = "") -> str:
    """What a reader reads: ``WASM int8``."""
    return f"{_SHOWN.get(runtime, runtime)} {variant}".strip()


@dataclass(frozen=True)
class Run:
    """One variant of a model on one runtime.

    Attributes:
        runtime: ``onnxruntime``, ``wasm`` or ``webgpu``; the last two are onnxruntime-web's.
        variant: ``fp32``, ``int8``…
        differences: ``graph.output`` (float32 ones) -> largest absolute difference from torch.
        positions: of held-out inputs that were judged, None for none.
        top1: the share of them with torch's most likely choice.
        cosine: the lowest there with torch's vector.
    """

    runtime: str
    variant: str
    differences: dict[str, float]
    positions: int | None = None
    top1: float | None = None
    cosine: float | None = None

    @property
    def name(self) -> str:
        """``WASM int8``."""
        return called(self.runtime, self.variant)

    @property
    def judged(self) -> str:
        """What held-out inputs say, in words; "" for nothing."""
        if self.cosine is not None:
            return f"cosine {self.cosine:.4f}"
        return "" if self.top1 is None else f"{self.top1:.2%}"


@dataclass(frozen=True)
class Agreement:
    """All runs of one model.

    Attributes:
        main: the output that stands for the model: the judged one, or else the first.
        largest: ``graph.output`` -> torch's largest absolute value over the same inputs.
    """

    main: str
    largest: dict[str, float]
    runs: tuple[Run, ...]

    @classmethod
    def read(cls, text: str | bytes) -> Agreement:
        """An agreement from JSON; `AgreementError` when it is no such thing."""
        try:
            plain: Mapping[str, Any] = json.loads(text)
            runs = tuple(Run(**run) for run in plain["runs"])
            found = cls(plain["main"], dict(plain["largest"]), runs)
            for run in runs:
                if run.differences.keys() != found.largest.keys():
                    raise AgreementError(f"{run.name} has other outputs than torch")
            found.largest[found.main]
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise AgreementError(f"{type(error).__name__} {error}") from error
        return found

    def json(self) -> str:
        """As JSON text, without what is None; of each number the digits that mean something."""
        plain = {
            "main": self.main,
            "largest": _short(self.largest),
            "runs": [
                {
                    **{name: value for name, value in asdict(run).items() if value is not None},
                    "differences": _short(run.differences),
                    **_rounded(top1=run.top1, cosine=run.cosine),
                }
                for run in self.runs
            ],
        }
        return json.dumps(plain, indent=1) + "\n"

    def run(self, runtime: str, variant: str) -> Run | None:
        """One run, None where it was not made."""
        return next((r for r in self.runs if (r.runtime, r.variant) == (runtime, variant)), None)


def _short(values: Mapping[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.2e}") for name, value in values.items()}


def _rounded(**values: float | None) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items() if value is not None}
