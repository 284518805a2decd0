"""Readings of the environment: the right value, the default, and a loud no."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize(("value", "read"), [("1", True), ("YES", True), ("on", True), ("0", False), ("", False)])
def test_flag(monkeypatch: pytest.MonkeyPatch, value: str, read: bool) -> None:
    monkeypatch.setenv("X_FLAG", value)
    assert env.flag("X_FLAG", default=not read) is read


@pytest.mark.parametrize("value", ["2", "ja", " "])
def test_flag_refuses_what_is_neither(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("X_FLAG", value)
    with pytest.raises(ImproperlyConfigured, match="X_FLAG"):
        env.flag("X_FLAG")


def test_number_and_its_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.number("X_UNSET", 7) == 7
    monkeypatch.setenv("X_NUMBER", "12")
    assert env.number("X_NUMBER", 7) == 12
    monkeypatch.setenv("X_NUMBER", "12.5")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env.number("X_NUMBER", 7)


def test_text_without_default_must_be_set() -> None:
    assert env.text("X_UNSET", "a") == "a"
    with pytest.raises(ImproperlyConfigured, match="X_UNSET is not set"):
        env.text("X_UNSET")


def test_words_drop_empty_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_WORDS", " a, ,b,")
    assert env.words("X_WORDS") == ["a", "b"]
    assert env.words("X_UNSET", "c") == ["c"]


def test_folder_is_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_FOLDER", "")
    assert env.folder("X_FOLDER", Path("somewhere")) == Path.cwd() / "somewhere"
