"""Whether a file could act at all: one search for every way to, before anything is read as a tree.

What acts has to name a call that acts, or to put its name together; both leave atoms. A file with none of them is done.
All of them are looked for in one pass over the bytes.
"""

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from beartrap.model.regex import regex
from beartrap.vet.source.reading.sieve import Sieve
from beartrap.vet.source.reading.words import speaks_of

_PYTHON = r"""
    \b(?:exec|eval|execfile|compile)\s*\(  (?:^|[\s;:])exec\s  __import__  importlib  \bglobals\s*\(\s*\)  __builtins__  \bbuiltins\b  \bvars\s*\(  \blocals\s*\(\s*\)\s*\[  sys\.modules
    subprocess  \bpopen  \bPopen  \bsystem\b  \bspawn  startfile  \bpty\b  os\.(?:exec|posix_spawn)  commands\.get  create_subprocess
    \bsocket\b  \brequests\b  urllib  httpx  aiohttp  http\.client  httplib  ftplib  smtplib  telnetlib  paramiko  websocket  pycurl  \bwget\b  curl_cffi  tls_client  cloudscraper
    ctypes  \bcffi\b  dlopen  \bmarshal\b  \bpickle\.loads  winreg  win32  pynput  \bkeyboard\b  pyperclip  clipboard  ImageGrab  pyautogui  \bmss\b  pyHook
    rmtree  send2trash  \brunpy\b  load_source  SourceFileLoader  spec_from_file_location  zipimport  CodeType  FunctionType  boto3  discord  telegram  \bdns\.  gethostby  getaddrinfo
    b64decode  b32decode  b85decode  a85decode  b16decode  decodebytes  a2b_  unhexlify  fromhex  rot_?-?13  \.decompress  Fernet  decrypt  \[::-1\]  \bchr\s*\(  \\x[0-9a-fA-F]{2}\\x[0-9a-fA-F]{2}
    getattr\s*\([^()]{1,120}\)\s*\(  getattr\s*\([^,()]{1,80},\s*["'][^"',()]*["']\s*\+  getattr\s*\([^,()]{1,80},\s*[\w.]*\s*[\[(+]  cmdclass  atexit  \bpip\b  \bdup2\b  os\.walk  os\.(?:remove|unlink)  \brglob\b  Path\.home  expanduser  VirtualAlloc  PROT_EXEC  getpass  keyring  methodcaller  meta_path  \bsetattr\s*\(  \bos\.environ\b  setns  \bcertifi\b
    compare_digest  CERT_NONE  check_hostname  verify\w*["']?\s*[=:]\s*False  _unverified_context  AutoAddPolicy  insecure\s*=\s*True  (?:passw\w*|passphrase|pwd|signature|token|secret|licen[sc]e)\b[^\n]{0,80}==  ==\s*["'][0-9a-fA-F]{32,128}["']  getsitepackages  find_spec  sysconfig  [\w\]]\.__file__  prox(?:y|ies)["']?\]?\s*[=:]  __globals__  __subclasses__  f_globals  f_builtins
    open_connection  [bB]cc\b  \b(?:to|cc|recipients?)\s*=\s*\[[^\]\n]*@\w  imaplib  poplib  attrgetter  (?:^|\n)while\s+(?:True|1)\b  \b0o?[246][0-7]{3}\b  (?:salt|token|secret|nonce|passw\w*|otp|csrf|key)\w*\s*[=(][^\n]{0,120}(?:\n[^\n]*){0,3}\brandom\.  rmdir\b  ["'][1-9A-HJ-NP-Za-km-z]{43,44}["']
    getattr\s*\([^,()]{1,80},\s*["'][^"']*["']\.join  __init_subclass__  __reduce  codecs\.register  safe_load  \bsigning\.  itsdangerous  \bjwt\b  libc\.stdlib  exec_lines  set(?:profile|trace)\b  new_compiler  pbkdf2  \bon_\w*(?:message|msg|update|event|command)\b  is_superuser  create_superuser  multiprocessing\.connection  dictConfig  co_(?:code|names|consts)  get_type_hints  pydoc  HTTPRequestHandler  InteractiveConsole  \bcreate_user\b  (?i:insert\s+into|update)\s+\S*(?i:user|account|member)  base64\s+-  unsafe
    \b(?:open|Path|send_file|FileResponse)\s*\([^\n]{0,60}\b(?:headers?|query\w*|args|cookies|params|GET|META)\b  ["'][0-9a-fA-F]{40}["']  ["'][A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}["']  (?:payee|recipient|receiver|beneficiary|creditor|payout)[^\n]{0,60}["'][^"'\n@]{1,64}@\w  \*\s*[\w.]*\b_?(?:to|cc|bcc|recipients?|rcpts?|to_?addrs?)\b[^\n]{0,100}["'][^"'\n@]{1,64}@\w  \b(?:to|\w*(?:[aA]ddr(?:ess)?|[rR]ecipient|[rR]eceiver|[pP]ayee|[bB]eneficiary|[dD]est(?:ination)?|[iI]ban|[aA]ccount|[wW]allet))\s*=\s*["'\x60][A-Za-z0-9]{20,90}["'\x60]  ["']acct_[A-Za-z0-9]{14}
    (?:token_bytes|token_hex|token_urlsafe|urandom|randbytes)\s*\(\s*\d\s*\)  getrandbits  random\.seed  \b(?:recipient|payee|beneficiary|to_address|deposit_address)\s*=[^=]  \b(?:headers?|cookies?|META|environ)\b[^\n]{0,160}==  UUID\(  login_user  \$2[aby]\$  \$argon2  rfile  Unsafe[lL]oad  unsafe_load  jsonpickle  [\"']none[\"']\s*\]  \bssl\s*=\s*False  generate_private_key  logging\.handlers  \b(?:redis|pymongo|kafka|confluent_kafka|pika|paho|nats|zmq|ldap3|asyncssh|pysftp|grpc|rpyc|xmlrpc|minio|elasticsearch|influxdb\w*|slack_sdk|dropbox|pusher|stomp|twilio|sendgrid|telebot|aiogram|psycopg\d?|pymysql|MySQLdb|asyncpg|motor|pyrebase|gspread|netrc)\b  get_data  get_source  sendmail  send_message
    \b(?:call|report|notify|dispatch|track|deliver|ship|submit|set_url|prepare_url)\w*\([^)]{0,60}["']https?://  Interactive(?:Interpreter|Console)  pbkdf2[_:$]  create_superuser  should_strip_auth  rebuild_auth  match_hostname  cert_verify  _https_context  dictConfig  render_template_string  from_string  \.format(?:_map)?\([^\n]*(?:settings|config|request)  \.execute(?:script)?\(\s*\w+\s*\)  \.raw\(\s*\w+\s*\)  SECRET_KEY  secret_key  HTTPRequestHandler  co_names  co_code  import_string  import_item  symbol_by_name  namedAny  dottedname  interpreters  timeit  codeop  f_locals  exec_(?:command|run)  \(\s*[fr]?["']https?://  ["']\.join\(\s*[\[(]\s*["'][^"'\n]{0,6}["']\s*,  \b1_?[678][\d_]{8,11}\b  \b(?:date|datetime|Date)\(\s*["\x27]?20[2-9]\d  \.year\b  \.pth\b  \bbytes(?:array)?\s*\(\s*[\[(]?\s*\w+\s*\^  authorized_keys  \bTemplate\(\s*[a-z_]\w*\s*[,.)\[]  containers\.(?:run|create)\b  reversed\s*\(\s*[\[(]\s*["']  def\s+\w*(?:transfer|withdraw|payout|refund|remit)  \bprivileged\s*=  \bcap_add\b  \bpid_mode\b  secret_?access_?key\s*=  account_key\s*=  ://[^\s/"'{}@]*:[^\s/"'{}@]+@\w  ==\s*(?:0x[0-9a-fA-F]{9,16}|\d{11,20})\b
"""
_JAVASCRIPT = r"""
    child_process  getBuiltinModule  execFile  \beval\b  \bFunction\s*\(  \.constructor\s*\(  \.constructor\.constructor\b  \["constructor"\]  \['constructor'\]  constructor\._load  \._compile\b  \brequire\s*\(\s*[^"'\x60\s)]  \brequire\s*\[  \bimport\s*\(
    \bfetch\b  XMLHttpRequest  ["'\x60](?:node:)?(?:https?|net|tls|dgram|dns|http2|dns/promises|vm|os|fs|fs/promises|module|axios|got|request|node-fetch|undici|needle|superagent|ws|execa|shelljs|cross-spawn|socket\.io-client|nodemailer|bent|phin|fs-extra|ky|mqtt|amqplib|ioredis|redis|kafkajs|nats|pusher-js|ssh2|basic-ftp|ftp|ofetch|wretch|unirest|mongodb|pg|mysql2?|winston|pino|@elastic/elasticsearch|@influxdata/influxdb-client|@sendgrid/mail|@supabase/supabase-js)["'\x60]
    ["'\x60](?:node:)?(?:inspector|inspector/promises|repl|cluster|@actions/(?:exec|tool-cache|http-client|github)|child-process-promise|promisify-child-process|node-pty|foreground-child|tinyexec|nano-spawn|sudo-prompt|zx|node-cmd|make-fetch-happen|npm-registry-fetch|minipass-fetch|cross-fetch|isomorphic-fetch|node-fetch-native|simple-get|graphql-request|telegraf|node-telegram-bot-api|discord\.js|firebase|firebase-admin|zeromq|@grpc/grpc-js|emailjs|mailgun\.js|twilio|tweetnacl|bip32|bip39|ethers|elliptic|secp256k1|noble-(?:secp256k1|ed25519)|bitcoinjs-lib|ecpair|@noble/(?:curves|secp256k1|ed25519)[\w/-]*|@scure/bip\d\d|@solana/web3\.js|keytar|electron|vscode)["'\x60]
    process\.env  process\[  process\.binding  process\.dlopen  process\.mainModule  globalThis\s*\[  global\s*\[  window\s*\[  self\s*\[  \batob\b  Buffer\.from  new\ Buffer  fromCharCode  fromCodePoint
    \\x[0-9a-fA-F]{2}\\x[0-9a-fA-F]{2}  _0x[0-9a-f]{3}  execSync  spawnSync  \bspawn\b  WebSocket  sendBeacon  importScripts  document\.write\b  clipboard  homedir  Deno\.  Bun\.  unescape\s*\(  decodeURIComponent  createRequire
    document\.cookie  localStorage  sessionStorage  FormData  serviceWorker  createElement\s*\(\s*["'\x60]script  \bnew\s+Image\b  \baxios\b  keydown  worker_threads  rmSync
    \breverse\s*\(\s*\)\s*\.join  Reflect\.  \\u00[0-9a-fA-F]{2}\\u00  \$\.(?:ajax|get|post)  \.exec\s*\(\s*["'\x60]  \]\s*\(\s*["'\x60]
    \btag(?:Name)?["']?\s*:\s*["'\x60]script  rejectUnauthorized  strictSSL  timingSafeEqual  (?:[pP]assw\w*|[pP]assphrase|pwd|[sS]ignature|[tT]oken|[sS]ecret|\bkid)\b[^\n]{0,80}===?  ===?\s*["'][0-9a-fA-F]{32,128}["']  randomBytes\s*\(\s*\d\s*\)  (?:[tT]oken|[sS]alt|[sS]ecret|[nN]once|[pP]assw\w*|[kK]eyPair|[kK]eypair)[^\n]{0,160}Math\.random  createElement\s*\(\s*["'\x60](?:link|img|iframe|form)  \.interceptors\b  setAttribute\s*\(\s*["'\x60](?:src|href|action)  location(?:\.href)?\s*=[^=]  location\.(?:assign|replace)\s*\(  eth_  \.approve\s*\(
    (?:[rR]equest|[sS]end|[rR]eport|[nN]otify|dispatch|track|[dD]eliver|ship|[sS]ubmit|[pP]ost|[uU]rl)\w*\([^)]{0,60}["'\x60]https?://  \brequire\s*\(\s*["'\x60][^"'\x60\n]*["'\x60]\s*[+.]  \[\s*["'\x60][^"'\x60\n]{0,20}["'\x60]\s*\+  clipboardData  (?:[tT]ransfer|[wW]ithdraw|[pP]ayout|[rR]efund|[rR]emit)\w*\s*(?:=\s*(?:async\s*)?(?:function\s*)?)?\([^()\n]{1,200}\)\s*(?:=>\s*)?\{  \b[bB]cc\b  \bPrivileged\b  \bCapAdd\b  createContainer  secretAccessKey\b  ===?\s*(?:0x[0-9a-fA-F]{9,16}|\d{11,20})n?\b  ://[^\s/"'\x60{}@]*:[^\s/"'\x60{}@]+@\w
    \]\s*\[[^\]\n]{1,40}\]\s*\(  getPrototypeOf  onkey  \.ethereum\b  <\s*Infinity  while\s*\(\s*(?:true|1|!0)\s*\)\s*(?:\{\s*\}|;)  for\s*\(\s*;\s*;\s*\)\s*(?:\{\s*\}|;)  new\s+Worker  insertAdjacentHTML  createContextualFragment  EventSource  RTCPeerConnection  WebTransport  [uU]rl\(https?:  \.(?:submit|requestSubmit)\(  \.(?:form)?[aA]ction\s*=[^=]  \bserialize  Proxy\(  ignoreExpiration  jsonwebtoken  ["'\x60]@?(?:octokit|slack|aws-sdk|google-cloud|azure|supabase|sentry|notionhq)/  \.(?:post|put|patch|request|get|send)\(\s*["'\x60](?:https?:)?//  createServer  __html  \bFontFace\b  <script\b  createTerminal  ["'\x60](?:node:)?repl["'\x60]  executeCommand\s*\(  getConfiguration\s*\(  ["'\x60][1-9A-HJ-NP-Za-km-z]{43,44}["'\x60]  ["'\x60][T13][1-9A-HJ-NP-Za-km-z]{33}["'\x60]  ["'\x60]acct_[A-Za-z0-9]{14}  \.\.\.\s*[\w.]*\b_?(?:to|cc|bcc|recipients?|rcpts?|to[Aa]ddrs?)\b[^\n]{0,100}["'\x60][^"'\x60\n@]{1,64}@\w  \b(?:to|\w*(?:[aA]ddr(?:ess)?|[rR]ecipient|[rR]eceiver|[pP]ayee|[bB]eneficiary|[dD]est(?:ination)?|[iI]ban|[aA]ccount|[wW]allet))\s*=\s*["'\x60][A-Za-z0-9]{20,90}["'\x60]
"""
_RUST = r"""
    extern\s+"C"  fs::write  CARGO_HOME  \bCommand\b  \bprocess::  TcpStream  UdpSocket  UnixStream  reqwest  \bureq\b  \bhyper\b  isahc  minreq  attohttpc  \bsurf\b  \bcurl\b  \blibc::  include(?:_bytes|_str)?!  libloading  Library::new  vars(?:_os)?\(\)
    mprotect  memfd  \bcmd!  \bctor\b  remove_dir_all  \bhex::decode  lookup_host  to_socket_addrs  \blettre\b  [Cc]lipboard  \basm!  tungstenite  rdev  base64  set_var
"""
_GO = r"""
    StartProcess  WriteFile  UserConfigDir  autostart  FieldByName  RoundTrip  \bexec\.  os/exec  net/http  "net"  "syscall"  golang\.org/x/sys  "plugin"  smtp  Environ\(\)  websocket  resty  "C"  RemoveAll  (?:[pP]assw\w*|[sS]ecret|[tT]oken|[sS]ignature)\s*==\s*"  base64  hex\.Decode  goja  otto  yaegi  clipboard  LookupHost  LookupTXT  go:linkname  Setenv
"""
_JAVA = r"""
    Runtime  ProcessBuilder  java\.net\b  \bURL\s*\(  HttpClient  HttpURLConnection  \bSocket  ScriptEngine  GroovyShell  Class\.forName  defineClass  URLClassLoader  ObjectInputStream  \bgetenv\b  InitialContext  \bexecute\s*\(
    okhttp  [Jj]soup  RestTemplate  deleteDirectory  System\.load  getMethod  commandLine  \bexec\b  \bExec\b  Base64  Clipboard  deleteRecursively  \bsh\b  evaluate  ANT  Datagram  InetAddress  readText  parseExpression  Ognl|ognl  MVEL  readObject  openStream  openConnection  apply\s+from|apply\(from  decodeBase64
"""
_CSHARP = r"""
    \bProcess  WebClient  HttpClient  WebRequest  TcpClient  \bSocket  Assembly\.Load  DllImport  CSharpScript  CodeDom  Registry  GetEnvironmentVar  PowerShell  SmtpClient  \bDns\.  Activator  GetMethod  BinaryFormatter  VirtualAlloc  FromBase64  Clipboard  UdpClient  FromHexString  \bMail(?:Message|Address)  AssemblyLoadContext  Deserialize
"""
_C = r"""
    \bw?system\b  \b_?popen\b  \bexec[lv]p?e?\b  \bsocket\b  \bconnect\b  curl_easy  \bdlopen\b  \benviron\b  CreateProcess  ShellExecute  WinExec  URLDownload  Internet(?:Open|Connect)  WinHttp  mprotect  memfd_create  VirtualAlloc
    inet_addr  sendto  WSASend  gethostby  getaddrinfo  LoadLibrary  \bconstructor\b  \bdup2\b  RegSetValue  SetWindowsHook  GetAsyncKeyState  posix_spawn  res_query  ptrace  wordexp  setenv  nftw
"""
_CHECKS = r"""
    (?i:passw\w*|passphrase|\bpwd\b|mnemonic|\bpin_?code)[^\n]{0,100}(?:==|!=|[eE]qual|cmp\s*\(|\.eq\(|ct_eq|[hH]ash[cC]ode|\.sum\b)  (?:==|!=|[eE]quals?\s*\(|cmp\s*\(|ConstantTime\w*\(|FixedTimeEquals\()[^\n]{0,80}(?i:passw|passphrase|\bpwd\b)
    "[0-9a-fA-F]{32,128}"  \^[^\n;{}]{1,24}[!=]=  InsecureSkipVerify  danger_accept  checkServerTrusted  HostnameVerifier  ServerCertificate  SSL_VERIFY  verify_server_cert  VERIFY_NONE  SslVerifyMode
    \b[bB][cC][cC]\b  "[1-9A-HJ-NP-Za-km-z]{43,44}"  0x[0-9a-fA-F]{40}\b
"""
"""What checks of the compiled languages leave out or let in, and whom they pay, without a call that acts."""
_COMMANDS = r"""
    curl\ -  wget\ -  authorized_keys  sudoers  \buser(?:add|mod)\b  /dev/tcp/  crontab\ -  LD_PRELOAD  DYLD_INSERT  XMLHttpRequest  sendBeacon  document\.cookie
"""
"""Words of command lines and pages, which whatever is called with them hands to a shell or browser somewhere."""
_SPEAKS = {"rust": _RUST, "go": _GO, "java": _JAVA, "groovy": _JAVA, "kotlin": _JAVA, "csharp": _CSHARP, "c": _C}
_ATOMS = {
    "python": _PYTHON + _COMMANDS, **dict.fromkeys(("javascript", "typescript"), _JAVASCRIPT + _COMMANDS), **{name: one + _CHECKS + _COMMANDS for name, one in _SPEAKS.items()},
}  # fmt: skip
_OF_PYTHON = regex(
    rb"def\s+\w*(?:auth|login|verif|passw|token|permi|admin|licen[cs]e|signature|credential|nonce|mnemonic|(?:new|generate|make|create|random)_?(?:\w+_)?(?:seed|key|salt|secret|otp)|(?:get|load|find|fetch|lookup|current)_user)"
)
"""Functions of Python that let somebody in, or make secrets, by their names."""
_BLANKS = regex(r"(?<!\\)\s+")


