"""The coverage map in the terminal: hosts down, kinds of source across, days of logs where there is a period."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from beartrap.case.view import CaseView
from beartrap.model.coverage import SourceKind
from beartrap.share.coverage_index import ANY_HOST
from beartrap.share.coverage_map import Cell, CoverageMap, Standing, coverage_map, slots
from beartrap.share.ink import STANDINGS, Ink
from beartrap.share.words import DAY, days, listed, window

MOST_HOSTS = 16
MOST_HOSTS_DETAIL = 500
NAME = 24
"""Columns for a host's name."""

DAYS = 9
"""Columns for `264/265` and a sign."""

SHORTEST_BAR = 8
LONGEST_BAR = 38
"""Columns: nine months, about a week each."""

HEADS = {
    SourceKind.FILES: "files", SourceKind.HASHES: "hashes", SourceKind.PACKAGES: "pkgs", SourceKind.SBOM: "sbom",
    SourceKind.DNS: "DNS", SourceKind.CONNECTIONS: "conns", SourceKind.VERIFICATION: "verify",
}  # fmt: skip
"""Kinds whose own name is too wide for a column."""


def coverage(view: CaseView, ink: Ink, width: int, detail: bool) -> RenderableType:
    """Return the map, what it leaves out, and what the symbols mean."""
    grid = coverage_map(view)
    if not grid.kinds:
        return ink.text("Nowhere yet: no source was looked at.", "magenta")
    most = MOST_HOSTS_DETAIL if detail else MOST_HOSTS
    parts: list[RenderableType] = [_table(grid, ink, width, most)]
    if len(grid.hosts) > most:
        parts.append(ink.text(f"and {len(grid.hosts) - most:,} more hosts, which the JSON and the page have", "dim"))
    parts += [Text(), *_notes(grid, ink)]
    return Group(*parts)


def _table(grid: CoverageMap, ink: Ink, width: int, most: int) -> Table:
    states = [kind for kind in grid.kinds if not kind.timed]
    logs = [kind for kind in grid.kinds if kind.timed]
    bar = _bar_width(grid, states, logs, width)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    table.add_column("host", max_width=NAME, no_wrap=True, overflow="ellipsis" if not ink.plain else "crop")
    for kind in states:
        table.add_column(HEADS.get(kind, kind.value), justify="center", no_wrap=True)
    for kind in logs:
        table.add_column(HEADS.get(kind, kind.value), no_wrap=True)
        table.add_column("days", justify="right", no_wrap=True)
    for host in grid.hosts[:most]:
        row: list[Text] = [ink.text("any host" if host == ANY_HOST else host)]
        row += [ink.cell(grid.cells[host, kind].standing) for kind in states]
        for kind in logs:
            row += [_bar(grid, grid.cells[host, kind], bar, ink), _days(grid, grid.cells[host, kind], ink)]
        table.add_row(*row)
    return table


def _bar_width(grid: CoverageMap, states: list[SourceKind], logs: list[SourceKind], width: int) -> int:
    """Return how many characters are left for the bar of each log; all columns have two blanks behind them."""
    names = min(max((len(host) for host in grid.hosts), default=4), NAME) + 2
    taken = names + sum(len(HEADS.get(kind, kind.value)) + 2 for kind in states)
    return max(SHORTEST_BAR, min(LONGEST_BAR, (width - taken) // max(len(logs), 1) - DAYS - 4))


def _bar(grid: CoverageMap, cell: Cell, width: int, ink: Ink) -> Text:
    """Return the frame's time as characters; a slot with any gap in it shows the gap, so that none is lost in drawing."""
    if grid.frame is None:
        return ink.cell(cell.standing)
    return ink.join(*(ink.cell(standing) for standing in slots(cell, grid.frame, width)))


def _days(grid: CoverageMap, cell: Cell, ink: Ink) -> Text:
    """Return days covered of days needed, with a sign where gaps bear on the host that may have cost no time."""
    if grid.frame is None:
        return Text()
    told = Text(f"{days(cell.time_covered / DAY)}/{days(grid.frame.length / DAY)} ", STANDINGS[cell.standing])
    return ink.join(told, ink.cell(Standing.PARTLY) if cell.gaps else " ")


def _notes(grid: CoverageMap, ink: Ink) -> list[Text]:
    lines = [_legend(ink)]
    if grid.frame is not None and any(kind.timed for kind in grid.kinds):
        lines.append(ink.text(f"Logs are held against {window(grid.frame)} (UTC).", "dim"))
    if grid.absent:
        lines.append(
            ink.text(f"Needed, and looked at nowhere: {listed([kind.says for kind in grid.absent], 12)}.", "magenta")
        )
    lost = [f"{count:,} in {kind.says if kind else 'other inputs'}" for kind, count in grid.unplaced.items()]
    if lost:
        lines.append(ink.text(f"In gaps that name no host: {listed(lost, 12)}.", "yellow"))
    return lines


def _legend(ink: Ink) -> Text:
    parts: list[Text | str] = []
    for standing in Standing:
        parts += [ink.cell(standing), f" {standing.value}   "]
    return ink.join(*parts)
