"""What is Microsoft's own in audit logs: applications that users' programs are, and addresses of its services."""

from bisect import bisect_right
from functools import lru_cache
from ipaddress import ip_address, ip_network
from operator import itemgetter

APPS = {
    "00000002-0000-0000-c000-000000000000": "Azure AD Graph",
    "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
    "00000002-0000-0ff1-ce00-000000000000": "Exchange Online",
    "00000003-0000-0ff1-ce00-000000000000": "SharePoint Online",
    "5d661950-3475-41cd-a2c3-d671a3162bc1": "Microsoft Outlook",
    "9199bf20-a13f-4107-85dc-02114787ef48": "Outlook on the web",
    "27922004-5251-4030-b22d-91ecd9a37ea4": "Outlook mobile",
    "d3590ed6-52b3-4102-aeff-aad2292ab01c": "Microsoft Office",
    "89bee1f7-5e6e-4d8a-9f3d-ecd601259da7": "Office 365 shell",
    "1fec8e78-bce4-4aaf-ab1b-5451cc387264": "Microsoft Teams",
    "5e3ce6c0-2b1f-4285-8d4b-75ee78787346": "Microsoft Teams on the web",
    "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe": "Microsoft Teams services",
    "08e18876-6177-487e-b8b5-cf950c1e598c": "SharePoint on the web",
    "ab9b8c07-8f02-4f72-87fa-80105867a763": "OneDrive sync client",
    "a0c73c16-a7e3-4564-9a95-2bdf47383716": "Exchange Online PowerShell",
    "1b730954-1685-4b74-9bfd-dac224a7b894": "Azure AD PowerShell",
}
"""Well-known applications (Microsoft, verify first-party Microsoft applications in sign-in reports)."""

_SERVICES = tuple(
    ip_network(one)
    for one in (
        "13.107.6.152/31", "13.107.18.10/31", "13.107.128.0/22", "23.103.160.0/20", "40.96.0.0/13", "40.104.0.0/15",
        "52.96.0.0/14", "131.253.33.215/32", "132.245.0.0/16", "150.171.32.0/22", "204.79.197.215/32", "40.92.0.0/15",
        "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17", "13.107.136.0/22", "40.108.128.0/17", "52.104.0.0/14",
        "104.146.128.0/17", "150.171.40.0/22", "52.112.0.0/14", "52.122.0.0/15", "20.190.128.0/18", "40.126.0.0/18",
        "2603:1006::/40", "2603:1016::/36", "2603:1026::/36", "2603:1036::/36", "2603:1046::/36", "2603:1056::/36",
        "2620:1ec:4::152/128", "2a01:111:f400::/48", "2a01:111:f402::/48",
    )
)  # fmt: skip
"""Networks of Exchange, SharePoint, Teams and sign-in (Microsoft, Office 365 URLs and IP address ranges). A customer's machine
in Azure has none of these: such an address is a service that acted for somebody, and not that somebody."""


_RANGES = {
    version: sorted(
        (int(one.network_address), int(one.broadcast_address)) for one in _SERVICES if one.version == version
    )
    for version in (4, 6)
}
"""First and last address of each network; networks do not overlap, so the last that begins at or before an address decides."""


@lru_cache(maxsize=65_536)
def is_service_address(text: str) -> bool:
    """Whether an address is one of Microsoft's own services."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    ranges, number = _RANGES[address.version], int(address)
    at = bisect_right(ranges, number, key=itemgetter(0))
    return at > 0 and number <= ranges[at - 1][1]