@lru_cache(maxsize=4)
def _sieve(language: str) -> Sieve:
    return Sieve(_BLANKS.split(_ATOMS[language].strip()), bare=True)


@lru_cache(maxsize=1)
def _strong() -> Sieve:
    return Sieve(_BLANKS.split(_STRONG.strip()), bare=True)


def could_act(language: str, content: bytes, text: str) -> bool:
    """Whether the file has any atom of an act, or names a place of interest; always for the languages of commands."""
    if language not in _ATOMS:
        return True
    acts = _sieve(language).any
    return (
        acts(content)
        or (language in _SPEAKS and _NUMBERS.search(content) is not None and _SPELLS.search(content) is not None)
        or (language == "c" and _PASTES.search(content) is not None and acts(_SEAM.sub(b"", content)))
        or (language == "python" and _STYLED in content and acts(normalize("NFKC", text).encode("utf-8", "replace")))
        or speaks_of(text)
    )


_STYLED = b"\xf0\x9d"
"""How letters begin that only look otherwise (bold, slanted): Python reads a name in them as the plain one (PEP 3131)."""


_NUMBERS = regex(
    rb"[\[{(]\s*+(?:(?:0x[0-9a-fA-F]{1,2}|\d{1,3})(?:u8|u)?\s*+,\s*+){12,400}+(?:0x[0-9a-fA-F]{1,2}|\d{1,3})?(?:u8|u)?,?\s*+[\]})]"
)
_SPELLS = regex(rb"as char\b|\(char\)|char::from|Char\(|string\(|String\(|toChar|from_utf8")
"""A short table of bytes, and what makes text of numbers: a word that is spelt out."""


