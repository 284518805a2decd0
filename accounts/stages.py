"""What must be proven before a sign-in is complete."""

from __future__ import annotations

from typing import Any

from allauth.account import stages


class EmailVerificationStage(stages.EmailVerificationStage):  # type: ignore[misc]
    """Who came by a proven phone is not asked for an e-mail address they may not have."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if user and not self.login.email and user.phone_verified:
            return None, True
        found: tuple[Any, bool] = super().handle()
        return found


class PhoneVerificationStage(stages.PhoneVerificationStage):  # type: ignore[misc]
    """Who came by an e-mail address is not asked for a number they have not given."""

    def handle(self) -> tuple[Any, bool]:
        if self.login.user and not self.login.user.phone:
            return None, True
        found: tuple[Any, bool] = super().handle()
        return found
