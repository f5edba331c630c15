"""Windows events as the many collectors write them in JSON, brought to the one form that Sigma's users know.

Known forms: flat (NXLog, OTRF, Sentinel), Winlogbeat's of versions 6 to 8, and the event's own XML as JSON (`Event.System`).
"""

from typing import Any

from beartrap.engine.events import windows_source
from beartrap.estate.events.reader import Groups

Record = dict[str, Any]

_FLAT_TIMES = ("SystemTime", "TimeCreated", "UtcTime", "@timestamp", "EventTime", "TimeGenerated", "EventReceivedTime")
"""Where flat forms keep the time, the sure ones first: `EventTime` of NXLog is local and says no zone."""
_FLAT_HOSTS = ("Computer", "Hostname", "ComputerName", "computer_name", "HostName")
_PROVIDERS = ("Provider_Name", "SourceName", "EventSourceName", "ProviderName", "Provider")
_CHANNEL_OF = {
    "microsoft-windows-sysmon": "Microsoft-Windows-Sysmon/Operational",
    "microsoft-windows-security-auditing": "Security",
    "microsoft-windows-powershell": "Microsoft-Windows-PowerShell/Operational",
    "linux-sysmon": "Linux-Sysmon/Operational",
}
"""Channels that a provider writes to, where the record names none."""
MOST_LAYOUTS = 100_000
"""Pairs of channel and event id whose layout is remembered; a hostile log can make up any number."""
_sources: dict[tuple[Any, Any], str] = {}


def source_of(channel: Any, event_id: Any) -> str:
    """Return the log source of a channel and event id as logged, whatever their types."""
    key = (channel, event_id)
    try:
        found = _sources.get(key)
    except TypeError:
        return windows_source("", "")
    if found is None:
        text = str(channel) if isinstance(channel, str) else ""
        number = str(event_id) if isinstance(event_id, str | int) else ""
        found = windows_source(text, number.strip())
        if text.lower() == "linux-sysmon/operational":
            found = f"linux/sysmon/{number}"
        if len(_sources) < MOST_LAYOUTS:
            _sources[key] = found
    return found


class FlatTaker:
    """Takes events whose system fields and data stand side by side.

    Events of one channel and id look alike: where the first had its time, host and provider is looked at first.
    """

    def __init__(self) -> None:
        self._layouts: dict[tuple[Any, Any], tuple[str, str, str, str]] = {}

    def take(self, record: Record, row: int, groups: Groups) -> None:
        """Take one event; raises TypeError where channel or id are no plain values."""
        channel, event_id = record.get("Channel"), record.get("EventID")
        layout = self._layouts.get((channel, event_id))
        if layout is None or not record.get(layout[1]) or layout[2] not in record or layout[3] not in record:
            layout = self._layout(record, channel, event_id, groups)
        source, time_name, host_name, provider_name = layout
        host = record.get(host_name)
        if host_name != "Computer":
            record["Computer"] = host
        if provider_name != "Provider_Name":
            record["Provider_Name"] = record.get(provider_name)
        time = record.get(time_name)
        if type(time) is dict:
            time = _attribute(time, "SystemTime")
        groups.add(source, record, time, host, row)

    def _layout(self, record: Record, channel: Any, event_id: Any, groups: Groups) -> tuple[str, str, str, str]:
        provider_name = next((name for name in _PROVIDERS if name in record), "Provider_Name")
        provider = record.get(provider_name)
        key = (channel, event_id)
        if channel is None and isinstance(provider, str):
            channel = _CHANNEL_OF.get(provider.lower())
            if channel is not None:
                record["Channel"] = channel
                groups.raw = None  # a value that does not stand in it
        time_name = next((name for name in _FLAT_TIMES if record.get(name)), _FLAT_TIMES[0])
        host_name = next((name for name in _FLAT_HOSTS if name in record), "Computer")
        layout = (source_of(channel, event_id), time_name, host_name, provider_name)
        if key[0] is not None and len(self._layouts) < MOST_LAYOUTS:
            self._layouts[key] = layout
        return layout


