"""Fetching one document or file over HTTP: the one place from which Beartrap itself reaches the network."""

import hashlib
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

SECONDS = 60.0
"""Silence of a server after which it is given up."""
CHUNK = 1 << 20
AGENT = "beartrap"


class NetError(Exception):
    """Something could not be fetched; the message says what and why."""


def get(url: str, most_bytes: int, accept: str = "*/*") -> bytes:
    """Return what stands at `url`. Raises NetError, also where it is longer than `most_bytes`."""
    return b"".join(_chunks(url, most_bytes, accept))


def save(url: str, path: Path, most_bytes: int) -> str:
    """Write what stands at `url` to a new file; returns its SHA-256 in hex. Raises NetError, OSError."""
    digest = hashlib.sha256()
    with path.open("xb") as stream:
        for chunk in _chunks(url, most_bytes, "*/*"):
            digest.update(chunk)
            stream.write(chunk)
    return digest.hexdigest()


def _chunks(url: str, most_bytes: int, accept: str) -> Iterator[bytes]:
    if not url.startswith(("https://", "http://")):
        raise NetError(f"{url}: only http and https are fetched")
    request = urllib.request.Request(url, headers={"Accept": accept, "User-Agent": AGENT})  # noqa: S310
    total = 0
    try:
        with _opener().open(request, timeout=SECONDS) as response:
            while chunk := response.read(CHUNK):
                total += len(chunk)
                if total > most_bytes:
                    raise NetError(f"{url}: more than {most_bytes:,} bytes")
                yield chunk
    except urllib.error.HTTPError as error:
        raise NetError(f"{url}: the server says {error.code} {error.reason}") from error
    except (OSError, ValueError) as error:  # URLError, time-outs and broken TLS are among them
        raise NetError(f"{url}: {getattr(error, 'reason', None) or error}") from error


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener that speaks HTTP and HTTPS only, through the proxies that the environment names."""
    opener = urllib.request.OpenerDirector()
    own = os.environ.get("PIP_CERT") or os.environ.get("REQUESTS_CA_BUNDLE")
    context = ssl.create_default_context(cafile=own if own and Path(own).is_file() else None)
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=context),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
