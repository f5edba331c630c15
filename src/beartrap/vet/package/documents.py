"""JSON of a manifest as installers read it."""

import json
from typing import Any

import orjson


def read_json(text: str | bytes) -> Any:
    """Return what a document of JSON says.

    Installers take what `JSON.parse` takes (ECMAScript, "JSON.parse"), and so half a pair of surrogates too, which stands
    here as `?`. Raises `ValueError` where it is no JSON, or is nested too deeply.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            said = json.dumps(json.loads(text), ensure_ascii=False)
        except RecursionError as fault:
            raise ValueError("nested too deeply") from fault
        return orjson.loads(said.encode("utf-8", "replace"))
