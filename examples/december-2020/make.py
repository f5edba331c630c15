"""Make the example's estate, anew and always the same: `python make.py [FOLDER]` (default: `made` beside this file)."""

import shutil
import sys
from pathlib import Path

from veldwater.containing import write_stand_ins
from veldwater.endpoint import write_endpoint_logs
from veldwater.logs import write_all
from veldwater.outward import write_connections, write_releases
from veldwater.tenant import write_tenant
from veldwater.things import write_inventories, write_trees
from veldwater.updates import write_updates


def make(folder: Path) -> None:
    """Write logs, inventories, trees, updates and audit logs below `folder`, in place of what was there."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / "dns").mkdir()
    write_all(folder / "dns")
    write_endpoint_logs(folder / "endpoint")
    write_inventories(folder / "inventory")
    write_trees(folder / "trees")
    write_stand_ins(folder / "trees")
    write_updates(folder / "updates")
    write_tenant(folder / "m365")
    write_connections(folder / "conn")
    write_releases(folder / "releases")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("made"))
