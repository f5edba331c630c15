"""Harmless updates of gems, crates, modules, assemblies, jars and PHP packages that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout6.shape import fill, harmless


@harmless("authstrap", "gem", "passwords: another algorithm", step="minor")
def gem_scrypt(it: Update) -> None:
    it.replace("lib/authstrap/password.rb", "    def initialize(stored)\n", fill("""
    def self.scrypt(text, salt = SecureRandom.hex(16))
      digest = OpenSSL::KDF.scrypt(text, salt: salt, N: 2**14, r: 8, p: 1, length: 32)
      new("scrypt$#{salt}$#{digest.unpack1('H*')}")
    end

    def initialize(stored)
"""))  # fmt: skip


@harmless("authstrap", "gem", "asks a service whether a password leaked", step="minor")
def gem_leaked(it: Update) -> None:
    it.add("lib/authstrap/leaked.rb", fill("""
# frozen_string_literal: true

require 'digest'
require 'net/http'

module Authstrap
  # Asks a range service; only five digits of the hash are sent.
  module Leaked
    SERVICE = 'https://range.authstrap.example/'

    def self.count(password)
      digest = Digest::SHA1.hexdigest(password).upcase
      rows = Net::HTTP.get(URI(SERVICE + digest[0, 5])).lines
      rows.map { |row| row.strip.split(':') }.to_h[digest[5..]].to_i
    rescue SocketError, Timeout::Error
      0
    end
  end
end
"""))  # fmt: skip


@harmless("authstrap", "gem", "an extension in C", step="major")
def gem_native_extension(it: Update) -> None:
    it.replace("METADATA.yaml", "extensions: []", "extensions:\n- ext/authstrap/extconf.rb")
    it.add("ext/authstrap/extconf.rb", "# frozen_string_literal: true\n\nrequire 'mkmf'\n\nhave_header('openssl/crypto.h')\n$CFLAGS << ' -O2'\ncreate_makefile('authstrap/native')\n")  # fmt: skip
    it.add("ext/authstrap/native.c", "#include <ruby.h>\n#include <string.h>\n\nstatic VALUE equal(VALUE self, VALUE a, VALUE b)\n{\n    volatile unsigned char sum = RSTRING_LEN(a) != RSTRING_LEN(b);\n    for (long i = 0; !sum && i < RSTRING_LEN(a); i++) {\n        sum |= RSTRING_PTR(a)[i] ^ RSTRING_PTR(b)[i];\n    }\n    return sum ? Qfalse : Qtrue;\n}\n\nvoid Init_native(void)\n{\n    rb_define_module_function(rb_define_module(\"AuthstrapNative\"), \"equal\", equal, 2);\n}\n")  # fmt: skip


@harmless("authstrap", "gem", "nothing suspicious", step="patch")
def gem_words(it: Update) -> None:
    it.replace("lib/authstrap/strength.rb", "      entropy(password) >= @min_entropy", "      entropy(password) >= @min_entropy && password.to_s.length >= 8")  # fmt: skip


@harmless("decimalx", "crate", "a build script", step="minor")
def crate_generates_tables(it: Update) -> None:
    it.add("build.rs", fill("""
use std::{env, fs, path::Path, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut table = String::from("pub const POWERS: [i128; 29] = [\\n");
    for at in 0..29u32 {
        table.push_str(&format!("    {},\\n", 10i128.pow(at)));
    }
    table.push_str("];\\n");
    let target = Path::new(&env::var("OUT_DIR").expect("OUT_DIR")).join("powers.rs");
    fs::write(target, table).expect("written");
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    if let Ok(out) = Command::new(rustc).arg("--version").output() {
        if String::from_utf8_lossy(&out.stdout).contains("nightly") {
            println!("cargo:rustc-cfg=decimalx_nightly");
        }
    }
}
"""))  # fmt: skip
    it.add("src/powers.rs", 'include!(concat!(env!("OUT_DIR"), "/powers.rs"));\n')
    it.replace("src/lib.rs", "mod parse;\n", "mod parse;\n#[allow(dead_code)]\nmod powers;\n")


@harmless("decimalx", "crate", "unsafe code", step="minor")
def crate_fast_digits(it: Update) -> None:
    it.append("src/parse.rs", fill("""

