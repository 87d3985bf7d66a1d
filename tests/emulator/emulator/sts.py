"""AssumeRole where it is strict and moto is not: the role is there, the time within its limit."""

import re
from typing import Any

from moto.iam.models import iam_backends
from moto.sts.responses import TokenResponse

from .refusal import Refusal

SHORTEST = 900
# When one assumed role assumes another.
CHAINED = 3600


def install() -> None:
    """Refuses what STS refuses."""
    assume = TokenResponse.assume_role

    def assume_role(self: Any) -> Any:
        arn = self._get_param("RoleArn")
        matched = re.fullmatch(r"arn:(aws[a-z-]*):iam::(\d{12}):role/(?:.*/)?([^/]+)", arn or "")
        if not matched:
            raise Refusal("ValidationError", f"{arn} is invalid")
        partition, account, name = matched.groups()
        role = next(
            (one for one in iam_backends[account][partition].roles.values() if one.name == name),
            None,
        )
        if role is None or role.arn != arn:
            caller = self.backend.get_caller_identity(self.get_access_key(), self.region)[1]
            raise Refusal(
                "AccessDenied",
                f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}",
            )
        duration = self._get_int_param("DurationSeconds", CHAINED)
        chained = self.get_access_key().startswith("ASIA")
        longest = CHAINED if chained else int(role.max_session_duration or CHAINED)
        if not SHORTEST <= duration <= longest:
            raise Refusal(
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            )
        return assume(self)

    TokenResponse.assume_role = assume_role
