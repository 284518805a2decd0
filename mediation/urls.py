"""Addresses of cases and desks: the same pages for a party, under the staff hat, under the business hat."""

from __future__ import annotations

from django.urls import URLPattern, path

from complaints.selectors import Area
from mediation.views import cases, claims, desks, evidence, lists, steps


def pages(start: str, prefix: str, area: Area) -> list[URLPattern]:
    """The pages of one case under one hat."""
    hat = {"area": area}
    return [
        path(f"{start}/<str:number>/", cases.case, hat, name=f"{prefix}case"),
        path(f"{start}/<str:number>/live/", cases.case_live, hat, name=f"{prefix}case_live"),
        path(f"{start}/<str:number>/evidence/", evidence.case_evidence, hat, name=f"{prefix}case_evidence"),
        path(f"{start}/<str:number>/steps/<str:step>/", steps.case_step, hat, name=f"{prefix}case_step"),
    ]


urlpatterns = [
    path("cases/", lists.case_list, name="case_list"),
    path("cases/claim/", claims.claim_proven, name="claim_proven"),
    path("cases/<str:number>/claim/", claims.case_claim, name="case_claim"),
    path("business/", lists.business_list, name="business"),
    path("desk/", desks.desk, name="desk"),
    path("desk/live/", desks.desk_live, name="desk_live"),
    path("desk/assign/", desks.assign_list, name="desk_assign"),
    *pages("cases", "", "party"),
    *pages("desk", "desk_", "staff"),
    *pages("business", "business_", "business"),
]
