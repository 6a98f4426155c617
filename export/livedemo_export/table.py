"""How well the exported files agree with torch, as a Markdown table. Free of torch."""

from __future__ import annotations

from collections.abc import Iterator

from livedemo_export.manifest import Manifest


def table(manifest: Manifest) -> str:
    """A row for each output: the largest absolute differences from torch over the examples.

    A dash stands for whole numbers and truth values, which float32 has to get exactly right.
    The last column is the largest share that float32 used of what it may be off by, as
    `livedemo_export.check` finds that. Below it the `notes` on each variant.
    """
    variants = list(manifest.variants)
    rows = [
        [
            "output",
            "shape",
            *(f"{name}, max difference" for name in variants),
            "of what is allowed",
        ],
        ["---", "---", *("---:" for _ in variants), "---:"],
    ]
    for graph, info in manifest.graphs.items():
        for output, tensor in info.outputs.items():
            name = f"{graph}.{output}"
            measured = [manifest.variants[v].max_difference.get(name) for v in variants]
            shape = f"{tensor.dtype} [{', '.join(map(str, tensor.shape))}]"
            used = [manifest.variant(v).shares.get(name, 0.0) for v in variants]
            rows.append([f"`{name}`", shape, *map(_shown, measured), f"{max(used):.1%}"])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", *(f"- {note}" for note in notes(manifest))]) + "\n"


def notes(manifest: Manifest) -> Iterator[str]:
    """For each variant its size and, for int8, what held-out inputs say."""
    for name, variant in manifest.variants.items():
        said = [_size(variant.bytes)]
        said += [
            f"{graph} was held against float32: {why}" for graph, why in variant.inexact.items()
        ]
        if variant.scales is not None:
            said.append(f"scales {variant.scales}")
        if variant.top1 is not None and variant.kl is not None:
            said.append(f"top-1 agreement on held-out inputs {variant.top1:.2%}")
            said.append(f"KL divergence {variant.kl:.2g} nats")
        if variant.cosine is not None:
            said.append(f"lowest cosine on held-out inputs {variant.cosine:.4f}")
        yield f"{name}: {'; '.join(said)}"


def _shown(difference: float | None) -> str:
    return "–" if difference is None else f"{difference:.2g}"


def _size(count: int) -> str:
    return f"{count / 1e6:.2f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"
