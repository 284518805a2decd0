"""People, places, organisations and what ties them together."""

from accounts.models.memberships import Interest, Membership
from accounts.models.organisations import Association, Organisation
from accounts.models.people import User
from accounts.models.places import Region
from accounts.models.proofs import ContactCode

__all__ = ["Association", "ContactCode", "Interest", "Membership", "Organisation", "Region", "User"]
