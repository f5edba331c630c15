"""Harmless updates of gems, PHP packages, Go modules, crates, jars, .NET and PowerShell packages that look suspicious."""

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import harmless, rows


@harmless("hooksign", "gem", "tries again, and another way out", step="minor")
def rb_deliveries_are_tried_again(it: Update) -> None:
    it.replace("lib/hooksign/client.rb", "      answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') do |http|\n        http.post(uri.path, body, headers(body))\n      end\n", """      attempts = 0
      begin
        answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https', open_timeout: @config.open_timeout) do |http|
          http.post(uri.path, body, headers(body))
        end
      rescue Net::OpenTimeout, Errno::ECONNRESET
        raise if (attempts += 1) > 3

        sleep(2**attempts)
        retry
      end
""")  # fmt: skip


@harmless("hooksign", "gem", "secrets of a credentials file of its own")
def rb_secrets_of_a_file(it: Update) -> None:
    it.replace(
        "lib/hooksign/config.rb",
        "      @secret = ENV.fetch('HOOKSIGN_SECRET', nil)\n",
        "      @secret = ENV.fetch('HOOKSIGN_SECRET') { secret_file }\n",
    )
    it.replace("lib/hooksign/config.rb", "      @read_timeout = 15\n    end\n", """      @read_timeout = 15
    end

    private

    def secret_file
      path = File.expand_path('~/.config/hooksign/secret')
      File.read(path).strip if File.exist?(path)
    end
""")  # fmt: skip


@harmless("pass-meter", "gem", "an extension in C that is compiled at install", step="minor")
def rb_extension_in_c(it: Update) -> None:
    it.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/pass_meter/extconf.rb\n")
    it.add("ext/pass_meter/extconf.rb", "# frozen_string_literal: true\n\nrequire 'mkmf'\n\nabort 'no math.h' unless have_header('math.h')\n$CFLAGS << ' -O3' unless ENV['DEBUG']\nhave_library('m', 'log2')\ncreate_makefile('pass_meter/native')\n")  # fmt: skip
    it.add("ext/pass_meter/native.c", "#include <math.h>\n#include <ruby.h>\n\nstatic VALUE bits(VALUE self, VALUE n)\n{\n    (void)self;\n    return DBL2NUM(log2(NUM2DBL(n)));\n}\n\nvoid Init_native(void)\n{\n    rb_define_global_function(\"pass_meter_bits\", bits, 1);\n}\n")  # fmt: skip


@harmless("tokenrest", "gem", "methods that are defined by texts")
def rb_methods_by_texts(it: Update) -> None:
    it.append("lib/tokenrest/store.rb", """

module Tokenrest
  # Callbacks around issue and revoke.
  module Callbacks
    %w[issue revoke].each do |name|
      class_eval <<~RUBY, __FILE__, __LINE__ + 1
        def on_#{name}(&block)
          (@on_#{name} ||= []) << block
        end
      RUBY
    end
  end

  Store.include(Callbacks)
end
""")  # fmt: skip


@harmless("sessiongate", "tar.gz", "sessions are sealed", step="minor")
def php_sessions_are_sealed(it: Update) -> None:
    it.add("src/SealedHandler.php", """<?php

declare(strict_types=1);

namespace SessionGate;

final class SealedHandler extends \\SessionHandler
{
    public function __construct(private readonly string $key)
    {
    }

    public function read(string $id): string|false
    {
        $raw = base64_decode(parent::read($id) ?: '', true);
        if ($raw === false || strlen($raw) < 28) {
            return '';
        }

        return openssl_decrypt(substr($raw, 28), 'aes-256-gcm', $this->key, OPENSSL_RAW_DATA, substr($raw, 0, 12), substr($raw, 12, 16)) ?: '';
    }

    public function write(string $id, string $data): bool
    {
        $nonce = random_bytes(12);
        $sealed = openssl_encrypt($data, 'aes-256-gcm', $this->key, OPENSSL_RAW_DATA, $nonce, $tag);

        return parent::write($id, base64_encode($nonce . $tag . $sealed));
    }
}
""")  # fmt: skip


