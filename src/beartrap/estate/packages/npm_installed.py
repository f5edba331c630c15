"""An installed npm package: the `package.json` in its own folder below `node_modules`."""

from collections.abc import Iterator

from beartrap.estate.packages.manifest import Broken, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap


def recognises(manifest: Manifest) -> bool:
    """Whether it is called so and is an object with a name."""
    return manifest.name == "package.json" and isinstance(manifest.document, dict)


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield the one package."""
    document = manifest.document
    name, version = a_name(document.get("name")), a_name(document.get("version"))
    if name is None:
        raise Broken("it has no name")
    author = document.get("author")
    vendor = a_name(author.get("name") if isinstance(author, dict) else author)
    yield manifest.package(name, version, "npm", vendor=vendor)


READER = Reader("npm-installed", recognises, read)
