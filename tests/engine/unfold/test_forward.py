"""The stream that goes forward only gives the bytes that stand at an offset, whatever the chunks that it reads in."""

import io

from hypothesis import given
from hypothesis import strategies as st

from beartrap.engine.decompress import Content
from beartrap.engine.unfold.entry import CHUNK
from beartrap.engine.unfold.forward import KEEP, Forward
from beartrap.engine.unfold.limits import Account, Limits

SIZE = 3 * CHUNK + 12_345
WHOLE = (bytes(range(256)) * (SIZE // 256 + 1))[:SIZE]


def forward() -> Forward:
    return Forward(Content(io.BytesIO(b"\0" + WHOLE[1:])), Account(Limits(), SIZE))


@given(st.lists(st.integers(0, SIZE // 4), max_size=12), st.integers(0, KEEP // 2))
def test_reading_after_seeking(steps: list[int], back: int) -> None:
    stream, at = forward(), 0
    for step in steps:
        at = min(at + step, SIZE - 1)
        assert stream.seek(at) == at
        assert stream.read(1) == WHOLE[at : at + 1] or at == 0
    goal = max(at - back, 0)
    assert stream.seek(goal) == goal
    assert stream.read(8)[1:] == WHOLE[goal + 1 : goal + 8]


def test_the_byte_before_a_chunk_ends_is_not_forgotten() -> None:
    for at in (CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1):
        stream = forward()
        stream.read(at)
        stream.seek(at + 512 - 1)
        assert stream.read(1) == WHOLE[at + 511 : at + 512]
