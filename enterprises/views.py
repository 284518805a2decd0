"""Published recalls: the list, and one of them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from core.formats import mark
from enterprises.models import RecallNotice
from enterprises.selectors import recall_of, recall_page

GTIN_SIZES = (8, 12, 13, 14)


@require_safe
def recalls(request: HttpRequest) -> HttpResponse:
    """The newest first, or those that have the words `q`."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:60]
    page = recall_page(words, after=request.GET.get("after", ""))
    following = urlencode({"q": words, "after": page.after} if words else {"after": page.after})
    context = {"rows": page.rows, "q": words, "pager": {"next": f"?{following}" if page.after else ""}}
    return render(request, "enterprises/recalls.html", context)


@require_safe
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """What is recalled, why, and what to do."""
    notice = recall_of(pk)
    return render(request, "enterprises/recall.html", {"recall": notice, "goods": goods_facts(notice)})


def goods_facts(notice: RecallNotice) -> list[tuple[StrOrPromise, str]]:
    """How to tell whether one has such a thing."""
    comma = mark("、")
    reach = f"{notice.batch_from} – {notice.batch_to}" if notice.batch_from else ""
    return [
        (_("品牌"), notice.brand),
        (_("型号"), comma.join(notice.model_names)),
        (_("批次"), comma.join(filter(None, [*notice.batches, reach]))),
        (_("商品条码"), comma.join(map(as_printed, notice.item_codes))),
    ]


def as_printed(code: str) -> str:
    """A GTIN-14 as it stands under the bars: with 8, 12, 13 or 14 digits."""
    digits = code.lstrip("0")
    return digits.zfill(next(size for size in GTIN_SIZES if size >= len(digits)))
