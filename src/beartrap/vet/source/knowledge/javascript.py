"""Calls of Node, browsers and well-known libraries that act on the world; `()` stands for what a call returned."""

_CHILD = "exec execSync spawn spawnSync execFile execFileSync fork"
_PROMISED = "fs fs/promises fs.promises fs-extra graceful-fs"


def _each(modules: str, members: str) -> str:
    return " ".join(f"{module}.{member}" for module in modules.split() for member in members.split())


_SOCKETS = "net.Socket() net.connect() net.createConnection() tls.connect() tls.TLSSocket() WebSocket() ws() ws.WebSocket() dgram.createSocket() WebTransport() http2.connect().request() http.request() https.request()"
_CLIENTS = (
    "axios axios.default axios.create() axios.default.create() got got.default got.extend() ky ky.default ky.create() ky.extend() superagent superagent.agent() needle needle.defaults() "
    "request request.defaults() undici.Client() undici.Pool() undici.Agent() wretch() ofetch.$fetch ofetch.ofetch $ jQuery unirest"
)
"""What is open to write to, and clients of HTTP: those that are made with an address of their own among them."""

ACTS = {
    "run 0": _each("child_process", _CHILD) + """ Deno.run Bun.spawn Bun.$ execa shelljs.exec execa.execa cross-spawn cross-spawn.sync
        execa.command execa.sync Deno.Command process.binding().spawn process.execve execa.execaCommand zx.$ node-cmd.run node-cmd.runSync vscode.window.createTerminal().sendText vscode.ShellExecution
        @actions/exec.exec @actions/exec.getExecOutput child-process-promise.exec child-process-promise.spawn child-process-promise.execFile node-pty.spawn foreground-child foreground-child.foregroundChild
        tinyexec.x tinyexec.exec nano-spawn execa.default execa.$ execa.execaSync execa.execaCommandSync execa.execaNode execa.commandSync shelljs.default.exec sudo-prompt.exec @npmcli/promise-spawn promisify-child-process.exec
        promisify-child-process.spawn Bun.spawnSync process.binding().spawnSync vscode.ProcessExecution cross-spawn.spawn cross-spawn.default zx.default.$ exec-sh execSh @vscode/sudo-prompt.exec""",
    "evaluate 0": """
        eval vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script vm.compileFunction
        document.write module._compile module.constructor()._compile Module()._compile require.extensions WebAssembly.instantiate
        execScript importScripts WebAssembly.compile WebAssembly.Module vm.SourceTextModule Function.constructor""",
    "fetch 0": """
        http.get https.get fetch axios.get axios got got.get request request.get node-fetch superagent.get needle.get
        needle undici.request undici.fetch ky.get http.request https.request $.get jQuery.get jQuery.getScript $.getScript $.getJSON
        axios.default.get bent isomorphic-fetch cross-fetch phin XMLHttpRequest.open got.default axios.create().get EventSource download location.assign location.replace window.open window.location.assign window.location.replace undici.stream undici.pipeline ofetch.$fetch ofetch.ofetch @actions/tool-cache.downloadTool make-fetch-happen npm-registry-fetch minipass-fetch
        node-fetch.default simple-get simple-get.concat cross-fetch.fetch got.stream download-file node-fetch-native whatwg-fetch @actions/http-client.HttpClient().get @actions/http-client.HttpClient().getJson """ + _each(_CLIENTS, "get head delete"),
    "send 0": """
        axios.post axios.put axios.request got.post got.put request.post request.put needle.post superagent.post
        http.request().write https.request().write http.request().end https.request().end XMLHttpRequest().send navigator.sendBeacon $.post $.ajax jQuery.post jQuery.ajax
        net.Socket().write net.connect().write net.createConnection().write tls.connect().write dgram.createSocket().send WebSocket().send ws().send
        fetchLater undici.Client().request undici.Pool().request navigator.connection.send nodemailer.createTransport().sendMail ftp().put axios.create().post ws.WebSocket().send socket.io-client().emit http2.connect().request http2.connect().request().end http2.connect().request().write """ + _each(_SOCKETS, "write end send sendto") + " " + _each(_CLIENTS, "post put patch request"),
    "fetch 1": "XMLHttpRequest().open FontFace",
    "connect 0": "net.createServer tls.createServer net.Server net.connect net.createConnection net.Socket().connect tls.connect WebSocket ws socket.io-client ws.WebSocket http2.connect tls.TLSSocket WebTransport RTCPeerConnection webkitRTCPeerConnection",
    "resolve 0": """
        dns.lookup dns.resolve dns.resolve4 dns.resolve6 dns.resolveTxt dns.resolveAny dns.promises.lookup dns.promises.resolve dns.promises.resolveTxt dns/promises.lookup dns/promises.resolve4
        dns.Resolver().resolve dns.Resolver().resolve4 dns.Resolver().resolveTxt""",
    "read 0": _each(_PROMISED, "readFile readFileSync createReadStream readJson readJsonSync open openSync") + " vscode.workspace.fs.readFile vscode.workspace.openTextDocument Deno.readTextFile Deno.readFile Bun.file Deno.readTextFileSync",
    "list 0": _each(_PROMISED, "readdir readdirSync") + " vscode.workspace.findFiles vscode.workspace.fs.readDirectory Deno.readDirSync Deno.readDir glob.sync glob globby fast-glob fast-glob.sync",
    "write 0": _each(_PROMISED, "writeFile writeFileSync appendFile appendFileSync createWriteStream outputFile outputFileSync outputJson writeJson writeJsonSync") + " vscode.workspace.fs.writeFile Deno.writeTextFile Deno.writeFile Bun.write",
    "copy 1": _each(_PROMISED, "copyFile copyFileSync copy copySync rename renameSync move moveSync symlink symlinkSync cp cpSync"),
    "mode 0": _each(_PROMISED, "chmod chmodSync chown chownSync"),
    "delete 0": _each(_PROMISED, "rm rmSync unlink unlinkSync truncate truncateSync rmdir rmdirSync remove removeSync emptyDir emptyDirSync") + " rimraf rimraf.sync del del.sync",
    "load 0": "process.dlopen ffi-napi.Library ffi.Library koffi.load module.createRequire Worker SharedWorker worker_threads.Worker",
    "print 0": "console.log console.error console.info console.warn console.debug process.stdout.write process.stderr.write",
    "put 0": """vscode.env.clipboard.writeText electron.clipboard.writeText navigator.clipboard.writeText clipboardy.write clipboardy.writeSync clipboardy.default.writeSync
        copy-to-clipboard clipboard-copy copy-text-to-clipboard copy-paste.copy react-native.Clipboard.setString @react-native-clipboard/clipboard.setString expo-clipboard.setStringAsync @tauri-apps/api/clipboard.writeText clipboardData.setData navigator.clipboard.write""",
    "clipboard 0": "vscode.env.clipboard.readText electron.clipboard.readText clipboard-event clipboardy.readSync copy-paste.paste navigator.clipboard.readText clipboardy.read clipboardy.readSync clipboardy.default.readSync",
    "screen 0": "screenshot-desktop navigator.mediaDevices.getDisplayMedia desktopCapturer.getSources robotjs.screen.capture",
    "keys 0": "iohook.on uiohook-napi.uIOhook.on node-global-key-listener.GlobalKeyboardListener robotjs.getMousePos",
    "register 0": "auto-launch  winreg().set regedit.putValue crontab.load",
}  # fmt: skip