def take_event(event: Record, row: int, groups: Groups) -> None:
    """Take an event in the form of its XML: `{"System": {…}, "EventData": {…}}`; raises ValueError for another thing."""
    system = event.get("System")
    if type(system) is not dict:
        raise ValueError("an Event without System")
    record: Record = {}
    for key in ("EventData", "UserData", "ProcessingErrorData", "DebugData", "BinaryEventData"):
        data = event.get(key)
        if data is not None:
            _unpack(data, key, record)
    for key, value in system.items():
        _system(key, value, record)
    time = _attribute(system.get("TimeCreated"), "SystemTime")
    groups.add(source_of(record.get("Channel"), record.get("EventID")), record, time, record.get("Computer"), row)


def _system(key: str, value: Any, record: Record) -> None:
    """Name a system field as Sigma's users know it; what stands in the event's own data under that name gives way."""
    if type(value) is not dict:
        if value is not None and not key.endswith("_attributes"):
            record[key] = value
        return
    if "#text" in value:
        record[key] = value["#text"]
    attributes = value.get("#attributes", value)
    if type(attributes) is dict:
        for name, inner in attributes.items():
            if name not in ("#text", "#attributes"):
                record[f"{key}_{name}"] = inner


def _unpack(data: Any, key: str, record: Record) -> None:
    if type(data) is not dict:
        record.setdefault("Data", data)
        return
    for name, value in data.items():
        if name.startswith("#"):
            continue
        if type(value) is dict and key == "UserData":
            for inner, held in value.items():
                if not inner.startswith("#"):
                    record.setdefault("UserData_Channel" if inner == "Channel" else inner, _text(held))
        else:
            record.setdefault(name, _text(value))


def _text(value: Any) -> Any:
    if type(value) is dict and "#text" in value:
        return value["#text"]
    return value


def _attribute(value: Any, name: str) -> Any:
    if type(value) is dict:
        return value.get(name) or _attribute(value.get("#attributes"), name)
    return value


def take_winlogbeat(record: Record, row: int, groups: Groups) -> None:
    """Take an event of Winlogbeat 7 or 8 (`winlog.…`)."""
    _take_beat(record, record["winlog"], row, groups)


def take_old_winlogbeat(record: Record, row: int, groups: Groups) -> None:
    """Take an event of Winlogbeat 6 (`event_data` at the top)."""
    _take_beat(record, record, row, groups)


def _own(key: str, name: str) -> str:
    return "UserData_Channel" if key == "user_data" and name == "Channel" else name


_BEAT = {
    "channel": "Channel",
    "log_name": "Channel",
    "event_id": "EventID",
    "provider_name": "Provider_Name",
    "source_name": "Provider_Name",
    "computer_name": "Computer",
    "record_id": "EventRecordID",
    "record_number": "EventRecordID",
    "level": "Level",
    "task": "Task",
    "opcode": "Opcode",
    "keywords": "Keywords",
    "user_data": "UserData",
}


def _take_beat(record: Record, winlog: Record, row: int, groups: Groups) -> None:
    if type(winlog) is not dict:
        raise ValueError("`winlog` is no object")
    fields: Record = {}
    for key in ("event_data", "user_data"):
        data = winlog.get(key)
        if type(data) is dict:
            fields.update((_own(key, name), value) for name, value in data.items() if name not in fields)
    for name, ours in _BEAT.items():
        value = winlog.get(name)
        if value is not None and type(value) is not dict:
            fields[ours] = value
    if "message" in record:
        fields.setdefault("Message", record["message"])
    process = winlog.get("process")
    if type(process) is dict and "pid" in process:
        fields["Execution_ProcessID"] = process["pid"]
    user = winlog.get("user")
    if type(user) is dict and "identifier" in user:
        fields["Security_UserID"] = user["identifier"]
    host = fields.get("Computer")
    if host is None and type(record.get("host")) is dict:
        host = record["host"].get("name")
    groups.add(source_of(fields.get("Channel"), fields.get("EventID")), fields, record.get("@timestamp"), host, row)
