"""A person's own settings, the hat they wear, and the sign-in of the demonstration."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from accounts import demo, hats, selectors, services
from accounts.forms import SettingsForm
from accounts.models import User
from core.local import require_local


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_settings(request: HttpRequest) -> HttpResponse:
    """How one is addressed, and the ways in."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    now = {"name": user.name, "sex": user.sex, "language": user.language}
    form = SettingsForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        services.user_describe(user=user, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("account_settings")
    found = {"form": form, "hats": selectors.hats_of(user), "chosen": hats.chosen_hat(request)}
    return render(request, "accounts/settings.html", {**found, "phone": selectors.phone_of(user)})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read another language (`language`), in this browser and, when signed in, wherever one signs in."""
    wanted = request.POST.get("language", "")
    if isinstance(request.user, User) and wanted in dict(settings.LANGUAGES):
        services.user_speak(user=request.user, language=wanted)
    return set_language(request)


@require_POST
@login_required
def account_hat(request: HttpRequest) -> HttpResponse:
    """Wear another hat (`hat` = its code); 404 for one that is not held."""
    if not hats.choose_hat(request, request.POST.get("hat", "")):
        raise Http404
    return redirect(safe_next(request) or "home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Become one of the people of the demonstration with one click; 404 anywhere but there, on this machine."""
    require_local(request, allowed=settings.DEMO)
    if request.method != "POST":
        found = {"people": demo.listed(), "password": demo.password(), "next": request.GET.get("next", "")}
        return render(request, "accounts/demo.html", found)
    person = demo.by_address(request.POST.get("email", ""))
    if person is None:
        raise Http404
    request.session.flush()
    answer: HttpResponse = perform_login(
        request, Login(user=person, email=person.email, redirect_url=safe_next(request))
    )
    return answer


def safe_next(request: HttpRequest) -> str | None:
    """Where to go on to, if it is an address of this site."""
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    return target if url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure()) else None
