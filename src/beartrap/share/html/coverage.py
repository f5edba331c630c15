"""The coverage map: hosts down, kinds of source across, logs along time; gaps hatched, what nobody looked at left empty."""

from beartrap.case.view import CaseView
from beartrap.model.coverage import SourceKind
from beartrap.model.text import shorten
from beartrap.model.window import Window
from beartrap.share.coverage_index import ANY_HOST
from beartrap.share.coverage_map import Cell, CoverageMap, Standing, coverage_map
from beartrap.share.html import limits
from beartrap.share.html.axis import Axis, bar, grid_lines, scale
from beartrap.share.html.elements import Html, cut, join, lines, more, section, tag
from beartrap.share.words import DAY, days, plural, window

HEIGHT = 14
SIGNS = {
    Standing.COVERED: ("covered", "✓"),
    Standing.PARTLY: ("partly", "◐"),
    Standing.EXPLAINED: ("explained", "~"),
    Standing.GAP: ("gap", "✕"),
    Standing.NOT_LOOKED: ("never", "–"),
}


def coverage(view: CaseView) -> Html:
    """Return the map with its legend and what it cannot show host by host."""
    grid = coverage_map(view)
    lead = "An answer is worth as much as the looking behind it. Each row is a host, each column a kind of source."
    if not grid.kinds:
        nothing = tag("p", "Nobody has looked anywhere yet.", class_="none")
        return section("coverage", "Where we looked", nothing, _beside(grid))
    left = more(len(grid.hosts) - limits.HOSTS_ON_MAP, "hosts")
    return section("coverage", "Where we looked", _legend(), _table(grid), left, _beside(grid), _looks(view), lead=lead)


def _legend() -> Html:
    keys = (
        (Standing.COVERED, "covered"),
        (Standing.PARTLY, "covered, with gaps"),
        (Standing.GAP, "gap: could not be looked at"),
        (Standing.EXPLAINED, "silent for a known reason"),
        (Standing.NOT_LOOKED, "nobody looked"),
    )
    items = [tag("li", _sign(standing), " ", _sample(standing), " ", words) for standing, words in keys]
    return tag("ul", items, class_="legend", aria_label="Legend")


def _sample(standing: Standing) -> Html | None:
    if standing is Standing.PARTLY:
        return None
    look = SIGNS[standing][0]
    hatch = tag("rect", width="100%", height="12", fill=f"url(#p-{look})") if look in ("gap", "explained") else None
    return tag(
        "svg",
        tag("rect", width="100%", height="12", class_=f"b {look}"),
        hatch,
        width="26",
        height="12",
        aria_hidden="true",
    )


def _sign(standing: Standing) -> Html:
    look, sign = SIGNS[standing]
    return tag("span", sign, class_=f"sign {look}", aria_hidden="true")


def _table(grid: CoverageMap) -> Html:
    states = [kind for kind in grid.kinds if not kind.timed]
    logs = [kind for kind in grid.kinds if kind.timed]
    axis = Axis(grid.frame.low, grid.frame.high) if grid.frame is not None else None
    heads = [
        tag("th", "Host", scope="col"),
        *(tag("th", kind.says, scope="col", class_="state-head") for kind in states),
    ]
    if logs:
        over = window(grid.frame) if grid.frame is not None else "no period known"
        heads.append(tag("th", f"Logs, {over}", scale(axis) if axis else None, scope="col", class_="time-head"))
        heads.append(tag("th", "Days", scope="col", class_="days"))
    rows = [_row(grid, host, states, logs, axis) for host in grid.hosts[: limits.HOSTS_ON_MAP]]
    caption = "Which hosts were looked at, in which kinds of source, over which time"
    whole = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", heads)),
        tag("tbody", rows, _totals(grid, states, logs)),
    )
    return tag("div", whole, class_="scroll map", role="region", aria_label=caption, tabindex="0")


def _row(grid: CoverageMap, host: str, states: list[SourceKind], logs: list[SourceKind], axis: Axis | None) -> Html:
    cells = [tag("th", "any host" if host == ANY_HOST else cut(host, 48), scope="row")]
    cells += [_state(grid.cells[host, kind]) for kind in states]
    if logs:
        tracks = [_track(grid.cells[host, kind], axis, named=len(logs) > 1) for kind in logs]
        cells += [tag("td", tracks, class_="time"), tag("td", _days(grid, host, logs), class_="days")]
    return tag("tr", cells)


def _state(cell: Cell) -> Html:
    words = cell.standing.value + (f", {plural(cell.gaps, 'gap')}" if cell.gaps else "")
    return tag(
        "td",
        _sign(cell.standing),
        tag("span", words, class_="hidden"),
        class_="state-cell",
        title=f"{cell.kind.says} of {shorten(cell.host, 60)}: {words}",
    )


