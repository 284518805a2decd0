"""Storing what people hand in: sniffed, made harmless, hashed, kept out of the web root."""

from __future__ import annotations

from core.files.service import (
    bytes_store,
    file_drop,
    file_open,
    file_store,
    forget_bytes,
    preview_open,
    rows_drop,
)

__all__ = ["bytes_store", "file_drop", "file_open", "file_store", "forget_bytes", "preview_open", "rows_drop"]
