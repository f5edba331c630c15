"""Go's calls that act on the world: packages by the last part of their path."""

ACTS = {
    "run 0": "exec.Command syscall.Exec os.StartProcess syscall.ForkExec execabs.Command C.system C.popen script.Exec",
    "run 1": "exec.CommandContext execabs.CommandContext",
    "evaluate 0": "interp.New().Eval otto.New().Run goja.New().RunString otto.New().Eval lua.NewState().DoString",
    "fetch 0": """
        http.Get http.Head http.DefaultClient.Get http.Client().Get resty.New().R().Get req.Get grequests.Get http.DefaultClient.Head""",
    "fetch 1": "http.NewRequest",
    "fetch 2": "http.NewRequestWithContext",
    "send 0": """
        http.Post http.PostForm http.DefaultClient.Post http.DefaultClient.PostForm http.Client().Post http.Client().PostForm smtp.SendMail http.DefaultClient.Do http.Client().Do
        resty.New().R().Post net.Dial().Write net.DialTimeout().Write tls.Dial().Write websocket.DefaultDialer.Dial().WriteMessage""",
    "connect 1": "net.Dial net.DialTimeout tls.Dial net.DialTCP net.DialUDP net.Dialer().Dial ssh.Dial",
    "connect 2": "net.Dialer().DialContext",
    "connect 0": "websocket.DefaultDialer.Dial websocket.Dial",
    "resolve 0": "net.LookupHost net.LookupIP net.LookupTXT net.LookupAddr net.LookupCNAME net.LookupMX net.ResolveIPAddr",
    "resolve 1": "net.DefaultResolver.LookupHost net.DefaultResolver.LookupTXT net.DefaultResolver.LookupIPAddr net.Resolver().LookupHost net.Resolver().LookupTXT",
    "read 0": "os.ReadFile os.Open ioutil.ReadFile os.OpenFile",
    "read 2": "http.ServeFile",
    "write 0": "os.WriteFile ioutil.WriteFile os.Create",
    "copy 1": "os.Rename os.Symlink os.Link",
    "mode 0": "os.Chmod os.Chown",
    "delete 0": "os.Remove os.RemoveAll syscall.Unlink",
    "list 0": "os.ReadDir ioutil.ReadDir filepath.Walk filepath.WalkDir filepath.Glob",
    "load 0": "plugin.Open syscall.LoadLibrary syscall.LoadDLL syscall.NewLazyDLL windows.NewLazySystemDLL windows.NewLazyDLL dlopen.GetHandle purego.Dlopen",
    "print 0": "fmt.Println fmt.Print fmt.Printf log.Println log.Printf log.Print",
    "clipboard 0": "clipboard.ReadAll clipboard.Read",
    "put 0": "clipboard.WriteAll clipboard.Write",
    "screen 0": "screenshot.CaptureDisplay screenshot.CaptureRect screenshot.CaptureScreen",
    "keys 0": "hook.Start robotgo.EventHook keylogger.New",
    "register 0": "registry.SetStringValue registry.OpenKey().SetStringValue registry.CreateKey().SetStringValue",
    "redirect 0": "syscall.Dup2 unix.Dup2 syscall.Dup3",
    "inject 0": "syscall.Mprotect unix.Mprotect windows.VirtualProtect windows.VirtualAlloc unix.MemfdCreate",
    "set 0": "os.Setenv",
}  # fmt: skip
DECODES = {
    "base64.StdEncoding.DecodeString": "base64", "base64.URLEncoding.DecodeString": "base64", "base64.RawStdEncoding.DecodeString": "base64",
    "base64.RawURLEncoding.DecodeString": "base64", "hex.DecodeString": "base16", "base32.StdEncoding.DecodeString": "base32",
    "url.QueryUnescape": "percent", "url.PathUnescape": "percent", "zlib.NewReader": "zlib", "gzip.NewReader": "zlib", "flate.NewReader": "zlib",
    "ascii85.NewDecoder": "ascii85",
}  # fmt: skip
SOURCES = {"os.Environ": "environment", "syscall.Environ": "environment", "keyring.Get": "keychain", "net.ListenPacket": "network", "net.ListenUDP": "network", "net.Listen().Accept": "network"}  # fmt: skip
FACT_NAMES = "os.Hostname user.Current os.Getwd net.Interfaces os.UserHomeDir net.InterfaceAddrs os.Getuid"
VARIABLES = frozenset({"os.Getenv", "os.LookupEnv", "syscall.Getenv"})
PUTS = frozenset({"fmt.Fprintf", "fmt.Fprint", "fmt.Fprintln", "io.WriteString", "io.Copy"})
"""Functions that write to what they are given first."""
