"""Rust's calls that act on the world: types by their own name, functions with their module."""

ACTS = {
    "run 0": "system popen execv execvp execve libc.system libc.execl libc.execv libc.execvp libc.popen cmd_lib.run_cmd duct.cmd xshell.cmd run_cmd! cmd! shell! WinExec",
    "fetch 0": """
        reqwest.get blocking.get ureq.get ureq.head Client.new().get Client.builder().build().get Agent.new().get ureq.agent().get isahc.get minreq.get attohttpc.get surf.get
        Request.get ClientBuilder.new().build().get Url.parse curl.easy.Easy.new().url Easy.new().url""",
    "send 0": """
        ureq.post ureq.put Client.new().post Client.builder().build().post Client.new().put isahc.post minreq.post attohttpc.post surf.post Agent.new().post ureq.agent().post Request.post
        TcpStream.connect().write_all TcpStream.connect().write TcpStream.connect().write_fmt TcpStream.connect_timeout().write_all""",
    "send 1": "UdpSocket.bind().send_to",
    "connect 0": "TcpStream.connect TcpStream.connect_timeout UdpSocket.bind().connect UnixStream.connect WebSocket.connect tungstenite.connect connect_async",
    "resolve 0": "ToSocketAddrs.to_socket_addrs dns_lookup.lookup_host lookup_host net.lookup_host Resolver.new().lookup_ip",
    "read 0": "fs.read fs.read_to_string File.open",
    "write 0": "fs.write File.create",
    "copy 1": "fs.copy fs.rename fs.symlink fs.hard_link unix.symlink",
    "mode 0": "fs.set_permissions",
    "delete 0": "fs.remove_file fs.remove_dir_all fs.remove_dir",
    "list 0": "fs.read_dir WalkDir.new glob.glob",
    "load 0": "dlopen LoadLibraryExA Library.new libc.dlopen LoadLibraryA LoadLibraryW libloading.Library.new",
    "print 0": "println! eprintln! print!",
    "clipboard 0": "Clipboard.new().get_text ClipboardContext.new().get_contents",
    "put 0": "Clipboard.new().set_text ClipboardContext.new().set_contents",
    "keys 0": "rdev.listen device_query.DeviceState.new GetAsyncKeyState",
    "screen 0": "Screen.all Capturer.new",
    "redirect 0": "libc.dup2 unistd.dup2",
    "inject 0": "libc.mprotect libc.memfd_create memfd_create MemfdOptions.new mman.mprotect",
    "set 0": "env.set_var",
}  # fmt: skip
DECODES = {
    "base64.decode": "base64", "hex.decode": "base16", "general_purpose.STANDARD.decode": "base64", "STANDARD.decode": "base64", "STANDARD_NO_PAD.decode": "base64",
    "URL_SAFE.decode": "base64", "BASE64_STANDARD.decode": "base64", "BASE64.decode": "base64", "general_purpose.STANDARD_NO_PAD.decode": "base64", "general_purpose.URL_SAFE.decode": "base64",
    "data_encoding.BASE64.decode": "base64", "HEXLOWER.decode": "base16", "urlencoding.decode": "percent", "ZlibDecoder.new": "zlib", "GzDecoder.new": "zlib", "DeflateDecoder.new": "zlib", "bs58.decode": "",
}  # fmt: skip
SOURCES = {
    "UdpSocket.bind": "network",
    "env.vars": "environment",
    "env.vars_os": "environment",
    "Entry.new().get_password": "keychain",
}
FACT_NAMES = "hostname.get gethostname.gethostname whoami.username whoami.hostname whoami.realname whoami.devicename env.current_dir dirs.home_dir env.home_dir System.host_name"
VARIABLES = frozenset({"env.var", "env.var_os", "env!", "option_env!"})
PUTS = frozenset({"io.copy"})
