"""What does a matrix do to a row of numbers?"""

from typing import Annotated

from livedemo import Model, Say, Slider, Table, Views, demo


@demo(claim="Twice the gain, twice the sum.", models={"model": "scale"})
async def scale(
    model: Model,
    rows: Annotated[int, Slider(1, 64)] = 3,
    gain: Annotated[float, Slider(0.0, 4.0, 0.5)] = 1.0,
) -> Views:
    """Multiply ``rows`` rows by the matrix, then add them up again one by one."""
    x = [[i + j / 4 for j in range(4)] for i in range(rows)]
    run = await model(x=x, gain=gain)
    step = model.graph("step")
    memory: dict[str, object] = {}
    total = 0.0
    for row in x:
        last = await step(x=[row], outputs=["total"], keep=["after"], **memory)
        total, memory = last.total.item(), {"memory": last.after}
    return [
        Say(f"{rows} rows sum to {sum(run.sums.tolist()):.3f}; step by step {total:.3f}."),
        Table("Sums", ["Row", "Sum"], [[i, f"{s:.4f}"] for i, s in enumerate(run.sums)]),
    ]
