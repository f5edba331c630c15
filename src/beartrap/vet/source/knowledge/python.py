"""Python's calls that act on the world, facts about the host, and decoders; by dotted name, `()` for what a call returned."""

ACTS = {
    "run 0": """
        os.system os.popen os.startfile paramiko.ProxyCommand paramiko.proxy.ProxyCommand os.posix_spawnp os.execv os.execve os.execl os.execlp os.execvp os.posix_spawn
        os.popen2 os.popen3 os.popen4 popen2.popen2 popen2.popen3 commands.getoutput commands.getstatusoutput
        subprocess.run subprocess.call subprocess.Popen subprocess.check_output subprocess.check_call subprocess.getoutput
        subprocess.getstatusoutput asyncio.create_subprocess_shell asyncio.create_subprocess_exec pty.spawn
        asyncio.subprocess.create_subprocess_exec asyncio.subprocess.create_subprocess_shell sh.bash sh.sh pexpect.spawn
        pip.main pip._internal.main pip._internal.cli.main.main pip._internal.main.main libc.stdlib.system libc.stdio.popen posix.unistd.execv posix.unistd.execvp distutils.spawn.spawn setuptools._distutils.spawn.spawn distutils.ccompiler.new_compiler().spawn setuptools._distutils.ccompiler.new_compiler().spawn distutils.ccompiler.CCompiler().spawn distutils.core.Command().spawn setuptools.Command().spawn nt.system posix.system win32api.WinExec webbrowser.get invoke.run fabric.local paramiko.SSHClient().exec_command
        ctypes.windll.kernel32.WinExec ctypes.CDLL().system win32process.CreateProcess""",
    "run 1": "os.spawnl os.spawnv os.spawnlp os.spawnvp os.spawnve",
    "run 2": "win32api.ShellExecute",
    "evaluate 0": """
        eval exec compile execfile code.interact code.InteractiveInterpreter().runsource code.InteractiveConsole().push runpy.run_path
        types.CodeType types.FunctionType builtins.exec builtins.eval builtins.compile pickle.loads dill.loads cloudpickle.loads
        cProfile.run profile.run pdb.run ctypes.pythonapi.PyRun_SimpleString ctypes.pythonapi.PyRun_String
        timeit.timeit yaml.unsafe_load yaml.unsafe_load_all jsonpickle.decode jsonpickle.loads pickle.load _pickle.loads cPickle.loads dill.load cloudpickle.load code.InteractiveConsole().runcode code.InteractiveInterpreter().runcode
        code.InteractiveConsole().runsource trace.Trace().run bdb.Bdb().run bdb.Bdb().runeval pdb.runeval pdb.Pdb().run cProfile.runctx profile.runctx cProfile.Profile().run IPython.get_ipython().run_cell
        IPython.core.interactiveshell.InteractiveShell().run_cell jinja2.Template jinja2.Environment().from_string flask.render_template_string django.template.Template django.template.Engine().from_string
        django.template.Engine.get_default().from_string mako.template.Template tornado.template.Template chameleon.PageTemplate Cheetah.Template.Template bottle.SimpleTemplate bottle.template
        pandas.eval numexpr.evaluate sympy.sympify sympy.parse_expr sympy.parsing.sympy_parser.parse_expr joblib.load torch.load pandas.read_pickle
        runpy._run_code runpy._run_module_code timeit.repeat timeit.Timer bdb.Bdb().runctx pdb.runctx trace.Trace().runctx cProfile.Profile().runctx profile.Profile().run profile.Profile().runctx concurrent.interpreters.create().exec
        codeop.compile_command codeop.Compile() codeop.CommandCompiler() code.compile_command importlib.machinery.SourceFileLoader().source_to_code importlib.abc.InspectLoader.source_to_code tkinter.Tk().tk.eval""",
    "evaluate 1": "_interpreters.exec _interpreters.run_string _xxsubinterpreters.run_string test.support.interpreters.create().run",
    "fetch 0": """
        requests.get requests.head requests.options requests.Session().get requests.session().get urllib.request.urlopen urllib2.urlopen urllib.urlopen
        urllib.request.Request urllib2.Request httpx.get httpx.Client().get httpx.AsyncClient().get httpx.stream
        aiohttp.ClientSession().get urllib3.PoolManager().urlopen httplib2.Http().request wget.download
        urllib.request.build_opener().open urllib.request.OpenerDirector().open pycurl.Curl().perform cloudscraper.create_scraper().get
        urllib.request.FancyURLopener().open curl_cffi.requests.get tls_client.Session().get primp.Client().get feedparser.parse niquests.get requests_html.HTMLSession().get
        redis.Redis().pubsub().listen redis.Redis().pubsub().get_message redis.StrictRedis().pubsub().listen kafka.KafkaConsumer""",
    "fetch 1": """
        requests.request requests.Session().request urllib3.PoolManager().request urllib3.request httpx.request httpx.Client().request
        aiohttp.ClientSession().request aiohttp.request""",
    "send 0": """
        requests.post requests.put requests.patch requests.delete requests.Session().post requests.Session().put requests.Session().patch requests.session().post
        httpx.post httpx.put httpx.patch httpx.Client().post httpx.AsyncClient().post aiohttp.ClientSession().post aiohttp.ClientSession().put
        asyncio.open_connection().write asyncio.open_connection().writelines
        socket.socket().send socket.socket().sendall socket.socket().sendto socket.create_connection().sendall socket.create_connection().send
        ssl.wrap_socket().sendall ssl.SSLContext().wrap_socket().sendall smtplib.SMTP().sendmail smtplib.SMTP().send_message smtplib.SMTP_SSL().sendmail
        smtplib.SMTP_SSL().send_message ftplib.FTP().storbinary ftplib.FTP().storlines ftplib.FTP().sendcmd ftplib.FTP().voidcmd telnetlib.Telnet().write websocket.WebSocket().send
        websocket.create_connection().send websockets.connect().send paho.mqtt.client.Client().publish telegram.Bot().send_message
        telegram.Bot().send_document discord_webhook.DiscordWebhook discord.SyncWebhook.from_url boto3.client().put_object boto3.client().upload_file
        boto3.resource().Object().put dns.message.make_query paramiko.SFTPClient().put paramiko.SFTPClient.from_transport().put paramiko.SSHClient().open_sftp().put paramiko.SFTPClient.from_transport().putfo pysftp.Connection().put
        scp.SCPClient().put fabric.Connection().put minio.Minio().fput_object google.cloud.storage.Client().bucket().blob().upload_from_filename
        logging.handlers.HTTPHandler logging.handlers.SysLogHandler logging.handlers.SocketHandler logging.handlers.DatagramHandler logging.handlers.SMTPHandler cloudscraper.create_scraper().post curl_cffi.requests.post
        tls_client.Session().post""",
    "fetch -1": "imaplib.IMAP4_SSL().fetch imaplib.IMAP4().fetch poplib.POP3_SSL().retr poplib.POP3().retr",
    "send -1": "http.client.HTTPSConnection().endheaders http.client.HTTPConnection().endheaders http.client.HTTPSConnection().putheader",
    "send 1": """
        requests.Request httpx.Request requests.models.Request
        http.client.HTTPSConnection().request http.client.HTTPConnection().request httplib.HTTPSConnection().request httplib.HTTPConnection().request
        http.client.HTTPSConnection().putrequest http.client.HTTPConnection().send http.client.HTTPSConnection().send xmlrpc.client.ServerProxy().call""",
    "connect 0": """
        socket.socket().connect socket.socket().connect_ex socket.create_connection http.client.HTTPSConnection http.client.HTTPConnection
        httplib.HTTPSConnection httplib.HTTPConnection ftplib.FTP smtplib.SMTP smtplib.SMTP_SSL telnetlib.Telnet asyncio.open_connection
        websocket.create_connection websockets.connect paramiko.SSHClient().connect websocket.WebSocketApp trio.open_tcp_stream trio.open_ssl_over_tcp_stream
        anyio.connect_tcp curio.open_connection gevent.socket.create_connection""",
    "resolve 0": """
        socket.gethostbyname socket.getaddrinfo socket.gethostbyname_ex dns.resolver.resolve dns.resolver.query dns.resolver.Resolver().resolve
        aiodns.DNSResolver().query""",
    "read 0": """
        open io.open codecs.open os.open linecache.getlines fileinput.input mmap.mmap sqlite3.connect
        configparser.ConfigParser().read numpy.fromfile numpy.load PIL.Image.open cv2.imread pkgutil.get_data importlib.resources.read_binary
        importlib.resources.read_text importlib.resources.open_binary pkg_resources.resource_string wave.open zipfile.ZipFile tarfile.open
        gzip.open lzma.open bz2.open dotenv.dotenv_values flask.send_file send_file fastapi.responses.FileResponse starlette.responses.FileResponse FileResponse
        aiohttp.web.FileResponse web.FileResponse""",
    "read -1": """
        pathlib.Path().read_text pathlib.Path().read_bytes pathlib.PurePath().read_text importlib.resources.files().read_text
        importlib.resources.files().joinpath().read_bytes importlib.resources.files().joinpath().read_text pathlib.Path.home().read_text""",
    "write -1": """
        pathlib.Path().write_text pathlib.Path().write_bytes pathlib.Path.home().write_text""",
    "copy 1": "shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move os.rename os.replace os.link os.symlink urllib.request.urlretrieve urllib.urlretrieve git.Repo.clone_from git.repo.base.Repo.clone_from pygit2.clone_repository dulwich.porcelain.clone",
    "list -1": "pathlib.Path().rglob pathlib.Path().glob pathlib.Path().iterdir pathlib.Path.home().rglob pathlib.Path.home().glob pathlib.Path.home().iterdir pathlib.Path.cwd().rglob",
    "print 0": "print sys.stdout.write sys.stderr.write logging.info logging.warning logging.error logging.debug logging.getLogger().info logging.getLogger().warning logging.getLogger().error",
    "put 0": "pyperclip.copy clipboard.copy tkinter.Tk().clipboard_append win32clipboard.SetClipboardText pandas.io.clipboard.copy",
    "put 1": "win32clipboard.SetClipboardData",
    "mode 0": "os.chmod os.chown os.fchmod pathlib.Path().chmod",
    "delete 0": "os.remove os.unlink os.truncate os.rmdir os.removedirs shutil.rmtree send2trash.send2trash",
    "list 0": "os.walk os.listdir os.scandir glob.glob glob.iglob",
    "load 0": """
        ctypes.CDLL ctypes.WinDLL ctypes.cdll.LoadLibrary ctypes.windll.LoadLibrary ctypes.PyDLL
        zipimport.zipimporter cffi.FFI().dlopen""",
    "load 1": """
        importlib.util.spec_from_file_location imp.load_source imp.load_dynamic
        importlib.machinery.SourceFileLoader importlib.machinery.SourcelessFileLoader importlib.machinery.ExtensionFileLoader""",
    "clipboard 0": """
        pyperclip.paste win32clipboard.GetClipboardData tkinter.Tk().clipboard_get pyperclip.waitForNewPaste clipboard.paste pandas.read_clipboard""",
    "screen 0": """
        PIL.ImageGrab.grab pyautogui.screenshot mss.mss().grab mss.mss().shot pyscreenshot.grab cv2.VideoCapture sounddevice.rec pyaudio.PyAudio().open
        d3dshot.create""",
    "keys 0": """
        pynput.keyboard.Listener pynput.mouse.Listener keyboard.on_press keyboard.on_release keyboard.hook keyboard.record pyxhook.HookManager
        pythoncom.PumpMessages pyHook.HookManager ctypes.windll.user32.GetAsyncKeyState ctypes.windll.user32.SetWindowsHookExA""",
    "register 1": "winreg.SetValueEx winreg.CreateKey _winreg.SetValueEx winreg.CreateKeyEx winreg.OpenKey",
    "redirect 0": "os.dup2",
}  # fmt: skip

