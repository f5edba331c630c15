"""Places that an attacker goes to, told by text: files with secrets, files that start programs, hosts that collect loot.

Each label stands for a kind of place, with the patterns that name it, Windows separators written as slashes. Being named is no crime; reading
one and sending what was read is a chain. Sources: ATT&CK T1552, T1555, T1539, T1547, T1053, T1567; the public
write-ups of stealers on npm and PyPI, which keep going to the same places.
"""

SECRETS: dict[str, tuple[str, ...]] = {
    "ssh-key": (r"\.ssh(?:/|$)", r"\bid_(?:rsa|ed25519|ecdsa|dsa)\b"),
    "cloud-credentials": (
        r"\.aws/(?:credentials|config|sso)", r"gcloud/(?:credentials|access_tokens|application_default|legacy_cred)",
        r"application_default_credentials\.json", r"\.azure(?:/|$)", r"\.oci/config", r"\.aws$", r"\.config/gcloud",
        r"doctl/config\.yaml", r"\.bluemix", r"\.terraform\.d/credentials", r"\.vault-token", r"\bterraform\.tfstate\b", r"\*\.(?:tfstate|tfvars)\b", r"\bserviceAccountKey\.json\b",
    ),
    "publish-token": (
        r"(?:^|[/~{}\"' ])\.npmrc\b", r"\.pypirc\b", r"\.gem/credentials", r"\.cargo/credentials", r"(?:\{\}|\{\w*home\})/credentials\.toml$", r"\.yarnrc", r"\.nuget/NuGet\.Config", r"pypoetry/auth\.toml\b|(?:\{\}|\{\w*home\})/auth\.toml$",
        r"composer/auth\.json", r"\.gradle/gradle\.properties", r"\.m2/settings(?:-security)?\.xml", r"\.sbt/\S*credentials", r"\.config/NuGet", r"\.hex/hex\.config", r"\.bundle/config",
    ),
    "login": (
        r"\.netrc\b", r"\b_netrc\b", r"\.git-credentials\b", r"\.docker/config\.json", r"\.kube/config", r"gh/hosts\.yml",
        r"\.config/hub\b", r"\.pgpass\b", r"\.my\.cnf\b", r"\.s3cfg\b", r"\.boto\b", r"filezilla/(?:sitemanager|recentservers)",
        r"\.gnupg(?:/|$)", r"\.config/rclone", r"/\.claude/|\.claude\.json|\.gemini/|\.codex/auth",
        r"\.databrickscfg\b", r"\.snowsql/config", r"huggingface/token\b", r"\.kaggle/kaggle\.json", r"\.cursor/mcp\.json", r"\.sentryclirc\b", r"\.streamlit/secrets\.toml", r"\.fly/config\.yml", r"com\.vercel\.cli/auth\.json",
        r"\.dbt/profiles\.yml", r"\.circleci/cli\.yml", r"ngrok2?/ngrok\.yml", r"\.terraformrc\b",
    ),
    "key-files": (r"\*\.(?:pem|ppk|p12|pfx|kdbx?|jks|ovpn|keystore|key)\b", r"^\.(?:pem|ppk|p12|pfx|kdbx|jks|ovpn)$", r"\bid_\*", r"\.kdbx\b"),
    "system-passwords": (r"/etc/shadow\b", r"\*/shadow\b", r"/etc/master\.passwd", r"config/SAM\b", r"ntds\.dit", r"\blsass"),
    "environment": (r"/proc/[^\s\"'/]{1,20}/environ\b",),
    "account-list": (r"/etc/passwd\b",),
    "browser-store": (
        r"\bLogin Data\b", r"Google/Chrome(?:/User Data|$)", r"google-chrome(?:/|$)", r"cookies\.sqlite", r"\blogins\.json", r"\bkey[34]\.db",
        r"Local Extension Settings", r"BraveSoftware", r"Mozilla/Firefox", r"\.mozilla/firefox", r"Microsoft/Edge/User Data",
        r"\bWeb Data\b", r"Opera Software", r"Network/Cookies", r"discord(?:canary|ptb)?/Local Storage", r"Local Storage/leveldb",
        r"Telegram Desktop/tdata", r"Yandex/YandexBrowser", r"\bVivaldi/User Data", r"Application Support/(?:Google|Firefox|BraveSoftware|discord)",
    ),
    "wallet": (
        r"\bwallet\.dat\b", r"\.electrum\b", r"Electrum/wallets", r"exodus\.wallet", r"\bExodus\b.{0,40}wallet", r"\.ethereum/keystore", r"Ethereum/keystore",
        r"atomic/Local Storage", r"solana/id\.json", r"\.config/solana/", r"nkbihfbeogaeaoehlefnkodbefgpgknn", r"\.bitcoin(?:/|$)", r"Ledger Live",
        r"bfnaelmomeimhlpmgjnjophhpkkoljpa", r"fhbohimaelbohpjbbldcngcnapndodjp", r"ibnejdfjmmkpcnlpebklmnkoeoihofec", r"\bcom\.liberty\.jaxx",
        r"\.monero\b", r"\bZcash\b", r"Guarda/Local Storage", r"coinomi/wallets", r"trezor suite",
    ),
    "keychain": (r"login\.keychain", r"Library/Keychains", r"\.local/share/keyrings", r"Microsoft/(?:Credentials|Protect|Vault)\b", r"kwalletd"),
    "history": (r"\.(?:bash|zsh|sh|python|node_repl|mysql|psql)_history\b", r"ConsoleHost_history\.txt", r"\.histfile\b"),
    "dotenv": (r"(?:^|[/ \"'])\.env(?:\.(?:local|production|prod|staging|development|dev|\*)|\*)?(?:$|[\"' ])",),
    "cloud-metadata": (
        r"169\.254\.169\.254", r"169\.254\.170\.2\b", r"metadata\.google\.internal", r"100\.100\.100\.200", r"fd00:ec2::254",
        r"/var/run/secrets/kubernetes\.io/serviceaccount(?:/token\b|/?(?:[^/\w]|$))", r"/latest/meta-data/iam\b", r"computeMetadata/v1/", r"/metadata/identity/oauth2/token",
    ),
    "keys": (r"/dev/input/(?:event|by-id|by-path|mice\b)", r"/dev/hidraw\d"),
    "process-memory": (r"/proc/(?:\{\}|self|\d+)/(?:mem|environ)\b",),
}  # fmt: skip
"""Kinds of secrets by where they lie."""

