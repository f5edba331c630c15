"""Permissions of applications: which ones read mail and files of many, and which ones make more of themselves."""

import re

POWERFUL_IDS = {
    "810c84a8-4a9e-49e6-bf7d-12d183f40d01": "Mail.Read",
    "e2a3a72e-5f79-4c64-b1b1-878b674786c9": "Mail.ReadWrite",
    "01d4889c-1287-42c6-ac1f-5d1e02578ef6": "Files.Read.All",
    "332a536c-c7ef-4017-ab91-336970924f0d": "Sites.Read.All",
    "06b708a9-e830-4db3-a914-8e69da51d44f": "AppRoleAssignment.ReadWrite.All",
    "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8": "RoleManagement.ReadWrite.Directory",
    "7e05723c-0bb0-42da-be95-ae9f08a6e53c": "Domain.ReadWrite.All",
}
"""Application roles of Microsoft Graph by their id (Microsoft Graph permissions reference)."""
DELEGATED_IDS = {
    "024d486e-b451-40bb-833d-3e66d98c5c73": "Mail.ReadWrite",
    "570282fd-fa5c-430d-a7fd-fc8dc98a9dca": "Mail.Read",
    "e1fe6dd8-ba31-4d61-89e7-88639da4683d": "User.Read",
    "10465720-29dd-4523-a11a-6a75c743c9d9": "Files.Read",
    "df85f4d6-205c-4ac5-a5ea-6bf408dba283": "Files.Read.All",
    "205e70e5-aba6-4c52-a976-6d2d46c48043": "Sites.Read.All",
}
"""Delegated permissions of Microsoft Graph by their id."""
_POWER = re.compile(
    r"(?:Mail\.(?:Read|ReadWrite|Send|ReadBasic)|MailboxSettings\.ReadWrite|Files\.(?:Read|ReadWrite)|Sites\.(?:Read|ReadWrite|FullControl|Manage)"
    r"|Chat\.(?:Read|ReadWrite)|ChannelMessage\.Read|Directory\.(?:ReadWrite|AccessAsUser)|Application\.ReadWrite|AppRoleAssignment\.ReadWrite"
    r"|RoleManagement\.ReadWrite|Domain\.ReadWrite|Policy\.ReadWrite|full_access_as_app|EWS\.AccessAsUser|EAS\.AccessAsUser|IMAP\.AccessAsUser"
    r"|POP\.AccessAsUser|SMTP\.Send|Exchange\.ManageAsApp|user_impersonation|Notes\.Read|Contacts\.Read|Calendars\.Read)[\w.]*",
    re.IGNORECASE,
)
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def powerful(text: str) -> tuple[str, ...]:
    """Return the permissions named in a text (by name or id) that open data or lead to more rights, each once."""
    found = dict.fromkeys(match[0] for match in _POWER.finditer(text))
    for match in _GUID.finditer(text.lower()):
        name = POWERFUL_IDS.get(match[0]) or DELEGATED_IDS.get(match[0])
        if name and _POWER.fullmatch(name):
            found.setdefault(name)
    return tuple(found)


def guids(text: str) -> frozenset[str]:
    """Return the GUIDs that stand in a text."""
    return frozenset(_GUID.findall(text.lower()))
