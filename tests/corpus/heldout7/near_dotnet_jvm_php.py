"""Harmless updates of assemblies, jars and PHP packages that look suspicious."""

from corpus.heldout.nouns import Update, artefact
from corpus.heldout7.shape import b64, fill, harmless


@harmless("Wingtip.Ledger", "nupkg", "another build of an assembly", step="minor")
def nuget_next_assembly(it: Update) -> None:
    it.add("lib/net48/Wingtip.Ledger.dll", artefact("ledger-2.dll"))
    it.add(
        "lib/net48/Wingtip.Ledger.xml",
        '<?xml version="1.0"?>\n<doc>\n  <assembly><name>Wingtip.Ledger</name></assembly>\n  <members>\n    <member name="T:Wingtip.Ledger.Book"><summary>Entries in two columns.</summary></member>\n  </members>\n</doc>\n',
    )


@harmless("Wingtip.Ledger", "nupkg", "steps of a build", step="minor")
def nuget_copies_config(it: Update) -> None:
    it.replace(
        "build/Wingtip.Ledger.targets",
        "  </Target>\n",
        '    <Copy SourceFiles="$(MSBuildThisFileDirectory)..\\docs\\readme.txt" DestinationFolder="$(OutDir)ledger" SkipUnchangedFiles="true" />\n  </Target>\n',
    )


@harmless("Wingtip.Ledger", "nupkg", "a new dependency of a known name", step="minor")
def nuget_needs_json(it: Update) -> None:
    it.replace(
        "Wingtip.Ledger.nuspec",
        '      <group targetFramework=".NETFramework4.8" />\n',
        '      <group targetFramework=".NETFramework4.8">\n        <dependency id="Newtonsoft.Json" version="13.0.3" />\n      </group>\n',
    )


@harmless("jcachelite", "jar", "another build of a class", step="minor")
def jar_statistics(it: Update) -> None:
    it.add("example/jcachelite/Cache.class", artefact("cache-second-Cache.class"))
    it.add("META-INF/LICENSE.txt", "Copyright 2026 the jcachelite authors. Apache License 2.0.\n")


@harmless("jcachelite", "jar", "a new dependency of a known name", step="major")
def jar_needs_slf4j(it: Update) -> None:
    it.replace(
        "META-INF/maven/example/jcachelite/pom.xml",
        "  <dependencies>\n",
        "  <dependencies>\n    <dependency>\n      <groupId>org.slf4j</groupId>\n      <artifactId>slf4j-api</artifactId>\n      <version>2.0.9</version>\n    </dependency>\n",
    )


@harmless("laratok", "tar.gz", "tokens are sealed", step="minor")
def php_seals(it: Update) -> None:
    it.add(
        "src/Sealed.php",
        fill("""
<?php

declare(strict_types=1);

namespace Laratok;

final class Sealed
{
    public function __construct(private string $key)
    {
    }

    public function seal(string $plain): string
    {
        $nonce = random_bytes(SODIUM_CRYPTO_SECRETBOX_NONCEBYTES);

        return base64_encode($nonce . sodium_crypto_secretbox($plain, $nonce, $this->key));
    }

    public function open(string $text): ?string
    {
        $raw = base64_decode($text, true);
        $nonce = substr((string) $raw, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES);
        $plain = sodium_crypto_secretbox_open(substr((string) $raw, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES), $nonce, $this->key);

        return $plain === false ? null : $plain;
    }
}
"""),
    )


@harmless("laratok", "tar.gz", "asks a server about tokens", step="minor")
def php_introspects(it: Update) -> None:
    it.add(
        "src/Introspection.php",
        fill("""
<?php

declare(strict_types=1);

namespace Laratok;

/** Asks the server that gave a token (RFC 7662). */
final class Introspection
{
    public function __construct(private string $address, private string $client, private string $secret)
    {
    }

    public function find(string $plain): ?Token
    {
        $line = curl_init($this->address);
        curl_setopt_array($line, [
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => http_build_query(['token' => $plain]),
            CURLOPT_USERPWD => "{$this->client}:{$this->secret}",
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 5,
        ]);
        $row = json_decode((string) curl_exec($line), true);

        return empty($row['active']) ? null : new Token($row['sub'], laratok_hash($plain), explode(' ', $row['scope'] ?? ''), $row['exp'] ?? null);
    }
}
"""),
    )


@harmless("shopbits", "zip", "asks a service for rates", step="minor")
def wordpress_rates(it: Update) -> None:
    it.add(
        "includes/class-rates.php",
        fill("""
<?php

defined('ABSPATH') || exit;

class Shopbits_Rates
{
    const SERVICE = 'https://rates.shopbits.example/v1/latest';

    public static function of($currency)
    {
        $rates = get_transient('shopbits_rates');
        if ($rates === false) {
            $answer = wp_remote_get(self::SERVICE, ['timeout' => 5]);
            $rates = is_wp_error($answer) ? [] : (array) json_decode(wp_remote_retrieve_body($answer), true);
            set_transient('shopbits_rates', $rates, DAY_IN_SECONDS);
        }

        return isset($rates[$currency]) ? (float) $rates[$currency] : null;
    }
}
"""),
    )
    it.replace(
        "shopbits.php",
        "require_once __DIR__ . '/includes/class-settings.php';\n",
        "require_once __DIR__ . '/includes/class-settings.php';\nrequire_once __DIR__ . '/includes/class-rates.php';\n",
    )


@harmless("shopbits", "zip", "a picture as base64", step="minor")
def wordpress_icon(it: Update) -> None:
    icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path d="M3 3h2l2 9h8l2-6H6" fill="none" stroke="black"/></svg>'
    it.replace(
        "includes/class-settings.php",
        "'shopbits', [self::class, 'page']);\n",
        f"'shopbits', [self::class, 'page']);\n        add_menu_page('Orders', 'Orders', 'manage_options', 'shopbits-orders', [self::class, 'page'], 'data:image/svg+xml;base64,{b64(icon)}');\n",
    )
