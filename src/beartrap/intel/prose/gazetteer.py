"""Software vendors and their products that supply-chain reports name, and the firms and agencies that report them.

A list of our own, from public knowledge; it only raises or lowers how sure we are. Vendors that nobody listed are
found by how sentences speak of them (`suppliers`).
"""

from beartrap.intel.wordlist import words

_VENDORS = """
SolarWinds: Orion, Orion Platform, Serv-U, SolarWinds Orion, N-able, N-central
3CX: 3CX Desktop App, 3CX DesktopApp, 3CXDesktopApp, 3CX Phone System, 3CX Electron App
Kaseya: VSA, Kaseya VSA, VSA Server
Progress Software|Progress|Ipswitch: MOVEit, MOVEit Transfer, MOVEit Cloud, WS_FTP, Telerik, WhatsUp Gold
Tukaani Project|The Tukaani Project|Tukaani: XZ Utils, xz-utils, XZ, liblzma, xz
Codecov: Bash Uploader, Codecov Bash Uploader
ASUS|ASUSTeK: ASUS Live Update, Live Update
Piriform|Avast: CCleaner, CCleaner Cloud
Intellect Service|Linkos Group|Linkos: M.E.Doc, MEDoc, M.E. Doc
NetSarang: Xmanager, Xshell, Xftp, Xlpd
JetBrains: TeamCity, JetBrains TeamCity
Okta: Auth0
LastPass:
Trading Technologies: X_TRADER, X Trader
Click Studios: Passwordstate
Accellion|Kiteworks: File Transfer Appliance, Accellion FTA
Fortra|HelpSystems: GoAnywhere, GoAnywhere MFT
Cleo: Cleo Harmony, VLTrader, LexiCom
CrushFTP:
Citrix: NetScaler, Citrix ADC, Citrix Gateway, ShareFile, CitrixBleed
Ivanti|Pulse Secure: Connect Secure, Pulse Connect Secure, Endpoint Manager Mobile, EPMM, Ivanti Connect Secure
Fortinet: FortiGate, FortiOS, FortiManager, FortiClient
Palo Alto Networks: PAN-OS, GlobalProtect
Barracuda|Barracuda Networks: Email Security Gateway, Barracuda ESG
SonicWall: SMA 100, SonicOS
Juniper|Juniper Networks: ScreenOS, NetScreen
Cisco: IOS XE, Webex, Duo
VMware|Broadcom: vCenter, ESXi, vSphere, Workspace ONE
Atlassian: Confluence, Jira, Bitbucket
ConnectWise: ScreenConnect, ConnectWise Automate
BeyondTrust: Remote Support, Privileged Remote Access
TeamViewer:
AnyDesk:
Mimecast:
Snowflake:
CircleCI:
Travis CI:
GitHub: GitHub Actions
GitLab:
Docker: Docker Hub
npm|npm Inc.:
PyPI:
RubyGems:
Log4j|Apache|Apache Software Foundation: Log4Shell, Struts, Apache Struts, log4j
Oracle: E-Business Suite, WebLogic, PeopleSoft
SAP: NetWeaver
Salesforce: Salesloft
Salesloft: Drift, Salesloft Drift
Microsoft: Exchange Server, Windows Update, SharePoint, Visual Studio Code, Azure DevOps
Google: Chrome Web Store
Adobe: ColdFusion
Veeam: Backup & Replication
SysAid:
ManageEngine|Zoho: ServiceDesk Plus, ADSelfService Plus
PaperCut: PaperCut NG, PaperCut MF
Zimbra: Zimbra Collaboration
MiMi: MiMi chat
Able Desktop: Able Desktop
Comm100: Comm100 Live Chat
WIZVERA: VeraPort
Dream Security: MagicLine4NX
CyberLink: CyberLink Promeo
JumpCloud:
Polyfill|Funnull: Polyfill.io, polyfill.js
Cyberhaven: Cyberhaven extension
Ultralytics: ultralytics
Justice AV Solutions: JAVS Viewer, Viewer
Notepad++: Notepad++, WinGUp
eScan|MicroWorld: eScan antivirus
BigNox: NoxPlayer
Gigaset:
Handbrake: HandBrake
Transmission: Transmission
Linux Mint:
Webmin:
PHP:
Nx|Nrwl: nx
Axios: axios
Ledger: Connect Kit, @ledgerhq/connect-kit
Solana: @solana/web3.js
Bitwarden:
Dominic Tarr: event-stream, flatmap-stream
Faisal Salman: ua-parser-js
LiteLLM|BerriAI: litellm
Aqua Security: Trivy
Checkmarx: KICS
Open VSX:
tj-actions: tj-actions/changed-files, changed-files
reviewdog: reviewdog/action-setup
Ctrl/tinycolor: @ctrl/tinycolor
Toptal: Picasso
Rspack: @rspack/core
Blue Yonder:
CDK Global|CDK: Dealer Management System
Change Healthcare:
AFAS: AFAS Profit
Exact: Exact Online
Centric:
Nebu:
AddComm:
ChipSoft: HiX
Nedap: ONS
Topicus: Parnassys
Hoppenbrouwers:
Unit4:
Visma:
TOPdesk:
Collibra:
Bomgar:
Gitea:
Jenkins:
HashiCorp: Vault, Terraform
Elastic: Elasticsearch
MongoDB:
Red Hat: Red Hat Consulting, Fedora Rawhide
SUSE: openSUSE Tumbleweed
Debian: Debian unstable
Intuit: Mailchimp
Twilio: Authy, SendGrid
Zendesk:
Sisense:
Verkada:
Centreon:
Altran:
Asseco:
"""

