"""spell-gru: says what the published model says."""

from pathlib import Path
from typing import Any

import torch
from livedemo_export.load import _module

FOLDER = Path(__file__).resolve().parents[2] / "export/models/spell-gru"
gru: Any = _module(FOLDER)


def test_the_gru_says_what_it_was_published_to_say() -> None:
    """The example of g2p-en's own page, and a word that has no pronunciation in CMUdict."""
    write = gru.Write(gru.load())
    for word, said in {
        "activationist": "AE2 K T IH0 V EY1 SH AH0 N IH0 S T",
        "bottleneck": "B AA1 T AH0 L N EH2 K",
    }.items():
        with torch.no_grad():
            written, _, states = write(torch.tensor(gru.ids(word), dtype=torch.int32))
        count = written.tolist().index(gru.END)
        assert " ".join(gru.PHONES[i] for i in written[:count]) == said
        assert states.shape == (len(word) + 1, gru.D)


def test_the_last_state_is_all_that_the_writer_gets() -> None:
    """Written out with torch's own GRU over the phones, from the last state alone."""
    speller = gru.load()
    with torch.no_grad():
        source = torch.tensor(gru.ids("vector"), dtype=torch.int32)
        written, shares, states = gru.Write(speller)(source)
        state, last = states[-1:], torch.tensor([gru.BEGIN])
        for at in range(written.tolist().index(gru.END)):
            state, logits = speller.next(state, last)
            last = logits.argmax(-1)
            assert int(last) == int(written[at])
            assert torch.isclose(torch.softmax(logits, -1).max(), shares[at], atol=1e-5)


def test_the_card_knows_its_size() -> None:
    count = sum(parameter.numel() for parameter in gru.load().parameters())
    assert f"{count:,}" in (FOLDER / "card.md").read_text(encoding="utf-8")