FACT_NAMES = """
    socket.gethostname socket.getfqdn platform.node getpass.getuser os.getlogin os.uname uuid.getnode os.getcwd platform.uname
    psutil.users psutil.net_if_addrs netifaces.interfaces os.getlogin pwd.getpwuid"""
"""Who and where the host is. What it runs on (`platform.system`) is asked by everybody and no fact."""

DECODES = {
    "base64.b64decode": "base64", "base64.standard_b64decode": "base64", "base64.urlsafe_b64decode": "base64", "base64.decodebytes": "base64",
    "base64.decodestring": "base64", "binascii.a2b_base64": "base64", "base64.b32decode": "base32", "base64.b16decode": "base16",
    "binascii.unhexlify": "base16", "binascii.a2b_hex": "base16", "bytes.fromhex": "base16", "bytearray.fromhex": "base16",
    "base64.b85decode": "base85", "base64.a85decode": "ascii85", "zlib.decompress": "zlib", "gzip.decompress": "zlib",
    "zlib.decompressobj().decompress": "zlib", "bz2.decompress": "bzip2", "lzma.decompress": "lzma", "urllib.parse.unquote": "percent", "urllib.unquote": "percent",
    "urllib.parse.unquote_to_bytes": "percent", "quopri.decodestring": "quoted-printable", "binascii.a2b_uu": "uuencode",
    "pybase64.b64decode": "base64", "codecs.escape_decode": "escapes",
}  # fmt: skip
"""Calls that take one encoding off their first argument."""