SECURITY_FIRMS = words(
    """
    crowdstrike|mandiant|fireeye|sophos|kaspersky|eset|symantec|trend micro|mcafee|trellix|sentinelone|volexity|recorded future|
    secureworks|proofpoint|cisco talos|talos|unit 42|palo alto networks|check point|bitdefender|huntress|rapid7|tenable|qualys|fox-it|
    ncc group|northwave|eye security|hunt & hackett|deloitte|kpmg|f-secure|withsecure|malwarebytes|avast|sekoia|group-ib|elastic|
    reversinglabs|socket|snyk|sonatype|phylum|wiz|aikido|stepsecurity|jfrog|datadog|checkmarx|google threat intelligence|tesorion|
    microsoft threat intelligence|red canary|dragos|nccgroup|intezer|prevasio|domaintools|riskiq|greynoise|shadowserver|zscaler|
    chainalysis|coveware|emsisoft|cloudflare|akamai|dutch institute for vulnerability disclosure|divd|andres freund
    """,
    "|",
)
"""Firms and people who find and report; without further reason they are no supplier."""

AGENCIES = words(
    """
    cisa|fbi|nsa|ncsc|ncsc-nl|aivd|mivd|cert-bund|bsi|anssi|enisa|europol|interpol|dhs|cert-eu|us-cert|nctv|cert|digital trust center|dtc|z-cert|
    autoriteit persoonsgegevens|openbaar ministerie|politie|white house|witte huis|kremlin|pentagon|nasa|navo|nato|eu|nos|reuters|
    anp|afp|ap|bloomberg|washington post|the washington post|new york times|wall street journal|bbc|cnn|nrc|de volkskrant|volkskrant|
    techcrunch|wired|politico|financial times|the guardian|guardian|bleepingcomputer|the record|security.nl|tweakers|nu.nl|der spiegel
    """,
    "|",
)
"""Agencies and papers: speakers, never suppliers."""

PRESS = words(
    """
    reuters|anp|afp|ap|bloomberg|washington post|new york times|wall street journal|bbc|cnn|nrc|volkskrant|techcrunch|wired|politico|nos|
    financial times|guardian|bleepingcomputer|record|security.nl|tweakers|nu.nl|der spiegel|associated press|rtl nieuws|het financieele dagblad|
    fd|trouw|ad|telegraaf|belga|dpa|npr|cnbc|axios|zdnet|ars technica|the register|register
    """,
    "|",
)


def _parsed() -> tuple[dict[str, str], dict[str, str]]:
    vendors: dict[str, str] = {}
    products: dict[str, str] = {}
    for line in _VENDORS.strip().splitlines():
        names, _, items = line.partition(":") if not line.startswith("@") else ("", "", line)
        first, *others = (name.strip() for name in names.split("|"))
        vendors |= {name.lower(): first for name in (first, *others)}
        products |= {item.strip().lower(): first for item in items.split(",") if item.strip()}
    return vendors, products


VENDORS, PRODUCTS = _parsed()
"""Lower-case names of vendors to the vendor, and of products to their vendor."""

BARE_PRODUCTS = frozenset(
    name
    for name in PRODUCTS
    if name
    not in (
        "orion",
        "vsa",
        "viewer",
        "drift",
        "duo",
        "vault",
        "transmission",
        "nx",
        "xz",
        "live update",
        "remote support",
    )
)
"""Products whose name alone says enough; the others need their vendor or a word such as "platform" beside them."""
