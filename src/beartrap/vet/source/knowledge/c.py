"""What C and C++ call to act on the world, and which functions fill what they are given first."""

ACTS = {
    "run 0": "system popen _popen execl execlp execle execv execvp execve WinExec _wsystem posix_spawn posix_spawnp fexecve execvpe wordexp",
    "run 1": "CreateProcessA CreateProcessW CreateProcess posix_spawn_",
    "run 2": "ShellExecuteA ShellExecuteW ShellExecute ShellExecuteExA",
    "fetch 1": "InternetOpenUrlA InternetOpenUrlW URLDownloadToFileA URLDownloadToFileW URLDownloadToFile WinHttpConnect InternetConnectA InternetConnectW",
    "fetch 2": "curl_easy_setopt",
    "fetch 0": "URLOpenStream cpr.Get QNetworkRequest",
    "send 0": "send sendto sendmsg HttpSendRequestA cpr.Post WSASend SSL_write",
    "connect 1": "connect WSAConnect",
    "resolve 0": "gethostbyname getaddrinfo res_query res_search dns_query DnsQuery_A gethostbyname_r",
    "read 0": "fopen open fopen64 _wfopen ifstream opendir_",
    "write 0": "ofstream",
    "copy 1": "rename link symlink MoveFileA MoveFileExA CopyFileA CopyFile MoveFile",
    "mode 0": "chmod chown fchmod",
    "delete 0": "unlink remove rmdir DeleteFileA DeleteFile",
    "list 0": "opendir FindFirstFileA nftw glob ftw scandir",
    "load 0": "dlopen LoadLibraryA LoadLibraryW LoadLibrary LoadLibraryExA dlmopen",
    "print 0": "printf puts",
    "keys 0": "GetAsyncKeyState SetWindowsHookExA SetWindowsHookExW SetWindowsHookEx",
    "clipboard 0": "GetClipboardData",
    "put 1": "SetClipboardData",
    "screen 0": "BitBlt",
    "register 1": "RegSetValueExA RegSetValueExW RegSetValueEx RegCreateKeyExA RegSetKeyValueA",
    "redirect 0": "dup2 dup3",
    "inject 0": "mprotect VirtualAlloc VirtualProtect CreateRemoteThread WriteProcessMemory memfd_create ptrace",
    "set 0": "setenv putenv",
}  # fmt: skip
DECODES = {"base64_decode": "base64", "EVP_DecodeBlock": "base64", "inflate": "zlib", "uncompress": "zlib"}
SOURCES: dict[str, str] = {"environ": "environment"}
FACT_NAMES = (
    "gethostname getlogin getpwuid uname GetComputerNameA GetUserNameA getifaddrs GetComputerNameW GetUserNameW"
)
VARIABLES = frozenset({"getenv", "secure_getenv", "std.getenv", "GetEnvironmentVariableA"})
PUTS = frozenset({"fprintf", "fputs", "fwrite", "write"})
FILLS = {
    "strcpy": 1, "strncpy": 1, "strcat": 1, "strncat": 1, "memcpy": 1, "memmove": 1, "sprintf": 1, "snprintf": 2, "fgets": 2, "strlcpy": 1, "strlcat": 1, "stpcpy": 1, "vsprintf": 1, "asprintf": 1, "inet_pton": 1,
}  # fmt: skip
"""Functions that fill what their first argument names: from which argument on stands with what."""
RECEIVES = {
    "recv": 1,
    "recvfrom": 1,
    "read": 1,
    "SSL_read": 1,
    "fread": 0,
    "getline": 0,
    "InternetReadFile": 1,
    "recvmsg": 1,
}
"""Functions that fill an argument (by its place) from what was opened."""