@harmless("sessiongate", "zip", "failed logins are told to the site's own hook")
def php_failed_logins_are_told(it: Update) -> None:
    it.replace("src/Guard.php", "        private readonly LoggerInterface $log,\n", "        private readonly LoggerInterface $log,\n        private readonly ?\\Closure $onFailure = null,\n")  # fmt: skip
    it.replace("src/Guard.php", "            $this->log->notice('wrong password', ['name' => $name]);\n", "            $this->log->notice('wrong password', ['name' => $name]);\n            ($this->onFailure)?->__invoke($name, $_SERVER['REMOTE_ADDR'] ?? '');\n")  # fmt: skip


@harmless("postcard-php", "tar.gz", "another transport", step="minor")
def php_transport_by_curl(it: Update) -> None:
    it.add("src/CurlTransport.php", """<?php

declare(strict_types=1);

namespace Postcard;

final class CurlTransport
{
    public function post(string $url, string $token, array $payload): array
    {
        $curl = curl_init($url);
        curl_setopt_array($curl, [
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => json_encode($payload, JSON_THROW_ON_ERROR),
            CURLOPT_HTTPHEADER => ['Content-Type: application/json', 'Authorization: Bearer ' . $token],
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 15,
        ]);
        $body = curl_exec($curl);
        if ($body === false) {
            throw new \\RuntimeException(curl_error($curl));
        }

        return json_decode($body, true, 512, JSON_THROW_ON_ERROR);
    }
}
""")  # fmt: skip


@harmless("wp-gallery", "zip", "a route for those who may edit", step="minor")
def php_route_for_editors(it: Update) -> None:
    it.append("includes/class-gallery.php", """

add_action('rest_api_init', function () {
    register_rest_route('wp-gallery/v1', '/order', array(
        'methods' => 'POST',
        'permission_callback' => function () {
            return current_user_can('edit_posts');
        },
        'callback' => function (WP_REST_Request $request) {
            update_post_meta(absint($request['post']), '_gallery_order', array_map('absint', (array) $request['ids']));
            return rest_ensure_response(array('saved' => true));
        },
    ));
});
""")  # fmt: skip


@harmless("wp-gallery", "zip", "asks its own server for news of versions")
def php_asks_for_versions(it: Update) -> None:
    it.append("includes/class-settings.php", """

add_filter('pre_set_site_transient_update_plugins', function ($transient) {
    $answer = wp_remote_get('https://updates.wp-gallery.example/v1/latest', array('timeout' => 5));
    if (is_wp_error($answer)) {
        return $transient;
    }
    $latest = json_decode(wp_remote_retrieve_body($answer));
    if ($latest && version_compare($latest->version, WP_GALLERY_VERSION, '>')) {
        $transient->response['wp-gallery/wp-gallery.php'] = (object) array('slug' => 'wp-gallery', 'new_version' => $latest->version, 'package' => $latest->package);
    }

    return $transient;
});
""")  # fmt: skip


@harmless("goauth", "zip", "a client of an identity provider", step="minor")
def go_client_of_a_provider(it: Update) -> None:
    it.add("introspect.go", """package goauth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Introspector asks an authorisation server about tokens (RFC 7662).
type Introspector struct {
	Endpoint, ID, Secret string
	Client               *http.Client
}

// Ask returns the claims of an active token.
func (i Introspector) Ask(ctx context.Context, token string) (*Claims, error) {
	form := url.Values{"token": {token}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, i.Endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(i.ID, i.Secret)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := i.Client
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var found struct {
		Active bool `json:"active"`
		Claims
	}
	if err := json.NewDecoder(answer.Body).Decode(&found); err != nil {
		return nil, fmt.Errorf("goauth: introspection: %w", err)
	}
	if !found.Active {
		return nil, ErrDenied
	}
	return &found.Claims, nil
}
""")  # fmt: skip


