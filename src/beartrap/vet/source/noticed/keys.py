"""What functions are handed that is a key, whatever it is called: it is used as one."""

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

_KEYS = {
    **dict.fromkeys(
        (
            "crypto.createCipheriv", "crypto.createDecipheriv", "crypto-js.AES.encrypt", "crypto-js.AES.decrypt", "CryptoJS.AES.encrypt", "CryptoJS.AES.decrypt", "crypto.subtle.importKey",
            "tweetnacl.sign", "tweetnacl.sign.detached", "crypto.webcrypto.subtle.importKey",
        ), 1,
    ),
    **dict.fromkeys(
        (
            "crypto.createPrivateKey", "crypto.createSecretKey", "crypto.privateDecrypt", "crypto.privateEncrypt", "bip39.mnemonicToSeed", "bip39.mnemonicToSeedSync", "bip39.validateMnemonic",
            "bip39.mnemonicToEntropy", "ethers.Wallet", "ethers.Wallet.fromPhrase", "ethers.Wallet.fromMnemonic", "ethers.utils.HDNode.fromMnemonic", "tweetnacl.sign.keyPair.fromSecretKey",
            "tweetnacl.sign.keyPair.fromSeed", "@solana/web3.js.Keypair.fromSecretKey", "@solana/web3.js.Keypair.fromSeed", "ecpair.ECPair.fromPrivateKey", "ecpair.ECPair.fromWIF",
            "cryptography.fernet.Fernet", "Crypto.Cipher.AES.new", "Cryptodome.Cipher.AES.new", "Crypto.Cipher.ChaCha20.new", "cryptography.hazmat.primitives.ciphers.algorithms.AES",
            "cryptography.hazmat.primitives.ciphers.aead.AESGCM", "cryptography.hazmat.primitives.ciphers.aead.ChaCha20Poly1305", "nacl.secret.SecretBox", "nacl.signing.SigningKey",
            "nacl.public.PrivateKey", "cryptography.hazmat.primitives.serialization.load_pem_private_key", "eth_account.Account.from_key", "eth_account.Account.from_mnemonic",
        ), 0,
    ),
    "tweetnacl.secretbox": 2,
}  # fmt: skip
"""Calls that are given a key, with its place among their arguments. What keys of signatures and digests are for is to be shared with a server."""
FAR = 4
"""Steps from a key back to what was handed in: decoded, cut, wrapped."""


def used_as_key(machine: Machine, one: Invocation, made: Value) -> None:
    """Remember of which parameter a key was made, so that it counts as a secret wherever else it goes; what the key makes is none."""
    place = _KEYS.get(one.name)
    if place is None:
        return
    key: Value | None = one.argument(place)
    made.marks.pop("given-secret", None)
    for _ in range(FAR):
        if key is None or "given" not in key.marks:
            return
        name = _named(machine, key)
        if name is not None:
            machine.keyed.add((key.marks["given"][0].row - machine.row_base, name))
            machine.put_away = True  # what was walked before may have sent it
            return
        key = key.source


def _named(machine: Machine, key: Value) -> str | None:
    """Return the parameter that a value is, None where it is none."""
    told = {name.lstrip("$*") for names in machine.asked for name in names}
    scope = machine.scope
    return next((name for name, value in scope.values.items() if value is key and name in told), None)
