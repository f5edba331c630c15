"""The tables of `feeds`: what logs other than Sysmon's call the fields that Sigma's rules name."""

from collections.abc import Mapping

Names = Mapping[str, str | tuple[str, ...]]
Feeds = tuple[tuple[str, Names], ...]

CHANNELS: Mapping[str, tuple[str, ...]] = {
    "applocker": (
        "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/MSI and Script",
    ),
    "certificateservicesclient-lifecycle-system": (
        "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational",
    ),
    "dns-client": ("Microsoft-Windows-DNS-Client/Operational",),
    "dns-server": ("DNS Server",),
    "dns-server-audit": ("Microsoft-Windows-DNSServer/Audit",),
    "dns-server-analytic": ("Microsoft-Windows-DNSServer/Analytical",),
    "iis-configuration": ("Microsoft-IIS-Configuration/Operational",),
    "ldap": ("Microsoft-Windows-LDAP-Client/Debug", "Directory Service"),
    "microsoft-servicebus-client": (
        "Microsoft-ServiceBus-Client/Admin",
        "Microsoft-ServiceBus-Client/Operational",
    ),
    "smbclient-connectivity": ("Microsoft-Windows-SmbClient/Connectivity",),
    "smbserver-connectivity": ("Microsoft-Windows-SMBServer/Connectivity",),
}
"""Channels that pySigma's table lacks or spells otherwise than Windows does."""

AUDIT_PROCESS: Names = {
    "Image": "NewProcessName",
    "ParentImage": "ParentProcessName",
    "User": "SubjectUserName",
    "LogonId": "SubjectLogonId",
    "ProcessId": "NewProcessId",
    "ParentProcessId": "ProcessId",
    "IntegrityLevel": "MandatoryLabel",
}
"""Security 4688. It has no OriginalFileName, Hashes, CurrentDirectory or ParentCommandLine: tests of those are false."""
AUDIT_REGISTRY: Names = {"Details": "NewValue", "LogonId": "SubjectLogonId"}
OPERATION_TYPES = {
    "New registry value created": "%%1904",
    "Existing registry value modified": "%%1905",
}
"""Security 4657 as rendered, and the code that the raw record has."""

_DEFENDER = {
    "Image": "InitiatingProcessFolderPath",
    "CommandLine": "InitiatingProcessCommandLine",
    "ParentImage": "InitiatingProcessParentFileName",
    "User": "InitiatingProcessAccountName",
}
WINDOWS_FEEDS: Mapping[str, Feeds] = {
    "process_creation": (
        (
            "m365/defender/DeviceProcessEvents",
            {
                "Image": "FolderPath",
                "CommandLine": "ProcessCommandLine",
                "ParentImage": "InitiatingProcessFolderPath",
                "ParentCommandLine": "InitiatingProcessCommandLine",
                "User": "AccountName",
                "OriginalFileName": "ProcessVersionInfoOriginalFileName",
                "Product": "ProcessVersionInfoProductName",
                "Company": "ProcessVersionInfoCompanyName",
                "Description": "ProcessVersionInfoFileDescription",
                "IntegrityLevel": "ProcessIntegrityLevel",
                "sha256": "SHA256",
                "sha1": "SHA1",
                "md5": "MD5",
            },
        ),
    ),
    "file_event": (("m365/defender/DeviceFileEvents", {**_DEFENDER, "TargetFilename": "FolderPath"}),),
    "image_load": (("m365/defender/DeviceImageLoadEvents", {**_DEFENDER, "ImageLoaded": "FolderPath"}),),
    "registry_set": (
        (
            "m365/defender/DeviceRegistryEvents",
            {**_DEFENDER, "TargetObject": "RegistryKey", "Details": "RegistryValueData"},
        ),
    ),
    "network_connection": (
        (
            "m365/defender/DeviceNetworkEvents",
            {
                **_DEFENDER,
                "DestinationIp": "RemoteIP",
                "DestinationPort": "RemotePort",
                "DestinationHostname": "RemoteUrl",
                "SourceIp": "LocalIP",
                "SourcePort": "LocalPort",
            },
        ),
    ),
    "dns_query": (("windows/dns-client/3008", {}),),
    "antivirus": (),
}