STARTUP: dict[str, tuple[str, ...]] = {
    "shell-start": (
        r"(?:^|[/~{} \"'])\.(?:bashrc|bash_profile|bash_login|zshrc|zprofile|zshenv|profile)(?:$|[^\w.-]|\.(?:$|\W|d\b|local\b))", r"/etc/profile(?:\.d/|\b)", r"/etc/bash\.bashrc",
        r"config/fish/config\.fish", r"Microsoft\.PowerShell_profile",
    ),
    "scheduled-job": (r"/etc/cron(?:\.|tab)", r"/var/spool/cron", r"\bat\.allow"),
    "service-unit": (
        r"/etc/systemd/(?:system|user)(?:/|$)", r"systemd/user(?:/|$)", r"/lib/systemd/system/", r"/etc/init\.d/", r"/etc/rc\.local", r"LaunchAgents", r"LaunchDaemons",
    ),
    "autostart": (
        r"CurrentVersion/Run(?:Once)?\b", r"Start Menu/Programs/Startup", r"\.config/autostart", r"Winlogon/(?:Shell|Userinit)", r"CurrentVersion/Windows/AppInit_DLLs",
        r"Image File Execution Options", r"Policies/Explorer/Run",
    ),
    "library-code": (r"(?:site|dist)-packages/\w[\w.{}-]*/[\w/{}-]*\.py\b", r"(?:^|/)node_modules/[\w@./{}-]+\.[cm]?js\b", r"\{(?:site\.getsitepackages\(\)|site\.getusersitepackages\(\)|sysconfig\.get_paths?\(\))[^}]*\}.*\.pyc?\b"),
    "interpreter-start": (r"\b(?:site|user)customize\.py", r"(?:site-packages|purelib|\{\})/[\w{}.-]*\.pth\b", r"^[\w-]+\.pth$"),
    "command-shadow": (r"(?:\.local/bin|/usr/local/s?bin|(?:^~|\{\}|\$HOME|/home/[^/\s]+|\.bin)/bin)/(?:sudo|su|doas|ssh|scp|sftp|ssh-agent|gpg2?|passwd|login|git)$",),
    "library-preload": (r"/etc/ld\.so\.preload", r"\bDYLD_INSERT_LIBRARIES"),
    "login-key": (r"authorized_keys",),
    "privilege": (r"/etc/sudoers", r"/etc/pam\.d(?:/|\b)", r"/etc/pam\.conf\b", r"/(?:usr/)?lib/\S{0,40}security/pam_\w+\.so", r"/etc/doas\.conf\b", r"/etc/polkit-1/(?:rules|localauthority)"),
    "login-settings": (r"/etc/ssh/sshd_config(?:\.d)?\b",),
    "repository-hook": (r"\.git/hooks(?:/|$)", r"core\.hooksPath"),
    "editor-start": (r"\.vscode/tasks\.json", r"\.vscode/extensions/"),
    "app-code": (r"discord_desktop_core", r"resources/app\.asar\b"),
    "build-service": (r"\.github/workflows(?:/|$)", r"\.gitlab-ci\.yml", r"\.circleci/config"),
    "package-source": (
        r"/etc/apt/(?:preferences|apt\.conf|auth\.conf|trusted\.gpg|keyrings)", r"/etc/yum\.repos\.d", r"/etc/pacman\.d",
        r"(?:^|[/~{} \"'])(?:\.config/)?\.?pip/pip\.(?:conf|ini)\b", r"/etc/(?:pip\.conf|apt/sources\.list)", r"(?:^|[/~{}\"' ])\.yarnrc(?:\.yml)?\b", r"uv/uv\.toml\b", r"\.condarc\b", r"(?:^|[/~{}\"' ])\.npmrc\b", r"\.m2/settings\.xml",
    ),
    "name-lookup": (r"/etc/hosts(?:$|[\"'\s;,)])", r"drivers/etc/hosts", r"/etc/resolv\.conf"),
}  # fmt: skip
"""Files and keys that start programs or open doors: to write one is to stay."""

