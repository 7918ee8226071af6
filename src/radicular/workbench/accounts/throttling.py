"""How often a wrong password may be tried."""

from collections.abc import Mapping
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.db.models import Sum
from django.http import HttpRequest

from radicular.workbench.accounts.limits import LIMITS

__all__ = ["Throttle"]


class Throttle(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts wrong passwords; each way of counting has its own limit."""

    def get_failures(
        self, request: HttpRequest, credentials: Mapping[str, Any] | None = None
    ) -> int:
        """Return how near the nearest limit is, in tries of the first."""
        counted = (
            attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(
            LIMITS[0] * failures // limit for failures, limit in zip(counted, LIMITS, strict=True)
        )