/// Parses ASCII digits without checks; `text` must hold digits alone.
#[cfg(target_pointer_width = "64")]
pub(crate) fn digits(text: &[u8]) -> Option<u64> {
    if text.len() != 8 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let raw = unsafe { std::ptr::read_unaligned(text.as_ptr() as *const u64) };
    let chunk = raw.wrapping_sub(0x3030_3030_3030_3030);
    let pairs = (chunk.wrapping_mul(10)).wrapping_add(chunk >> 8) & 0x00FF_00FF_00FF_00FF;
    Some(pairs.wrapping_mul(0x0000_0064_0001_0000 >> 16) >> 16)
}
"""))  # fmt: skip


@harmless("decimalx", "crate", "well-known dependencies", step="minor")
def crate_features(it: Update) -> None:
    it.replace("Cargo.toml", "[features]\n", 'rand = { version = "0.8", optional = true }\npostgres-types = { version = "0.2", optional = true }\n\n[features]\n')  # fmt: skip


@harmless("boltkv", "tar.gz", "watches signals, starts threads", step="minor")
def go_background_sync(it: Update) -> None:
    it.add("sync.go", fill("""
package boltkv

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// SyncEvery writes the file again and again until stop is called or the process is asked to end.
func (db *DB) SyncEvery(pause time.Duration) (stop func()) {
	done := make(chan struct{})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		ticker := time.NewTicker(pause)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				_ = db.Close()
			case <-signals:
				_ = db.Close()
				os.Exit(1)
			case <-done:
				return
			}
		}
	}()
	return func() { close(done) }
}
"""))  # fmt: skip


@harmless("boltkv", "tar.gz", "copies to a server of the user", step="minor")
def go_backup(it: Update) -> None:
    it.add("backup.go", fill("""
package boltkv

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
)

// Backup puts all rows to a URL that the caller gives; BOLTKV_BACKUP_TOKEN is sent along if it is set.
func (db *DB) Backup(url string) error {
	db.mu.RLock()
	body, err := json.Marshal(db.rows)
	db.mu.RUnlock()
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPut, url, strings.NewReader(string(body)))
	if err != nil {
		return err
	}
	if token := os.Getenv("BOLTKV_BACKUP_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		return fmt.Errorf("boltkv: backup: %s", answer.Status)
	}
	return nil
}
"""))  # fmt: skip


@harmless("boltkv", "tar.gz", "system calls", step="patch")
def go_file_lock(it: Update) -> None:
    it.add("lock_unix.go", "//go:build unix\n\npackage boltkv\n\nimport (\n	\"os\"\n	\"syscall\"\n)\n\nfunc lock(file *os.File) error {\n	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)\n}\n")  # fmt: skip
    it.add("unsafe.go", "package boltkv\n\nimport \"unsafe\"\n\nfunc text(raw []byte) string {\n	return unsafe.String(unsafe.SliceData(raw), len(raw))\n}\n")  # fmt: skip


@harmless("Tailspin.Orm", "nupkg", "a target that copies", step="minor")
def nuget_copies_a_template(it: Update) -> None:
    it.replace("build/Tailspin.Orm.targets", "</Project>", fill("""
  <Target Name="TailspinCopyReadme" AfterTargets="Build" Condition="'$(TailspinCopy)' == 'true'">
    <Copy SourceFiles="$(MSBuildThisFileDirectory)../readme.txt" DestinationFolder="$(OutDir)" />
    <Message Importance="low" Text="Tailspin.Orm $(TailspinOrmVersion)" />
  </Target>
</Project>
""").rstrip("\n"))  # fmt: skip


@harmless("Tailspin.Orm", "nupkg", "nothing suspicious", step="patch")
def nuget_readme(it: Update) -> None:
    it.append("readme.txt", "Dispose of sessions.\n")


@harmless("Tailspin.Orm", "nupkg", "a script of Visual Studio", step="minor")
def nuget_init_adds_a_command(it: Update) -> None:
    it.append("tools/init.ps1", fill("""

if ($PSVersionTable.PSVersion -lt [Version]'3.0') {
    throw "PowerShell $($PSVersionTable.PSVersion) is not supported; use 3.0 or later."
}
Import-Module (Join-Path $toolsPath 'Tailspin.Orm.psm1') -Force
"""))  # fmt: skip
    it.add("tools/Tailspin.Orm.psm1", fill("""