_ZEEK_HTTP: Names = {
    "c-uri": "uri",
    "c-uri-query": "uri",
    "c-uri-extension": "uri",
    "cs-uri": "uri",
    "cs-uri-query": "uri",
    "cs-uri-stem": "uri",
    "cs-host": "host",
    "r-dns": "host",
    "cs-method": "method",
    "sc-status": "status_code",
    "c-useragent": "user_agent",
    "cs-user-agent": "user_agent",
    "cs-referer": "referrer",
    "cs-version": "version",
    "c-ip": "id.orig_h",
    "dst_ip": "id.resp_h",
}
_ZEEK_CONN: Names = {
    "src_ip": "id.orig_h",
    "src_port": "id.orig_p",
    "dst_ip": "id.resp_h",
    "dst_port": "id.resp_p",
    "protocol": "proto",
}
NETWORK_FEEDS: Mapping[str, Feeds] = {
    "dns": (("dns", {}), ("zeek/dns", {"record_type": "qtype_name", "answer": "answers"})),
    "proxy": (("proxy", {}), ("zeek/http", _ZEEK_HTTP)),
    "webserver": (("webserver", {}), ("zeek/http", _ZEEK_HTTP)),
    "apache": (("webserver", {}),),
    "nginx": (("webserver", {}),),
    "firewall": (("firewall", {}), ("zeek/conn", _ZEEK_CONN)),
    "netflow": (("firewall", {}), ("zeek/conn", _ZEEK_CONN)),
    "antivirus": (
        ("antivirus", {}),
        ("windows/windefend/1116", {"Signature": "Threat Name", "Filename": "Path"}),
        ("windows/windefend/1117", {"Signature": "Threat Name", "Filename": "Path"}),
    ),
    "database": (("database", {}),),
}
"""Log sources without a product: by category, else by service."""

PRODUCT_FEEDS: Mapping[tuple[str, str], Feeds] = {
    ("linux", "process_creation"): (("linux/sysmon/1", {}),),
    ("linux", "network_connection"): (("linux/sysmon/3", {}),),
    ("linux", "file_event"): (("linux/sysmon/11", {}),),
    ("linux", "file_create"): (("linux/sysmon/11", {}),),
    ("linux", "auditd"): (("linux/auditd", {}),),
    ("linux", ""): (("linux/*", {}),),
    ("linux", "*"): (("linux/syslog", {}),),
    ("zeek", "*"): (("zeek/{name}", {}),),
    ("aws", "cloudtrail"): (("aws/cloudtrail", {}),),
    ("m365", "*"): (
        (
            "m365/audit",
            {
                "eventSource": ("eventSource", "Workload"),
                "eventName": ("eventName", "Operation"),
                "status": ("status", "ResultStatus"),
            },
        ),
    ),
    ("azure", "auditlogs"): (
        (
            "azure/auditlogs",
            {
                "properties.message": ("properties.message", "activityDisplayName", "OperationName", "operationName"),
                "ActivityDisplayName": ("ActivityDisplayName", "activityDisplayName", "OperationName"),
                "OperationName": ("OperationName", "operationName", "activityDisplayName"),
                "operationName": ("operationName", "OperationName", "activityDisplayName"),
                "Category": ("Category", "category"),
                "LoggedByService": ("LoggedByService", "loggedByService"),
            },
        ),
    ),
    ("azure", "signinlogs"): (
        (
            "azure/signinlogs",
            {
                "ResultType": ("ResultType", "resultType", "status.errorCode"),
                "ResultDescription": ("ResultDescription", "resultDescription", "status.failureReason"),
                "AppDisplayName": ("AppDisplayName", "appDisplayName"),
                "AppId": ("AppId", "appId"),
                "ClientAppUsed": ("ClientAppUsed", "clientAppUsed"),
                "AuthenticationRequirement": ("AuthenticationRequirement", "authenticationRequirement"),
                "ConditionalAccessStatus": ("ConditionalAccessStatus", "conditionalAccessStatus"),
                "ResourceDisplayName": ("ResourceDisplayName", "resourceDisplayName"),
                "RiskState": ("RiskState", "riskState"),
                "userAgent": ("userAgent", "UserAgent"),
            },
        ),
    ),
}
"""Log sources of other products: by (product, category, else service); `*` for all that a product has."""
