"""What is offered on this machine only: the outbox page and the one-click sign-in of the demonstration."""

from __future__ import annotations

import ipaddress

from django.http import Http404, HttpRequest

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def is_loopback(address: str) -> bool:
    """Whether an address or host name is this machine's own."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def from_this_machine(request: HttpRequest) -> bool:
    """Whether the request comes from this machine and through no proxy (a proxy here serves the whole world)."""
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and not any(name in request.META for name in FORWARDED)


def require_local(request: HttpRequest, *, allowed: bool) -> None:
    """Raise Http404 unless the page is `allowed` and the request comes from this machine."""
    if not (allowed and from_this_machine(request)):
        raise Http404