def _track(cell: Cell, axis: Axis | None, *, named: bool) -> Html:
    """Return one log's time as bars, and the same in words for whoever cannot see them."""
    name = tag("span", cell.kind.says, class_="kind") if named else None
    if axis is None:
        return tag("div", name, _sign(cell.standing), " ", cell.standing.value)
    drawn = [_bar(axis, piece, "covered", "covered") for piece in cell.covered[: limits.BARS]]
    drawn += [_bar(axis, piece, "explained", "silent for a known reason") for piece in cell.explained[: limits.BARS]]
    drawn += [_bar(axis, piece, "gap", "gap") for piece in cell.lost[: limits.BARS]]
    empty = tag("rect", width="100%", height=str(HEIGHT), class_="b never")
    svg = tag(
        "svg",
        empty,
        drawn,
        grid_lines(axis, HEIGHT),
        class_="track",
        width="100%",
        height=str(HEIGHT),
        aria_hidden="true",
    )
    return tag("div", name, svg, tag("span", _in_words(cell), class_="hidden"))


def _bar(axis: Axis, piece: Window, look: str, words: str) -> Html:
    return bar(axis, piece, look, f"{words}: {window(piece)}", HEIGHT)


def _in_words(cell: Cell) -> str:
    lost = "; ".join(window(piece) for piece in cell.lost[:6])
    return f"{cell.kind.says}: {cell.standing.value}{f', gaps: {lost}' if lost else ''}"


def _days(grid: CoverageMap, host: str, logs: list[SourceKind]) -> Html:
    if grid.frame is None:
        return join("")
    needed = grid.frame.length / DAY
    return join([_covered_days(grid.cells[host, kind], needed) for kind in logs])


def _covered_days(cell: Cell, needed: float) -> Html:
    """Return days covered of days needed, with a sign where gaps bear on the host that may have cost no time."""
    words = f"{plural(cell.gaps, 'gap')} in {cell.kind.says} of this host"
    sign = tag("span", _sign(Standing.PARTLY), tag("span", words, class_="hidden"), title=words) if cell.gaps else None
    return tag("div", sign, f" {days(cell.time_covered / DAY)} / {days(needed)}")


def _totals(grid: CoverageMap, states: list[SourceKind], logs: list[SourceKind]) -> Html:
    cells = [tag("th", f"of {plural(len(grid.hosts), 'host')}, in full", scope="row")]
    cells += [tag("td", f"{grid.tally(kind)[Standing.COVERED]:,}", class_="state-cell") for kind in states]
    if logs:
        told = ", ".join(f"{grid.tally(kind)[Standing.COVERED]:,} in {kind.says}" for kind in logs)
        cells += [tag("td", told), tag("td", class_="days")]
    return tag("tr", cells, class_="totals")


def _beside(grid: CoverageMap) -> Html | None:
    """Return what is in no cell: kinds nobody has looked at, and gaps that name no host."""
    told = []
    if grid.absent:
        kinds = ", ".join(kind.says for kind in grid.absent)
        told.append(join(tag("strong", "Needed by an answer, looked at nowhere: "), kinds, "."))
    if grid.unplaced:
        lost = ", ".join(
            f"{count:,} in {kind.says if kind else 'other inputs'}" for kind, count in grid.unplaced.items()
        )
        told.append(join(tag("strong", "In gaps that name no host: "), lost, "."))
    return tag("div", lines(told), class_="beside") if told else None


def _looks(view: CaseView) -> Html | None:
    """Return every look, folded away: what was read, how much, by what."""
    looked = view.records.looked
    if not looked:
        return None
    rows = [
        tag(
            "tr",
            tag("td", kept.record.kind.says),
            tag("td", cut(kept.record.source, 120), class_="mono"),
            tag("td", cut(kept.record.by, 60)),
            tag("td", f"{kept.record.amount:,} {kept.record.unit}"[:60], class_="number"),
            tag("td", plural(len(kept.record.hosts), "host"), class_="number"),
        )
        for kept in looked[: limits.INDICATORS]
    ]
    heads = tag("tr", [tag("th", one, scope="col") for one in ("Kind", "Source", "By", "Amount", "Hosts")])
    whole = tag("table", tag("caption", "Every look"), tag("thead", heads), tag("tbody", rows))
    left = more(len(looked) - limits.INDICATORS, "looks")
    return tag(
        "details", tag("summary", f"All {plural(len(looked), 'look')}"), tag("div", whole, class_="scroll"), left
    )