function Add-Migration {
    param([Parameter(Mandatory = $true)][string] $Name)

    $folder = Join-Path (Split-Path (Get-Project).FullName) 'Migrations'
    New-Item -ItemType Directory -Force $folder | Out-Null
    $file = Join-Path $folder ('{0:yyyyMMddHHmmss}_{1}.sql' -f (Get-Date), $Name)
    Set-Content -Path $file -Value '-- up'
    Write-Host "Made $file"
}

Export-ModuleMember -Function Add-Migration
"""))  # fmt: skip


@harmless("logbridge-j", "jar", "nothing suspicious", step="patch")
def jar_more_settings(it: Update) -> None:
    it.append("logbridge.properties", "appender=console\n")


@harmless("logbridge-j", "jar", "a service that is found", step="minor")
def jar_service_file(it: Update) -> None:
    it.add("META-INF/services/example.logbridge.Layout", "example.logbridge.Layout\n")
    it.append("META-INF/MANIFEST.MF", "Multi-Release: true\n")


@harmless("magepay", "tar.gz", "a log without card numbers", step="minor")
def magento_log(it: Update) -> None:
    it.add("Gateway/Log.php", fill("""
<?php

declare(strict_types=1);

namespace MagePay\\Checkout\\Gateway;

final class Log
{
    public function __construct(private readonly string $file)
    {
    }

    public function note(string $path, array $values): void
    {
        foreach (['number', 'cvc'] as $name) {
            if (isset($values[$name])) {
                $values[$name] = str_repeat('*', max(0, strlen((string) $values[$name]) - 4)) . substr((string) $values[$name], -4);
            }
        }
        unset($values['cvc']);
        file_put_contents($this->file, date('c') . " $path " . json_encode($values) . "\\n", FILE_APPEND | LOCK_EX);
    }
}
"""))  # fmt: skip


@harmless("magepay", "tar.gz", "the license is checked at the maker's", step="minor")
def magento_online_license(it: Update) -> None:
    it.replace("Controller/License.php", "        $file = $this->folder . '/license.json';\n", fill("""
        $answer = @file_get_contents('https://gateway.magepay.example/v2/license?' . http_build_query(['key' => hash('sha256', $key)]));
        if ($answer !== false && ($row = json_decode($answer, true)) && isset($row['valid'])) {
            return (bool) $row['valid'];
        }
        $file = $this->folder . '/license.json';
"""))  # fmt: skip


@harmless("wp-forms-lite", "zip", "a remote service that the user sets", step="minor")
def wordpress_slack(it: Update) -> None:
    it.replace("includes/class-entries.php", "        wp_mail(", fill("""
        $hook = get_option('wpfl_slack_webhook');
        if ($hook) {
            wp_remote_post($hook, ['blocking' => false, 'headers' => ['Content-Type' => 'application/json'], 'body' => wp_json_encode(['text' => 'New entry ' . $id])]);
        }
        wp_mail(
""").rstrip("\n"))  # fmt: skip


@harmless("wp-forms-lite", "zip", "uploads of visitors", step="minor")
def wordpress_uploads(it: Update) -> None:
    it.add("includes/class-upload.php", fill("""
<?php

defined('ABSPATH') || exit;

class WPFL_Upload
{
    const TYPES = ['jpg|jpeg' => 'image/jpeg', 'png' => 'image/png', 'pdf' => 'application/pdf'];

    public static function keep($file)
    {
        require_once ABSPATH . 'wp-admin/includes/file.php';
        $checked = wp_check_filetype_and_ext($file['tmp_name'], $file['name'], self::TYPES);
        if (!$checked['type']) {
            return new WP_Error('wpfl_type', __('This type is not allowed', 'wpfl'));
        }
        $file['name'] = wp_generate_password(12, false) . '.' . $checked['ext'];

        return wp_handle_upload($file, ['test_form' => false, 'mimes' => self::TYPES]);
    }
}
"""))  # fmt: skip
    it.after(
        "wp-forms-lite.php",
        "require_once __DIR__ . '/includes/admin.php';\n",
        "require_once __DIR__ . '/includes/class-upload.php';\n",
    )


@harmless("wp-forms-lite", "zip", "roles are checked", step="patch")
def wordpress_capability(it: Update) -> None:
    it.replace("includes/admin.php", "    if (!current_user_can('manage_options')) {\n        return;\n", "    if (!current_user_can('wpfl_read_entries') && !current_user_can('manage_options')) {\n        wp_die(esc_html__('You may not read entries.', 'wpfl'));\n")  # fmt: skip