CODECS = {
    "base64": "base64", "base_64": "base64", "base64_codec": "base64", "hex": "base16", "hex_codec": "base16", "rot13": "rot13", "rot_13": "rot13",
    "rot-13": "rot13", "zlib": "zlib", "zip": "zlib", "zlib_codec": "zlib", "bz2": "bzip2", "bz2_codec": "bzip2", "uu": "uuencode",
    "unicode_escape": "escapes", "unicode-escape": "escapes", "quopri": "quoted-printable",
}  # fmt: skip
"""Python's text and byte transforms by the names that `codecs.decode` takes."""

SOURCES = {
    "importlib.util.find_spec": "start:library-code", "site.getsitepackages": "start:library-code", "site.getusersitepackages": "start:library-code", "sysconfig.get_paths": "start:library-code", "sysconfig.get_path": "start:library-code",
    "distutils.sysconfig.get_python_lib": "start:library-code", "inspect.getfile": "start:library-code", "inspect.getsourcefile": "start:library-code", "importlib.metadata.files": "start:library-code", "importlib.metadata.distribution": "start:library-code",
    "getpass.getpass": "typed-secret", "netrc.netrc": "login", "dotenv.dotenv_values": "environment", "dotenv.main.dotenv_values": "environment", "certifi.where": "trust:authorities", "requests.certs.where": "trust:authorities", "pip._vendor.certifi.where": "trust:authorities", "keyring.get_password": "keychain", "keyring.get_credential": "keychain", "win32crypt.CryptUnprotectData": "browser-store",
    "boto3.Session().get_credentials": "cloud-credentials", "boto3.session.Session().get_credentials": "cloud-credentials", "botocore.session.get_session().get_credentials": "cloud-credentials",
    "google.auth.default": "cloud-credentials", "browser_cookie3.load": "browser-store", "browser_cookie3.chrome": "browser-store", "browser_cookie3.firefox": "browser-store",
    "secretstorage.get_default_collection": "keychain", "gc.get_objects": "process-memory", "gc.get_referrers": "process-memory", "sys._current_frames": "process-memory",
}  # fmt: skip
"""Calls whose result is a secret of the user's."""

UNTOLD = frozenset(
    [
        "marshal.loads",
        "cryptography.fernet.Fernet().decrypt",
        "Crypto.Cipher.AES.new().decrypt",
        "Cryptodome.Cipher.AES.new().decrypt",
        "pyaes.AESModeOfOperationCTR().decrypt",
    ]
)
"""Decoders whose result is code or text that cannot be told from here unless the key lies beside it."""
