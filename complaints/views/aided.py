"""What the pages of filing show besides their fields: found, suggested, worked out; never filled in by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from accounts.hats import consumer_actor
from complaints import drafts
from complaints.aids import categories, extract, hints, platforms, similar
from complaints.aids.extract import Suggestion
from complaints.drafts import Answers
from complaints.filing import is_sensitive
from complaints.models import Draft
from complaints.pages import BY_SLUG, Page
from complaints.views.aids import offered, said_by
from core import time
from enterprises import selectors
from enterprises.selectors import RecallMatch

Context = dict[str, Any]
LONGEST = 300  # no code and no brand is longer
LONGEST_STORY = 5000
SEEN = "recalls_seen"  # an answer of the draft beside those of the pages


def context(request: HttpRequest, draft: Draft, page: Page) -> Context:
    """The aids of this page, for what was typed so far; typed just now counts before what was kept."""
    answers = drafts.answers_of(draft)
    if request.method == "POST":
        answers |= drafts.typed_on(page, request.POST)
    make = AIDS.get(page.slug)
    return make(request, answers) if make else {}


def found_categories(request: HttpRequest, answers: Answers) -> Context:
    """The categories that fit the words, or the whole tree."""
    chosen, words = str(answers.get("category", "")), str(answers.get("q", "")).strip()
    if "all" in request.GET:
        return {"tree": categories.tree(), "chosen": chosen, "words": words}
    return {"found": categories.offered(words, chosen), "chosen": chosen, "words": words}


def goods(answers: Mapping[str, Any]) -> dict[str, str]:
    """What was written of the goods."""
    return {name: str(answers.get(name, ""))[:LONGEST].strip() for name in BY_SLUG["product"].fields}


def recalls(answers: Mapping[str, Any]) -> list[RecallMatch]:
    """The recalls that name the goods, a scanned code read as the form reads it; nothing asked for nothing written."""
    known = goods(answers)
    item, _error = said_by(known["item_code"])
    if item is not None:
        known |= {"item_code": item.gtin14, "batch_no": known["batch_no"] or item.batch}
    return selectors.recalls_for(**known) if any(known.values()) else []


def story(answers: Mapping[str, Any]) -> str:
    """The story as far as the field takes it: finding things in it takes time by the square of its length."""
    return str(answers.get("narrative", ""))[:LONGEST_STORY]


def suggested(answers: Mapping[str, Any]) -> list[Suggestion]:
    """What the story says where the person has not answered yet; an answer is never contradicted."""
    found = extract.suggestions(story(answers), time.today())
    return [one for one in found if not str(answers.get(one.field, "")).strip()]


def flags(answers: Mapping[str, Any]) -> list[extract.Flag]:
    """Personal data in the story, the writer's own left out."""
    own = [str(answers.get(name, "")) for name in ("name", "phone", "email", "address")]
    return extract.flags(story(answers), [words for words in own if words])


def platform(answers: Mapping[str, Any]) -> list[Suggestion]:
    """The platform of the shop's link, offered where another or none is named."""
    link = str(answers.get("shop_link", ""))
    name = platforms.platform_of(link)
    if not name or answers.get("platform_name") == name:
        return []
    return [Suggestion("platform_name", name, link, 0, len(link))]


def of_product(_request: HttpRequest, answers: Answers) -> Context:
    """What the code says, and recalls; why it cannot be read stands at the field."""
    known = goods(answers)
    item, _error = said_by(known["item_code"])
    batch = offered(item, known["batch_no"])
    return {"item": item, "batch": batch, "matches": recalls(answers), "searched": any(known.values())}


def of_business(_request: HttpRequest, answers: Answers) -> Context:
    """The platform."""
    return {"suggestions": platform(answers)}


def of_story(_request: HttpRequest, answers: Answers) -> Context:
    """What the story says, and what of it identifies a person."""
    written = bool(str(answers.get("narrative", "")).strip())
    return {"suggestions": suggested(answers), "flags": flags(answers), "searched": written}


def of_claim(_request: HttpRequest, answers: Answers) -> Context:
    """What the law may give; nothing before there is a claim to reckon with."""
    claimed = bool(answers.get("nature"))
    return {"hints": hints.hints_for(answers) if claimed else [], "searched": claimed}


def of_check(request: HttpRequest, answers: Answers) -> Context:
    """All of it once more, and the person's own cases that may be the same matter."""
    return {
        "suggestions": suggested(answers),
        "flags": flags(answers),
        "matches": recalls(answers),
        "alike": similar.own_alike(consumer_actor(request.user), answers),
    }


AIDS: dict[str, Callable[[HttpRequest, Answers], Context]] = {
    "what": found_categories,
    "product": of_product,
    "business": of_business,
    "story": of_story,
    "claim": of_claim,
    "check": of_check,
}


# ---- what must not be passed unseen ----------------------------------------------------------------------------------


def to_be_seen(draft: Draft, page: Page) -> bool:
    """Whether a recall was found that this person has not been shown: the goods may hurt somebody today."""
    if page.slug != "product":
        return False
    answers = drafts.answers_of(draft)
    return bool(named(answers) - set(answers.get(SEEN, [])))


def mark_seen(draft: Draft, page: Page) -> Draft:
    """Remember what was shown, so that the next press goes on."""
    return drafts.draft_save(draft, page, {SEEN: sorted(named(drafts.answers_of(draft)))})


def named(answers: Mapping[str, Any]) -> set[str]:
    """The notices that name the goods."""
    return {match.notice.reference for match in recalls(answers)}


def needs_consent(answers: Mapping[str, Any]) -> bool:
    """Whether the check page asks for the consent of its own."""
    return is_sensitive(answers)
