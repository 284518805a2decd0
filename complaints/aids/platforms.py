"""Which network platform a shop link belongs to, and the link in what people paste from an app."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from core.formats import name_of

DATA = Path(__file__).parent.parent / "data" / "platforms.csv"
LONGEST = 2000
# A share text runs on in Chinese right behind the link, so only what an address is made of belongs to it.
LINK = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._~:/?#@!$&*+,;=%()'\[\]-]*", re.IGNORECASE)
BARE = re.compile(
    r"(?<![A-Za-z0-9@._/-])(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![a-z0-9.-])(?:/[!-~]*)?", re.IGNORECASE
)
HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
PLAIN = re.compile(r"[!-\[\]-~]+")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
AFTER = ".,;:!?)]'*"
# WeChat shares a mini program not as an address but as words with this in front.
MINI_PROGRAM, MINI_PROGRAM_HOST = "#小程序://", "servicewechat.com"


def platform_of(link: str) -> str:
    """The platform's name in Chinese, "" for an unknown host or no link."""
    return known().get(_suffix(link), ("", ""))[0]


def platform_label(link: str) -> str:
    """The same in the language of the reader."""
    return name_of(*known().get(_suffix(link), ("", "")))


def link_in(text: str) -> str:
    """The shop link in a pasted share text: the first one of a known platform, else the first one, else ""."""
    found = list(_links(text[:LONGEST]))
    return next((link for link in found if platform_of(link)), found[0] if found else "")


def _links(text: str) -> Iterator[str]:
    yield from (match[0].rstrip(AFTER) for match in LINK.finditer(text))
    # Without https:// in front anything with a dot looks like an address; only a known one is taken for it.
    bare = (f"https://{match[0].rstrip(AFTER)}" for match in BARE.finditer(LINK.sub(" ", text)))
    yield from (link for link in bare if platform_of(link))


def _suffix(link: str) -> str:
    """The longest end of the link's host that is in the list, at a dot; "" for none."""
    parts = _host(link.strip()).split(".")
    ends = (".".join(parts[at:]) for at in range(len(parts)))
    return next((end for end in ends if end in known()), "")


def _host(link: str) -> str:
    """The host a browser would go to, in small letters; "" for what is no plain address.

    Browsers read a backslash as a slash, what stands before an @ as a name, and letters of other scripts as other
    hosts: such links belong to nobody.
    """
    if link.startswith(MINI_PROGRAM):
        return MINI_PROGRAM_HOST
    address = link.partition("?")[0].partition("#")[0]
    if len(link) > LONGEST or not PLAIN.fullmatch(address):
        return ""
    try:
        parts = urlsplit(address if SCHEME.match(address) else f"https://{address.removeprefix('//')}")
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return ""
    return host if parts.scheme in {"http", "https"} and not parts.username and HOST.fullmatch(host) else ""


@cache
def known() -> dict[str, tuple[str, str]]:
    """Name and English name by the end of a host."""
    with DATA.open(encoding="utf-8-sig", newline="") as file:
        return {row["host"]: (row["name"], row["name_en"]) for row in csv.DictReader(file)}