TRUST: dict[str, tuple[str, ...]] = {
    "authorities": (
        r"/etc/ssl/certs?(?:/|\b)", r"/etc/pki/(?:ca-trust|tls/certs)", r"/usr/(?:local/)?share/ca-certificates", r"/etc/ca-certificates",
        r"certifi/cacert\.pem", r"jre/lib/security/cacerts|lib/security/cacerts\b", r"Library/Keychains/System\.keychain",
    ),
}  # fmt: skip
"""Where the authorities stand whose certificates a system or a runtime trusts: to write one is to be believed."""

HOSTS: dict[str, tuple[str, ...]] = {
    "drop-webhook": (
        r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks", r"api\.telegram\.org/bot", r"hooks\.slack\.com/services", r"webhook\.site", r"pipedream\.net",
        r"requestbin", r"beeceptor\.com", r"hookb\.in", r"webhook\.cool", r"ptsv\d\.com", r"postb\.in", r"typedwebhook\.tools",
    ),
    "out-of-band": (r"oast(?:ify)?\.(?:com|me|fun|live|pro|site|online)", r"burpcollaborator\.net", r"interact\.sh\b", r"dnslog\.cn", r"ceye\.io", r"canarytokens\.com", r"requestrepo\.com"),
    "paste": (r"pastebin\.com/raw", r"paste\.ee/r", r"rentry\.co/.{1,40}/raw", r"hastebin\.com/raw", r"ghostbin", r"dpaste\.(?:org|com)/.{1,40}(?:raw|\.txt)", r"controlc\.com", r"pastie\.io/raw"),
    "file-drop": (r"transfer\.sh", r"file\.io\b", r"gofile\.io", r"anonfiles?\.com", r"store\d*\.gofile", r"cdn\.discordapp\.com/attachments", r"0x0\.st", r"catbox\.moe", r"bashupload\.com", r"temp\.sh\b", r"oshi\.at"),
    "tunnel": (r"\.ngrok(?:-free)?\.(?:io|app|dev)", r"trycloudflare\.com", r"\.loca\.lt\b", r"serveo\.net", r"\.onion\b", r"localhost\.run", r"portmap\.(?:io|host)"),
    "dynamic-name": (r"\.duckdns\.org", r"\.no-ip\.(?:org|com|biz)", r"\.ddns\.net", r"\.hopto\.org", r"\.zapto\.org", r"\.sytes\.net"),
    "bare-address": (r"(?:https?|ftp|tcp|wss?)://\d{1,3}(?:\.\d{1,3}){3}(?:[:/\"' ]|$)",),
    "mining-pool": (r"stratum\+(?:tcp|ssl)://", r"\bxmrig\b", r"minexmr\.com", r"supportxmr\.com", r"moneroocean", r"nanopool\.org", r"coinhive", r"nicehash\.com", r"--donate-level", r"2miners\.com", r"hashvault\.pro", r"\bmining\.(?:subscribe|authorize|submit)\b"),
    "own-address": (r"(?:api|ifconfig|icanhazip|checkip|ipinfo|ip-api|ipify|myip|ident)\.(?:ipify\.org|me|com|amazonaws\.com|io|org)\b",),
}  # fmt: skip
"""Hosts that packages rarely need and thieves often do. A bare address is told apart from local ones where it is judged."""

