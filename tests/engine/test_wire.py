"""Messages between parent and worker: round trips, cuts, and lies about length."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.scanned import examined_from
from beartrap.engine.wire import Inbox, WireError, pack, to_raw, to_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=5), st.integers(1, 7))
@settings(max_examples=40, deadline=None)
def test_messages_survive_any_cutting(documents: list[dict[str, object]], step: int) -> None:
    stream = b"".join(pack(document) for document in documents)
    inbox = Inbox(1 << 20)
    heard = [message for start in range(0, len(stream), step) for message in inbox.feed(stream[start : start + step])]
    assert heard == documents


@given(st.binary())
@settings(max_examples=40, deadline=None)
def test_paths_survive(raw: bytes) -> None:
    assert to_raw(to_text(raw)) == raw


@pytest.mark.parametrize(
    "content", [struct.pack(">I", 101), struct.pack(">I", 2) + b"[]", struct.pack(">I", 0), struct.pack(">I", 1) + b"x"]
)
def test_what_is_no_message_is_refused(content: bytes) -> None:
    with pytest.raises(WireError):
        list(Inbox(100).feed(content))


@given(
    JSON
    | st.fixed_dictionaries({}, optional={"reason": JSON, "why": JSON, "digests": JSON, "kept": JSON, "scan": JSON})
)
@settings(max_examples=100, deadline=None)
def test_no_document_breaks_the_checks(document: object) -> None:
    try:
        examined_from(document)
    except (ValueError, TypeError, KeyError):
        return


def test_names_that_are_no_utf8_pass_as_escapes() -> None:
    message = {"path": "caf\udce9", "nested": [{"\ud800": "plain é"}]}
    (heard,) = Inbox(1000).feed(pack(message))
    assert heard == {"path": "caf\\xe9", "nested": [{"\\ud800": "plain é"}]}
