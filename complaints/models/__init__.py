"""Tables of complaints."""

from complaints.models.complaint import Complaint
from complaints.models.drafts import Draft, DraftFile
from complaints.models.evidence import Evidence
from complaints.models.numbers import NumberCounter
from complaints.models.people import Agent, Consent, Party, Respondent
from complaints.models.vocabulary import Category, CcaClass, Channel, Domain, Ground, Nature, PurchaseMode, Remedy

__all__ = [
    "Agent",
    "Category",
    "CcaClass",
    "Channel",
    "Complaint",
    "Consent",
    "Domain",
    "Draft",
    "DraftFile",
    "Evidence",
    "Ground",
    "Nature",
    "NumberCounter",
    "Party",
    "PurchaseMode",
    "Remedy",
    "Respondent",
]
