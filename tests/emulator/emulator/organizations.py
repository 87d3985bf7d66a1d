"""The effective policy of an account, which moto does not work out."""

import json
from typing import Any

from moto.organizations.exceptions import AWSOrganizationsNotInUseException
from moto.organizations.models import organizations_backends
from moto.organizations.responses import OrganizationsResponse

from .refusal import Refusal

# The operator by which a policy that is inherited sets a value.
ASSIGN = "@@assign"


def _resolved(value: Any) -> Any:
    """A value without its operators, as an effective policy has it."""
    if not isinstance(value, dict):
        return value
    if ASSIGN in value:
        return value[ASSIGN]
    return {key: _resolved(one) for key, one in value.items() if not key.startswith("@@")}


def _inherited(backend: Any, account: str) -> list[Any]:
    """What the account is under, from the root down to itself."""
    places = []
    place = next(one for one in backend.accounts if one.id == account)
    while place is not None:
        places.insert(0, place)
        parent = getattr(place, "parent_id", None)
        place = next((one for one in backend.ou if one.id == parent), None)
    return places


def effective(account: str, partition: str, kind: str) -> str:
    """The policies of one kind that an account inherits and has, the nearest last."""
    owner, _ = organizations_backends.master_accounts.get(account, (account, partition))
    backend = organizations_backends[owner][partition]
    if backend.org is None:
        raise AWSOrganizationsNotInUseException()
    merged: dict[str, Any] = {}
    for place in _inherited(backend, account):
        for policy in place.attached_policies:
            if policy.type == kind:
                for name, tags in json.loads(policy.content).items():
                    merged.setdefault(name, {}).update(_resolved(tags))
    if not merged:
        raise Refusal(
            "EffectivePolicyNotFoundException",
            f"An effective policy of type {kind} does not exist for the account.",
        )
    return json.dumps(merged)


def install() -> None:
    """Answers any account of an organisation about itself."""

    def describe_effective_policy(self: Any) -> str:
        kind = self._get_param("PolicyType")
        content = effective(self.current_account, self.partition, kind)
        policy = {
            "PolicyContent": content,
            "TargetId": self.current_account,
            "PolicyType": kind,
        }
        return json.dumps({"EffectivePolicy": policy})

    OrganizationsResponse.describe_effective_policy = describe_effective_policy
