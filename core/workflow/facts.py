"""What a guard may know beyond the row: who acts, with what, when, and what upper rooms can tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from core.actors import Actor

Provider = Callable[[Any, Actor, Mapping[str, Any]], Any]

providers: dict[str, list[Provider]] = {}


def facts(name: str) -> Callable[[Provider], Provider]:
    """Register the provider of the fact `name`; a second one fails the system check, not silently the first."""

    def wrap(provider: Provider) -> Provider:
        providers.setdefault(name, []).append(provider)
        return provider

    return wrap


class Facts:
    """Hung on the locked row before guards are asked; each fact is asked for at most once.

    `data` is empty when only availability is asked: a provider that needs it answers None, "not known yet".
    """

    def __init__(self, case: Any, actor: Actor, data: Mapping[str, Any], now: dt.datetime) -> None:
        self.case = case
        self.actor = actor
        self.data = data
        self.now = now
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            (provider,) = providers[name]
            self._known[name] = provider(self.case, self.actor, self.data)
        return self._known[name]
