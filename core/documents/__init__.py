"""Official papers: who provides them, how they are numbered, drawn and issued."""

from __future__ import annotations

from core.documents.content import DocumentContent, Paper, Provider, document, provider
from core.documents.drawing import FontsMissing, render
from core.documents.service import document_issue, document_of_token

__all__ = [
    "DocumentContent",
    "FontsMissing",
    "Paper",
    "Provider",
    "document",
    "document_issue",
    "document_of_token",
    "provider",
    "render",
]
