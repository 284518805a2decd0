"""People, places, organisations and what ties them together."""

from accounts.models.memberships import Interest, Membership
from accounts.models.organisations import Association, Organisation
from accounts.models.people import User
from accounts.models.places import Region

__all__ = ["Association", "Interest", "Membership", "Organisation", "Region", "User"]
