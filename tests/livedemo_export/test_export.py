"""Whole exports: what is in the store, that it is what torch gives, and what fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import livedemo_export
import numpy
import onnx
import pytest
from livedemo_export.agree import write_reference
from livedemo_export.session import open_session
from livedemo_export.store import Store
from livedemo_export.table import table

from .conftest import Project

# one process exports the small models for all tests that look at them
pytestmark = pytest.mark.together("exported")

SOURCE = str(Path(livedemo_export.__file__).parents[1])
GOOD = {"mlp", "two-graphs", "mixed", "tiny-gpt2", "step", "trained", "vocabulary"}


def graphs(project: Project, name: str) -> dict[str, Any]:
    manifest = project.manifests[name]
    return {
        f"{variant}.{graph}": onnx.load_model_from_string(project.store.blob(blob.sha256))
        for variant, files in manifest.variants.items()
        for graph, blob in files.graphs.items()
    }


def test_good_models_export_though_others_fail(project: Project) -> None:
    assert set(project.manifests) == GOOD, project.errors
    assert set(project.errors) == {"restless", "not-a-number"}


def test_failures_name_graph_output_shape_and_numbers(project: Project) -> None:
    restless = project.errors["restless"]
    assert restless.message.startswith("export/models/restless/model.py:16: graph 'run': ")
    measured = "output 'y' at N=2: torch itself gives different values each time (dropout or"
    assert measured in restless.message
    assert restless.where == (project.root / "export/models/restless/model.py", 16)
    nan = project.errors["not-a-number"]
    assert "graph 'run': output 'spread' at N=1: torch gives NaN in 3 of 3" in str(nan)
    assert str(project.root) not in str(nan)


def test_the_manifest_says_what_was_declared(project: Project) -> None:
    manifest = project.manifests["mlp"]
    plain = json.loads(manifest.json())
    assert plain["version"] == 1
    assert plain["opset"] == 20
    assert plain["axes"] == {"N": [2, 32]}
    assert plain["graphs"]["run"] == {
        "inputs": {
            "x": {"dtype": "float32", "shape": ["N", 4]},
            "gain": {"dtype": "float32", "shape": [3], "default": 1},
        },
        "outputs": {
            "y": {"dtype": "float32", "shape": ["N", 3]},
            "ahead": {"dtype": "float32", "shape": ["N-1", 3]},
        },
    }
    assert plain["default"] == "fp32"
    assert plain["variants"]["fp32"]["weights"] is None
    assert 0 <= plain["variants"]["fp32"]["max_difference"]["run.y"] < 1e-5
    assert plain["facts"]["parameters"] == 35


def test_a_vocabulary_has_only_its_file(project: Project) -> None:
    manifest = project.manifests["vocabulary"]
    assert manifest.graphs == {} and manifest.variants == {} and manifest.default is None
    asset = manifest.assets["tokenizer"]
    assert asset.name == "tokenizer.json"
    assert b"vocabulary" in project.store.blob(asset.sha256)


@pytest.mark.parametrize("name", sorted(GOOD - {"vocabulary"}))
def test_nothing_leaks(project: Project, name: str) -> None:
    for model in graphs(project, name).values():
        data = model.SerializeToString()
        for trace in (str(project.root), "site-packages", ".py", "torch", "pkg.", "Traceback"):
            assert trace.encode() not in data
        int8 = any(node.op_type == "DequantizeLinear" for node in model.graph.node)
        opset = [("", 21 if int8 else 20)]  # in which that operator knows blocks
        assert [(o.domain, o.version) for o in model.opset_import] == opset
        assert model.ir_version == 10
        assert not model.metadata_props and not model.producer_name


def test_weights_shared_and_tied_are_kept_once(project: Project) -> None:
    manifest = project.manifests["two-graphs"]
    fp32, int8 = manifest.variants["fp32"], manifest.variants["int8"]
    assert fp32.weights and int8.weights
    # the table [300, 48], in one graph turned and in the other both ways; a matrix [48, 48]
    assert fp32.weights.bytes == (300 * 48 + 48 * 48) * 4
    assert int8.weights.bytes < 0.3 * fp32.weights.bytes
    assert manifest.default == "int8"


def test_int8_of_a_gpt2_is_judged(project: Project) -> None:
    variant = project.manifests["tiny-gpt2"].variants["int8"]
    assert variant.top1 is not None and variant.top1 >= 0.98
    assert variant.kl is not None and 0 <= variant.kl < 1e-3
    assert variant.scales == "per column"


@pytest.mark.parametrize("variant", ["fp32", "int8"])
def test_a_gpt2_runs_at_lengths_that_were_not_traced(project: Project, variant: str) -> None:
    manifest = project.manifests["tiny-gpt2"]
    running = open_session(project.store, manifest, "run", variant)
    whole = running.run(None, {"ids": numpy.arange(64, dtype=numpy.int32)})
    for length in (1, 2, 7, 33, 64):
        logits, attention, hidden = running.run(
            None, {"ids": numpy.arange(length, dtype=numpy.int32)}
        )
        assert logits.shape == (length, 512)
        assert attention.shape == (2, 4, length, length)
        assert hidden.shape == (3, length, 64)
        # a causal model says the same of a prefix
        assert numpy.allclose(logits, whole[0][:length], atol=1e-4)
        assert numpy.allclose(attention.sum(-1), 1, atol=1e-5)


def test_little_of_what_is_allowed_is_used(project: Project) -> None:
    for name in GOOD - {"vocabulary"}:
        fp32 = project.manifests[name].variants["fp32"]
        assert fp32.max_difference.keys() <= fp32.shares.keys()
        assert not fp32.inexact
        assert 0 <= max(fp32.shares.values()) < 1 / 3, (name, fp32.shares)


def test_a_training_step_learns(project: Project) -> None:
    manifest = project.manifests["step"]
    running = open_session(project.store, manifest, "step")
    random = numpy.random.default_rng(0)
    state = {
        name: (random.normal(size=[int(n) for n in info.shape]) * 0.5).astype(numpy.float32)
        for name, info in manifest.graphs["step"].inputs.items()
        if name not in "xy"
    }
    x = random.random((8, 2), dtype=numpy.float32)
    y = (x[:, :1] > x[:, 1:]).astype(numpy.float32)
    losses = []
    for _ in range(60):
        loss, *updated = running.run(None, {**state, "x": x, "y": y})
        state = dict(zip(state, updated, strict=True))
        losses.append(float(loss))
    assert losses[-1] < 0.5 * losses[0]


def test_a_graph_or_variant_that_is_not_there(project: Project) -> None:
    manifest = project.manifests["mlp"]
    with pytest.raises(KeyError, match="no graph 'decode'; known: run"):
        open_session(project.store, manifest, "decode")
    with pytest.raises(KeyError, match="no variant 'int8'; known: fp32"):
        open_session(project.store, manifest, "run", "int8")


def test_the_same_bytes_in_another_folder_and_process(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "a checkout of another name"
    for name in ("two-graphs", "mlp"):
        shutil.copytree(project.root / "export/models" / name, elsewhere / "export/models" / name)
    command = [sys.executable, "-P", "-m", "livedemo_export.worker"]
    worker = subprocess.Popen(
        [*command, str(elsewhere), str(tmp_path / "trace"), "600"],
        env={**os.environ, "PYTHONPATH": SOURCE, "PYTHONHASHSEED": "7"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdin and worker.stdout
    names = ("mlp", "two-graphs")  # also in another order
    keys = []
    for name in names:
        request = {"folder": f"export/models/{name}", "wait": False}
        print(json.dumps(request), file=worker.stdin, flush=True)
        said: dict[str, Any] = {"stage": "begun"}
        while "stage" in said:
            said = json.loads(worker.stdout.readline())
        keys.append(said["done"])
    worker.communicate()
    for name, key in zip(names, keys, strict=True):
        manifest = Store.open(elsewhere).get(key)
        assert manifest is not None
        assert list(manifest.blobs()) == list(project.manifests[name].blobs())


def test_the_table(project: Project) -> None:
    lines = table(project.manifests["two-graphs"]).splitlines()
    assert lines[0] == (
        "| output | shape | fp32, max difference | int8, max difference | of what is allowed |"
    )
    assert lines[3].startswith("| `run.logits` | float32 [T, 300] | ")
    assert lines[-1].startswith("- int8: ")
    assert "top-1 agreement on held-out inputs 100.00%" in lines[-1]


def test_the_reference_is_what_the_files_give(project: Project, tmp_path: Path) -> None:
    index = write_reference(project.root / "export/models/two-graphs", tmp_path / "reference")
    plain = json.loads(index.read_text())

    def array(tensor: dict[str, Any]) -> Any:
        values = numpy.fromfile(index.parent / tensor["file"], tensor["dtype"])
        return values.reshape(tensor["shape"])

    manifest = project.manifests["two-graphs"]
    for name, graph in plain["graphs"].items():
        running = open_session(project.store, manifest, name, "fp32")
        for example in graph["examples"]:
            feed = {n: array(t) for n, t in example["inputs"].items()}
            results = running.run(list(example["outputs"]), feed)
            for tensor, got in zip(example["outputs"].values(), results, strict=True):
                apart = numpy.abs(got - array(tensor)).reshape(-1, tensor["row"])
                assert (apart.max(1) < array(tensor["allowed"])).all()
    held_out = plain["held_out"]
    assert (held_out["graph"], held_out["output"], held_out["top1"]) == ("run", "logits", 0.98)
    running = open_session(project.store, manifest, "run", "int8")
    assert len(held_out["examples"]) == 2
    for example in held_out["examples"]:
        feed = {n: array(t) for n, t in example["inputs"].items()}
        (logits,) = running.run(["logits"], feed)
        assert (logits.argmax(-1) == array(example["best"])).mean() >= held_out["top1"]
