"""What C# calls to act on the world: classes by their own name."""

ACTS = {
    "run 0": "Process.Start Process().Start Shell ManagementClass().InvokeMethod Cli.Wrap PowerShell.Create().AddScript",
    "evaluate 0": "CSharpScript.EvaluateAsync CSharpScript.RunAsync Assembly.Load AppDomain.CurrentDomain.Load CSharpCodeProvider().CompileAssemblyFromSource PowerShell.Create().AddScript BinaryFormatter().Deserialize AssemblyLoadContext.Default.LoadFromStream",
    "fetch 0": """
        WebClient().DownloadString WebClient().DownloadData HttpClient().GetStringAsync HttpClient().GetAsync HttpClient().GetByteArrayAsync WebRequest.Create WebRequest.CreateHttp HttpClient().GetStreamAsync
        WebClient().OpenRead WebClient().DownloadStringTaskAsync WebClient().DownloadDataTaskAsync WebRequest.Create().GetResponse""",
    "copy 1": "WebClient().DownloadFile WebClient().DownloadFileTaskAsync WebClient().DownloadFileAsync File.Copy File.Move",
    "send 0": """
        HttpClient().PostAsync HttpClient().PutAsync WebClient().UploadString WebClient().UploadData WebClient().UploadFile WebClient().UploadValues HttpClient().SendAsync HttpClient().PostAsJsonAsync SmtpClient().Send
        TcpClient().GetStream WebClient().UploadStringTaskAsync WebRequest.Create().GetRequestStream Socket().Send""",
    "send 2": "UdpClient().Send UdpClient().SendAsync",
    "connect 0": "UdpClient UdpClient().Connect TcpClient TcpClient().Connect Socket().Connect ClientWebSocket().ConnectAsync TcpClient().ConnectAsync IPEndPoint",
    "resolve 0": "Dns.GetHostEntry Dns.GetHostAddresses Dns.GetHostEntryAsync Dns.GetHostByName Dns.GetHostAddressesAsync",
    "read 0": "File.ReadAllText File.ReadAllBytes File.ReadAllLines File.OpenRead StreamReader File.Open File.ReadAllTextAsync File.ReadLines",
    "write 0": "File.WriteAllText File.WriteAllBytes File.AppendAllText File.Create StreamWriter File.WriteAllTextAsync File.OpenWrite",
    "mode 0": "File.SetAttributes File.SetUnixFileMode",
    "delete 0": "File.Delete Directory.Delete",
    "list 0": "Directory.GetFiles Directory.EnumerateFiles Directory.GetDirectories",
    "load 0": "Assembly.LoadFrom Assembly.LoadFile NativeLibrary.Load LoadLibrary AssemblyLoadContext.Default.LoadFromAssemblyPath",
    "print 0": "Console.WriteLine Console.Write Console.Error.WriteLine",
    "clipboard 0": "Clipboard.GetText Clipboard.GetDataObject",
    "put 0": "Clipboard.SetText",
    "screen 0": "Graphics.FromImage().CopyFromScreen",
    "keys 0": "GetAsyncKeyState SetWindowsHookEx",
    "register 0": "Registry.SetValue RegistryKey.OpenBaseKey().SetValue Registry.CurrentUser.OpenSubKey().SetValue Registry.LocalMachine.OpenSubKey().SetValue Registry.CurrentUser.CreateSubKey().SetValue",
    "set 0": "Environment.SetEnvironmentVariable",
}  # fmt: skip
DECODES = {
    "Convert.FromBase64String": "base64", "Convert.FromHexString": "base16", "Uri.UnescapeDataString": "percent", "WebUtility.UrlDecode": "percent", "HttpUtility.UrlDecode": "percent",
    "GZipStream": "zlib", "DeflateStream": "zlib",
}  # fmt: skip
SOURCES = {"Environment.GetEnvironmentVariables": "environment", "ProtectedData.Unprotect": "browser-store"}
FACT_NAMES = "Environment.MachineName Environment.UserName Environment.UserDomainName Dns.GetHostName WindowsIdentity.GetCurrent NetworkInterface.GetAllNetworkInterfaces Environment.CurrentDirectory IPGlobalProperties.GetIPGlobalProperties"
VARIABLES = frozenset({"Environment.GetEnvironmentVariable"})
PUTS = frozenset[str]()
