"""Reading what is known of businesses and goods."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Length

from core.errors import NotFound
from enterprises.models import RecallKey, RecallNotice
from enterprises.plain import gtin14, half_width, plain, plain_brand, says_word, shape

Kind = RecallKey.Kind


@dataclass(frozen=True, slots=True)
class RecallMatch:
    """A recall that names this item, and by what it was found: "item_code", "batch" or "model"."""

    notice: RecallNotice
    by: str


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of a thing that somebody bought, plainly written; "" for what is not."""

    code: str
    batch: str
    text: str


def recalls_for(*, item_code: str = "", batch_no: str = "", brand_model: str = "") -> list[RecallMatch]:
    """The recalls that name the item: by code, by batch, by model; the newest first. Two queries at most.

    A batch number says nothing alone, since every producer has its own: it counts with a code, or with the brand. A
    brand alone says nothing either. When the notice names batches and the item's is another one of the same make-up,
    the item is not meant.
    """
    item = Item(gtin14(item_code), plain(batch_no), half_width(brand_model.strip()))
    if not item.code and not plain(item.text):
        return []
    found = RecallNotice.objects.filter(pk__in=_named(item))
    matches = [RecallMatch(notice, by) for notice in found if (by := _by(notice, item))]
    return sorted(matches, key=lambda one: ("item_code", "batch", "model").index(one.by))


def _named(item: Item) -> QuerySet[RecallKey, int]:
    """The notices one of whose keys the item has: a superset, found by the database."""
    said = Value(plain(item.text), output_field=CharField())
    inside = RecallKey.objects.annotate(said=said, length=Length("key"))
    wanted = Q(kind=Kind.MODEL, said__contains=F("key"))
    if item.batch:
        wanted |= Q(kind=Kind.BRAND, said__contains=F("key"))
    if item.code:
        wanted |= Q(kind=Kind.CODE, key=item.code)
    return inside.filter(wanted, length__gt=0).values_list("notice", flat=True)


def _by(notice: RecallNotice, item: Item) -> str:
    """By what the item is the notice's; "" when it is not."""
    coded = bool(item.code) and item.code in notice.item_codes
    branded = _is_branded(notice, item)
    modelled = branded and any(says_word(item.text, plain(name)) for name in notice.model_names)
    listed = _is_listed(notice, item.batch)
    if not (coded or modelled or (branded and listed and notice.brand)) or listed is False:
        return ""
    return "item_code" if coded else "batch" if listed else "model"


def _is_branded(notice: RecallNotice, item: Item) -> bool:
    """A notice without a brand asks for none."""
    return plain_brand(notice.brand) in plain(item.text)


def _is_listed(notice: RecallNotice, batch: str) -> bool | None:
    """Whether the batch is among those named; None when that cannot be told."""
    if not batch:
        return None
    singles = [plain(one) for one in notice.batches]
    first, last = plain(notice.batch_from), plain(notice.batch_to)
    if batch in singles or (len(first) == len(batch) == len(last) and first <= batch <= last):
        return True
    comparable = {shape(one) for one in (*singles, first, last) if one}
    return False if shape(batch) in comparable else None


@dataclass(frozen=True, slots=True)
class RecallPage:
    """One page of the list, and the mark from which the next one starts (empty at the end)."""

    rows: tuple[RecallNotice, ...]
    after: str


def recall_page(words: str = "", *, after: str = "", size: int = 20) -> RecallPage:
    """Published recalls that have the words, the newest first; a bad mark starts anew. Two queries at most."""
    rows = _with_words(words.strip()[:60])
    mark = RecallNotice.objects.filter(pk=after).values_list("published_on", "pk").first() if _is_key(after) else None
    if mark is not None:
        rows = rows.filter(Q(published_on__lt=mark[0]) | Q(published_on=mark[0], pk__lt=mark[1]))
    found = list(rows.order_by("-published_on", "-pk")[: size + 1])
    return RecallPage(tuple(found[:size]), str(found[size - 1].pk) if len(found) > size else "")


def _with_words(words: str) -> QuerySet[RecallNotice]:
    rows = RecallNotice.objects.all()
    if not words:
        return rows
    told = Q(title__icontains=words) | Q(producer__icontains=words) | Q(defect__icontains=words)
    if key := plain(words):
        told |= Q(pk__in=RecallKey.objects.filter(key__contains=key).values("notice"))
    return rows.filter(told)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def recall_of(pk: int) -> RecallNotice:
    """A published recall; raises NotFound."""
    found = RecallNotice.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found