@harmless("boltstore", "zip", "a copy of the store, by another program")
def go_copy_by_another_program(it: Update) -> None:
    it.add("backup.go", """package boltstore

import (
	"context"
	"os"
	"os/exec"
)

// Backup pipes the store into a command of the caller, such as `zstd -o backup.zst`.
func (db *DB) Backup(ctx context.Context, name string, args ...string) error {
	file, err := os.Open(db.path)
	if err != nil {
		return err
	}
	defer file.Close()
	command := exec.CommandContext(ctx, name, args...)
	command.Stdin = file
	command.Stderr = os.Stderr
	return command.Run()
}
""")  # fmt: skip


@harmless("goflags", "tar.gz", "completions, and an init that registers")
def go_init_that_registers(it: Update) -> None:
    it.add("complete.go", """package goflags

import (
	_ "embed"
	"fmt"
	"os"
	"strings"
)

//go:generate go run ./internal/gen -out completions/bash.tmpl

//go:embed completions/bash.tmpl
var bash string

var shells = map[string]func(*Set) string{}

func init() {
	shells["bash"] = func(s *Set) string { return strings.ReplaceAll(bash, "@NAME@", s.name) }
}

// Complete prints a completion script where COMPLETE names a shell.
func (s *Set) Complete() bool {
	render, ok := shells[os.Getenv("COMPLETE")]
	if ok {
		fmt.Print(render(s))
	}
	return ok
}
""")  # fmt: skip
    it.add("completions/bash.tmpl", 'complete -C "@NAME@" @NAME@\neval "$(@NAME@ --flags 2>/dev/null)"\n')


@harmless("seedvault", "crate", "a build script that compiles C", step="minor")
def rs_build_script_compiles(it: Update) -> None:
    it.replace("build.rs", "fn main() {\n", """use std::process::Command;

fn commit() -> Option<String> {
    let out = Command::new("git").args(["rev-parse", "--short", "HEAD"]).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_string())
}

fn main() {
    println!("cargo:rustc-env=SEEDVAULT_COMMIT={}", commit().unwrap_or_default());
    cc::Build::new().file("src/fast.c").opt_level(3).compile("fast");
""")  # fmt: skip
    it.append("Cargo.toml", '\n[build-dependencies]\ncc = "1"\n')
    it.add("src/fast.c", "#include <stdint.h>\n\nuint32_t fast_sum(const uint8_t *data, uint32_t size)\n{\n    uint32_t sum = 0;\n    while (size--)\n        sum = sum * 31 + *data++;\n    return sum;\n}\n")  # fmt: skip


@harmless("quicklog", "crate", "lines go to a server that the user names", step="minor")
def rs_lines_go_to_a_server(it: Update) -> None:
    it.append("src/appender.rs", """
/// Sends lines to a syslog server, as RFC 3164 has them.
pub struct SyslogAppender {
    socket: std::net::UdpSocket,
    tag: String,
}

impl SyslogAppender {
    pub fn new(server: impl std::net::ToSocketAddrs, tag: &str) -> std::io::Result<Self> {
        let socket = std::net::UdpSocket::bind("0.0.0.0:0")?;
        socket.connect(server)?;
        Ok(Self { socket, tag: tag.to_string() })
    }
}

impl Appender for SyslogAppender {
    fn append(&mut self, text: &str) {
        let _ = self.socket.send(format!("<14>{}: {}", self.tag, text).as_bytes());
    }
}
""")  # fmt: skip


@harmless("glob-swift", "crate", "tables of numbers that a script made")
def rs_tables_of_numbers(it: Update) -> None:
    it.append("src/class.rs", f"\n/// Folded characters; made by tools/fold.py from CaseFolding.txt.\npub static FOLD: [u8; 256] = [\n{rows(it.random.randbytes(256))}\n];\n")  # fmt: skip