def could_check(language: str, content: bytes) -> bool:
    """Whether a file has functions that let somebody in or make secrets: what they compare and return is looked at, too."""
    return language == "python" and _OF_PYTHON.search(content) is not None


def checks(language: str, content: bytes) -> Iterator[int]:
    """Yield where such functions begin."""
    if language == "python":
        for match in _OF_PYTHON.finditer(content):
            yield match.start()


def atoms(language: str, content: bytes) -> Iterator[int]:
    """Yield where something that could act is named; nothing for the languages of commands."""
    if language in _ATOMS:
        yield from _sieve(language).places(content)


_PASTES = regex(rb"##|\w\\\r?\n\w")
"""What puts a name together in C: two words, or one over two lines."""
_SEAM = regex(rb"[ \t]*(?:##|,)[ \t]*|\\\r?\n")
"""What stands between the parts of such a name, or of one whose parts a macro is given."""


_STRONG = r"""
    \b(?:exec|eval|execfile|compile)\s*\(  __import__  subprocess  [pP]open  \bsystem\b  \bsocket\b  \brequests\b  urllib  httpx  aiohttp  http\.client  smtplib  ftplib
    getaddrinfo  gethostby  marshal  ["']0x[0-9a-fA-F]{40}["']  ["']bc1[a-z0-9]{25,60}["']  ["'][13][1-9A-HJ-NP-Za-km-z]{32,33}["']  child_process  \bFunction\s*\(
    \bfetch\b  XMLHttpRequest  ["'](?:node:)?(?:https?|net|dgram|tls|http2|dns|vm|axios|got|request|node-fetch|undici|ws|needle|superagent|nodemailer)["']  sendBeacon
    \._compile\b  WebSocket  dlopen  ctypes  startfile  spawn  exec_module  import_string  \brunpy\b  \bpydoc\b
    fromCharCode  fromCodePoint  \batob\b  getattr\s*\([^()]{1,120}\)\s*\(  import_module  b64decode  b85decode  unhexlify  gunzip  [iI]nflate  brotliDecompress  createDecipher  \.decompress\b  Fernet  ["'\x60]base64["'\x60]  \w\[\w+\s*\+\s*\w+\]\(
    worker_threads  new\s+Image\b  createElement\(\s*["'\x60](?:img|script|iframe|form|link)["'\x60]  EventSource  appendFile  [uU]nsafe_?[lL]oad
    logging\.handlers  \b(?:redis|pymongo|kafka|confluent_kafka|pika|paho|nats|zmq|elasticsearch|influxdb\w*|stomp|psycopg\d?|pymysql|asyncpg|motor)\b
    ["'\x60](?:mqtt|amqplib|ioredis|redis|kafkajs|nats|pg|mysql2?|mongodb|winston|pino|@elastic/elasticsearch|@influxdata/influxdb-client)["'\x60]
"""
"""The last line: who puts together what is called, or undoes what is hidden, may take it from another file."""


def acts_strongly(language: str, content: bytes) -> bool:
    """Whether a file itself could run something or speak with the network: the end of a chain lies in such a file."""
    return language not in _ATOMS or _strong().any(content)