SIGNS: dict[str, tuple[str, ...]] = {
    "reverse-shell": (
        r"\bconfig\.(?:sh|cmd)\b.{0,120}--url\b.{0,200}--token\b",
        r"/dev/(?:tcp|udp)/", r"\bnc(?:at)?\b[^|;\n]{0,60}\s-[a-z]*e\b", r"bash\s+-i\s*[>&<]", r"mkfifo\s+\S+[;&\s].{0,120}\bnc(?:at)?\b", r"socat\b.{0,80}\bexec:",
        r"TCPClient\(.{0,400}GetStream", r"\b(?:ba|da|k|z)?sh\b[^|;\n]{0,40}\s0?<&\s?\d+|exec \d+<>/dev/tcp", r"/inet/(?:tcp|udp)/0/", r"IO::Socket::INET\b.{0,300}(?:fdopen|exec|system|open\s*\()", r"socket\s*\(\s*S\s*,\s*PF_INET.{0,300}exec",
        r"socket\.socket\(.{0,300}(?:dup2|pty\.spawn)", r"fsockopen\(.{0,160}(?:\bsh\b.{0,12}<&3|proc_open|shell_exec|passthru)", r"TCPSocket\.(?:new|open)\(.{0,200}(?:IO\.popen|exec|spawn)", r"-rsocket\s+-e\b.{0,60}TCPSocket", r"\bzsh/net/tcp\b.{0,160}ztcp",
    ),
    "destroy": (
        r"\brm\s+-[a-zA-Z]*[rR][a-zA-Z]*\s+(?:--no-preserve-root\s+)?[\"']?(?:/|~|\$HOME|\$\{HOME\}|/\*|~/\*|/home|/root|/etc|/usr|/var)[\"']?(?:/?\*|/)?(?:\s|$|;|&|\|)",
        r"\bmkfs(?:\.\w+)?\s+/dev/", r"\bdd\s+if=/dev/(?:zero|u?random)\s+of=/dev/", r">\s*/dev/sd[a-z]\b", r"\bshred\s+-[a-z]*u?.{0,40}(?:/dev/|~|\$HOME)",
        r"\bshutdown\s+(?:-[hrPs]\s+)*(?:now|0|\+?0)\b|\b(?:poweroff|halt)\s+-f|shutdown(?:\.exe)?\s+/[sr]\s", r"vssadmin(?:\.exe)?\s+delete\s+shadows", r"wbadmin\s+delete\s+catalog", r"\bcipher(?:\.exe)?\s+/w:", r"bcdedit.{0,60}recoveryenabled\s+no",
        r"(?:rd|rmdir)\s+/s\s+/q\s+(?:[A-Za-z]:\\?|%USERPROFILE%|%SystemDrive%)", r"del\s+/[fsq]\s.{0,20}[A-Z]:\\\*", r"format\s+[A-Za-z]:\s*/", r":\(\)\s*\{\s*:\|:&\s*\};:",
        r"Remove-Item\b.{0,60}(?:C:\\\*|\$HOME|\$env:USERPROFILE)(?:\s|$)",
    ),
    "defence-off": (
        r"Set-MpPreference\b.{0,80}(?:Disable|Exclusion)", r"Add-MpPreference\b.{0,80}Exclusion", r"setenforce\s+0", r"\bufw\s+disable", r"iptables\s+-F\b",
        r"netsh\s+(?:adv)?firewall\s+.{0,40}(?:state\s+off|disable)", r"(?:systemctl|service)\s+(?:stop|disable)\s+(?:auditd|falcon|clamav|apparmor|firewalld|ufw|osqueryd|wazuh|rsyslog)",
        r"sc(?:\.exe)?\s+(?:stop|delete|config)\s+\"?(?:WinDefend|Sense|wuauserv|mpssvc)", r"taskkill\b.{0,60}(?:MsMpEng|avp|avast|defender|falcon|sentinel)", r"auditctl\s+-e\s*0",
        r"DisableAntiSpyware", r"amsiInitFailed|AmsiScanBuffer|amsiContext", r"spctl\s+--master-disable", r"csrutil\s+disable", r"xattr\s+-[a-z]*[dc][a-z]*\s+(?:com\.apple\.quarantine|-r)",
        r"unset\s+HISTFILE|HISTFILE=/dev/null|history\s+-c\b", r"wevtutil(?:\.exe)?\s+cl\b", r"Clear-EventLog",
    ),
    "analysis-check": (
        r"\b(?:vboxservice|vboxtray|vmtoolsd|vmwareuser|vmwaretray|vmsrvc|prl_tools|qemu-ga|xenservice)(?:\.exe)?\b", r"\b(?:procmon|procexp|wireshark|fiddler|x64dbg|x32dbg|ollydbg|ida64|dnspy|processhacker|pestudio)(?:64)?(?:\.exe)\b",
        r"WDAGUtilityAccount", r"\bsbiedll\.dll", r"\bVirtualBox\b.{0,60}\bVMware\b", r"\bDESKTOP-[A-Z0-9]{7}\b.{0,200}\bDESKTOP-[A-Z0-9]{7}\b", r"TracerPid",
    ),
    "more-rights": (
        r"\bchmod\s+(?:-\S+\s+)*(?:[uga]*\+[rwx]*s|0?[2467][0-7]{3}\b)", r"\binstall\b.{0,80}(?:-m\s*|--mode[= ])0?[46][0-7]{3}\b", r"\buseradd\b.{0,80}(?:-o\b.{0,40}-u\s*0\b|-u\s*0\b|--uid[= ]0\b)",
        r"\b(?:usermod|adduser|gpasswd)\b.{0,60}\b(?:sudo|wheel|admin|root|docker|shadow)\b", r"\bchpasswd\b|\bpasswd\s+--stdin\b", r"NOPASSWD:\s*ALL", r"\busermod\b.{0,60}\s(?:-s|--shell)[= ]\s*\S*/(?:ba|z|da|k|fi)?sh\b", r"\bnet1?(?:\.exe)?\s+(?:user\s+\S+\s+\S+\s+/add|localgroup\s+\S+\s+\S+\s+/add)",
        r"\bdscl\s+\.\s+-(?:create|append)\s+/(?:Users|Groups/admin)", r"\bsetcap\b.{0,40}cap_(?:setuid|sys_admin|dac_override)", r"New-LocalUser|Add-LocalGroupMember",
    ),
    "publish": (
        r"\bnpm\s+publish\b", r"\bgit\b.{0,120}?\spush\s.{0,60}?(?:(?:https?|ssh|git)://|\w+@[\w.-]+\.\w+:)", r"\btwine\s+upload\b", r"\bgem\s+push\b", r"\bcargo\s+publish\b", r"\bpnpm\s+publish\b", r"\byarn\s+npm\s+publish\b", r"\b(?:hatch|poetry|flit|pdm|uv)\s+publish\b", r"/-/npm/v1/tokens", r"/-/whoami\b",
        r"registry\.npmjs\.org/-/(?:v1/search|user|npm)", r"maintainer:(?:\S|$)",
    ),
    "loot-tool": (r"\btrufflehog\b", r"\bgitleaks\b", r"mimikatz|sekurlsa|Invoke-Mimikatz", r"\blazagne\b", r"find-generic-password|dump-keychain", r"\bcmdkey\s+/list", r"netsh\s+wlan\s+show\s+profiles?\b.{0,40}key=clear"),
    "foreign-package": (
        r"\bpip[\d.]*[\"']?[\s,\"']+(?:-\S+\s+)*install\b.{0,200}?(?:--(?:extra-)?index-url|\s-i\s|--find-links|--trusted-host|[\s\"'](?:git\+)?(?:https?|ssh)://)",
        r"\b(?:npm|yarn|pnpm|bun)\s+(?:i|install|add|exec)\b.{0,120}?(?:--registry|[\s\"'](?:git\+)?(?:https?|ssh)://)",
        r"\b(?:npx|bunx|uvx|pipx\s+run|pnpm\s+dlx)\s.{0,60}?https?://", r"\bgem\s+install\b.{0,120}(?:--source|\s-s\s)", r"\bcargo\s+install\s+--git\b", r"\beasy_install\b.{0,80}https?://",
    ),
    "adds-package": (r"\bpip[\d.]*[\"']?[\s,\"']+(?:-\S+\s+)*install\s+(?:-\S+\s+)*[A-Za-z]", r"\b(?:npm|yarn|pnpm|bun)\s+(?:i|install|add)\s+(?:-\S+\s+)*[@A-Za-z]", r"\bgem\s+install\s+[A-Za-z]"),
    "agent": (
        r"--dangerously-skip-permissions|--dangerously-bypass-approvals|--allow-dangerously|--trust-all-tools|--allow-all-tools",
        r"\b(?:gemini|codex|cursor-agent|qwen|opencode|crush|amp|aider)\b.{0,80}(?:--yolo|--full-auto|--approval-mode[= ]\S*yolo|--yes-always|--dangerously|-y\s)", r"\bclaude\s.{0,60}--permission-mode[= ]bypassPermissions",
    ),
    "escape": (
        r"/run/(?:docker|podman/podman|containerd/containerd|crio/crio)\.sock\b",r"docker(?:\.exe)?\s+run\b.{0,200}(?:-v\s+/:/|--privileged|--pid[= ]host)", r"\bnsenter\b.{0,60}-t\s*1\b", r"[\"']Privileged[\"']\s*:\s*(?:true|True)"),
    "wallet-address": (
        r"\bbc1[a-z0-9]{25,60}\b", r"\b0x[0-9a-fA-F]{40}\b", r"\b(?:ltc1|cosmos1|addr1)[a-z0-9]{25,90}\b", r"0x\[[^\]]{3,20}\]\{40\}", r"bc1\|?[\[(|)?:a-z0-9\]]{0,20}\[", r"\[13\]\[a-km-zA-H",
        r"\[a-zA-HJ-NP-Z0-9\]\{2[56],3", r"\[1-9A-HJ-NP-Za-km-z\]\{(?:3[0-9]|4[0-4]|32,44)",
    ),
    "workflow-secrets": (r"toJSON\(\s*secrets\s*\)", r"\$\{\{\s*secrets\.[A-Z_]+\s*\}\}[^\n]{0,200}\b(?:curl|wget)\b|\b(?:curl|wget)\b[^\n]{0,200}\$\{\{\s*secrets\."),
    "webhook": (r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d+/\S", r"/api/(?:v\d+/)?webhooks/\d{8,20}/\w", r"api\.telegram\.org/(?:file/)?bot\d+:\S", r"hooks\.slack\.com/services/T\w+/B\w+/\w"),
    "decoded-shell": (r"\b(?:base64|base32|openssl\s+(?:enc|base64)|xxd|uudecode|gunzip|zcat)\b[^|\n;]{0,60}\|\s*(?:sudo\s+)?(?:/bin/)?(?:ba|z|da|k)?sh\b",),
    "own-recipient": (
        r"\bage\b[^|;\n]{0,200}\s(?:-r|--recipient)[= ]\s*[\"']?(?:age1[a-z0-9]{20,}|ssh-(?:rsa|ed25519)\s)",
        r"\bgpg2?\b[^|;\n]{0,200}\s(?:-r|-R|--(?:hidden-)?recipient|--(?:hidden-)?encrypt-to)[= ]\s*[\"']?(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:0x)?[0-9A-Fa-f]{16,40})\b",
    ),
    "blind-copy": (r"(?:^|[\r\n])bcc:[ \t]*[\w.+-]+@[\w-]+\.\w",),
    "key-logger": (r"GetAsyncKeyState|SetWindowsHookEx", r"keyboard\.on_press", r"/dev/input/event"),
}  # fmt: skip
"""What an attacker's command lines and names say by themselves."""
