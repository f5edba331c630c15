"""Readers of packages: what a machine has installed, what a project has locked, what an SBOM says is inside.

`read` takes a source of kind `packages` or `sbom`; each file is told by its content. READERS is the whole list, and
its order is the order in which they are asked.
"""

import os
from collections.abc import Iterator

from beartrap.estate.gaps import only_host
from beartrap.estate.inputs import Input, expand
from beartrap.estate.opened import opened, plain_name, unreadable
from beartrap.estate.packages import (
    applications,
    composer_lock,
    cyclonedx_json,
    cyclonedx_xml,
    dpkg,
    npm_installed,
    npm_lock,
    npm_tree,
    pip_list,
    pnpm_lock,
    python_installed,
    python_locks,
    requirements,
    rpm_database,
    rpm_list,
    scanners,
    spdx_json,
    spdx_tag,
    system_lists,
    yarn_lock,
)
from beartrap.estate.packages.found import find_packages, may_tell
from beartrap.estate.packages.manifest import Manifest, Reader
from beartrap.estate.packages.reading import read_manifest
from beartrap.estate.trees import named_after
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap
from beartrap.model.estate import Source

__all__ = ["READERS", "find_packages", "may_tell", "read", "read_input"]

READERS: tuple[Reader, ...] = (
    cyclonedx_json.READER,
    cyclonedx_xml.READER,
    spdx_json.READER,
    spdx_tag.READER,
    scanners.READER,
    rpm_database.READER,
    dpkg.READER,
    system_lists.APK_READER,
    python_installed.READER,
    npm_lock.READER,
    composer_lock.READER,
    npm_installed.READER,
    npm_tree.READER,
    yarn_lock.READER,
    pnpm_lock.READER,
    python_locks.TOML_READER,
    python_locks.PIPFILE_READER,
    pip_list.READER,
    requirements.READER,
    system_lists.READER,
    rpm_list.READER,
    applications.READER,
)


def read(source: Source) -> Iterator[Package | Gap]:
    """Yield every package that a source of kind `packages` or `sbom` names, and Gaps for what could not be read.

    A path (or glob) of the kind `packages` may lead to folders: each is then the tree of a host, and what is
    installed in it is read.
    """
    for item in expand(source):
        if isinstance(item, Gap):
            yield item
        else:
            yield from read_input(source, item)


def read_input(source: Source, item: Input) -> Iterator[Package | Gap]:
    """Yield what one file lists, or what is installed in one host's tree."""
    if item.path.is_dir():
        root = os.fsencode(item.path)
        yield from find_packages(only_host(source) or named_after(root), root, source)
        return
    try:
        with opened(item.path) as (stream, content):
            manifest = Manifest(source, item.label, plain_name(item.path), stream, only_host(source))
            manifest.real = os.fsencode(item.path.absolute()) if content.compression is None else None
            yield from read_manifest(manifest, READERS)
            yield from content.fault_gap(source, item.label)
    except OSError as error:
        yield unreadable(source, item.label, error)
