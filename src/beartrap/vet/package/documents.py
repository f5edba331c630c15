"""Manifests in JSON and TOML as installers read them."""

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


def read_toml(text: str) -> dict[str, Any]:
    """Return what a document of TOML says. Raises `ValueError` where it is none, or is nested too deeply."""
    import tomllib  # late: few packages have such a manifest

    try:
        return tomllib.loads(text)
    except RecursionError as fault:
        raise ValueError("nested too deeply") from fault
