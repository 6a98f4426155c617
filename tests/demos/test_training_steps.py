"""What figures train takes torch's own steps; those in a browser are held in `tests/browser`."""

import numpy
import pytest
from livedemo_export.session import open_session

from tests.demos.running import models_of
from tests.training import TAUGHT

OFF = 1e-3  # rounding adds up over twenty steps; another epsilon or decay is far more


@pytest.mark.parametrize("name", TAUGHT)
def test_twenty_steps_of_each_model_that_a_figure_trains_are_those_of_torch(name: str) -> None:
    taught = TAUGHT[name]
    truth = taught.known()
    model = models_of(taught.name)[taught.name]
    running = open_session(model.store, model.manifest, taught.graph)
    outputs = [output.name for output in running.get_outputs()]
    state, losses, last = truth.start, [], {}
    for step, batch in enumerate(truth.batches):
        feeds = {**state, **batch, "rate": numpy.array(taught.rate, numpy.float32)}
        found = dict(zip(outputs, running.run(outputs, feeds), strict=True))
        losses.append(float(found.pop("loss")))
        last = {name.removeprefix("next_"): value for name, value in found.items()}
        state = {**state, **last}
        if step == 0:
            gradient = taught.gradient(last["mean"], truth)
    assert last.keys() == {*truth.parameters, "mean", "square", "count"}
    assert truth.off(losses, gradient, last) < OFF
