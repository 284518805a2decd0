"""Where a request comes from, for limits; never written down in the clear."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
# Whoever has an IPv6 address has all of its network; counting single ones would count nothing.
NETWORK = 64


def client_address(request: HttpRequest) -> str:
    """The client's IPv4 address, or its IPv6 network; "unknown" where the server tells none.

    `settings.TRUSTED_PROXIES` proxies stand in front, each adding to X-Forwarded-For whom it was asked by; whatever
    stands further left was written by the client. A request with fewer entries came round the proxies: then only the
    connection itself is believed.
    """
    proxies = int(settings.TRUSTED_PROXIES)
    passed = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    believed = passed[-proxies] if 0 < proxies <= len(passed) else ""
    return _source(believed) or _source(str(request.META.get("REMOTE_ADDR", ""))) or UNKNOWN


def _source(text: str) -> str:
    """The address as it is counted; empty for what is none."""
    try:
        address = ipaddress.ip_address(_without_port(text.strip()))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), NETWORK), strict=False))


def _without_port(text: str) -> str:
    """Some proxies write 192.0.2.1:443 and [2001:db8::1]:443."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