FACT_NAMES = """
    os.hostname os.userInfo os.networkInterfaces process.cwd os.homedir dns.getServers process.env.USER process.env.USERNAME
    process.env.COMPUTERNAME process.env.HOSTNAME process.env.LOGNAME"""

DECODES = {
    "atob": "base64", "unescape": "percent", "decodeURIComponent": "percent", "decodeURI": "percent", "zlib.inflateSync": "zlib",
    "zlib.gunzipSync": "zlib", "zlib.unzipSync": "zlib", "zlib.inflateRawSync": "zlib", "zlib.brotliDecompressSync": "brotli", "pako.inflate": "zlib",
    "pako.ungzip": "zlib", "js-base64.Base64.decode": "base64", "Base64.decode": "base64", "window.atob": "base64",
}  # fmt: skip

PAGE = {
    "document.cookie": "page-cookie", "localStorage": "page-store", "sessionStorage": "page-store", "FormData": "page-input", "indexedDB": "page-store",
    **dict.fromkeys(("XMLHttpRequest().responseText", "XMLHttpRequest().response", "XMLHttpRequest().responseXML", "XDomainRequest().responseText"), "network"),
}  # fmt: skip
"""What a page knows of its user, and what it was answered."""

SOURCES = {
    "v8.getHeapSnapshot": "process-memory",
    "require.resolve": "start:library-code", "module.require.resolve": "start:library-code", "require.resolve.paths": "start:library-code", "require.main.paths": "start:library-code", "import.meta.resolve": "start:library-code",
    "keytar.getPassword": "keychain", "keytar.findCredentials": "keychain", "keytar.findPassword": "keychain", "safeStorage.decryptString": "keychain",
    "electron.safeStorage.decryptString": "keychain", "chrome.cookies.getAll": "browser-store", "browser.cookies.getAll": "browser-store",
    "@aws-sdk/credential-providers.fromNodeProviderChain": "cloud-credentials", "@actions/core.getIDToken": "variable:ACTIONS_ID_TOKEN",
}  # fmt: skip
"""Calls whose result is a secret of the user's."""

BUFFER = {"base64": "base64", "base64url": "base64", "hex": "base16", "utf16le": "utf-16", "ucs2": "utf-16"}
"""Encodings that `Buffer.from` and `toString` take."""

RUNS_NOW = frozenset(
    [
        "then",
        "catch",
        "finally",
        "forEach",
        "map",
        "filter",
        "reduce",
        "some",
        "every",
        "find",
        "on",
        "once",
        "addListener",
        "pipe",
        "nextTick",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "queueMicrotask",
        "readFile",
        "exec",
        "execFile",
        "get",
        "request",
        "lookup",
        "resolve",
        "resolve4",
        "resolveTxt",
        "readdir",
        "stat",
        "access",
        "Promise",
        "process.nextTick",
        "all",
        "allSettled",
        "spawn",
        "sort",
        "flatMap",
        "Proxy",
        "call",
        "apply",
        "bind",
        "__awaiter",
        "__generator",
        "asyncToGenerator",
        "_asyncToGenerator",
        "defineProperty",
        "writeFile",
        "mkdir",
        "chmod",
        "createConnection",
        "connect",
        "createWriteStream",
        "unlink",
        "from",
        "entries",
        "ready",
        "exists",
        "close",
        "finish",
        "end",
        "data",
    ]
)
"""Last parts of names that call the functions that they are given, now or as soon as an answer comes."""

GIVEN_BY_MODULES = {
    **{f"{module}.Buffer": "Buffer" for module in ("buffer", "safe-buffer", "safer-buffer", "buffer/")},
    "buffer.atob": "atob", "url.URL": "URL", "url.URLSearchParams": "URLSearchParams", "util.TextDecoder": "TextDecoder",
    "timers.setTimeout": "setTimeout", "timers.setInterval": "setInterval", "timers.setImmediate": "setImmediate",
}  # fmt: skip
"""What modules give that everybody has without them, by the name that everybody knows."""
