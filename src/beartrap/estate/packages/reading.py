"""Reading one manifest: which reader knows it, and what is said where none does or where it breaks."""

from collections.abc import Iterator, Sequence

from beartrap.estate.packages.manifest import Broken, Manifest, Reader, TooLong
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason


def read_manifest(manifest: Manifest, readers: Sequence[Reader]) -> Iterator[Package | Gap]:
    """Yield what one manifest lists, and a Gap for what could not be read of it.

    The source's `format` forces a reader; else the first that recognises the content is taken.
    """
    homeless = 0
    try:
        reader = _reader(manifest, readers)
        if isinstance(reader, Gap):
            yield reader
            return
        for item in reader.read(manifest):
            homeless += isinstance(item, Package) and item.place.host is None
            yield item
    except TooLong as error:
        yield manifest.gap(GapReason.LIMIT, f"not read: {error}", "Split it, for example by host or by product.")
    except Broken as error:
        yield manifest.gap(GapReason.MALFORMED, str(error), "Make it anew with the tool that wrote it.")
    if homeless:
        why = f"{homeless} packages of which it is not said on which host they are"
        remedy = 'Name the one host in the source (hosts = ["…"]), or map a column of hosts.'
        yield manifest.gap(GapReason.UNKNOWN_COLUMN, why, remedy, count=homeless)


def _reader(manifest: Manifest, readers: Sequence[Reader]) -> Reader | Gap:
    wanted = manifest.source.format
    if wanted is not None:
        forced = next((reader for reader in readers if reader.format == wanted), None)
        known = ", ".join(reader.format for reader in readers)
        why, remedy = f"no reader for the format {wanted}", f"Leave `format` out, or name one of: {known}."
        return forced or manifest.gap(GapReason.UNSUPPORTED, why, remedy)
    if not manifest.first:
        return manifest.gap(GapReason.MALFORMED, "it is empty", "Export it again.")
    found = next((reader for reader in readers if reader.recognises(manifest)), None)
    why, remedy = "no list of packages that is known", "See docs/estate.md for what is read, or name its `format`."
    return found or manifest.gap(GapReason.UNKNOWN_KIND, why, remedy)
