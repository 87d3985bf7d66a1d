"""The clusters that declared stacks made, and how a change of their endpoint goes.

moto changes a cluster at once, takes a second change meanwhile, and answers with no update.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moto.cloudformation.models import cloudformation_backends
from moto.core.responses import ActionResult
from moto.eks import urls
from moto.eks.responses import EKSResponse

from .clock import CLOCK
from .declared.stack import DeclaredStack
from .refusal import Refusal

CLUSTER = "AWS::EKS::Cluster"
TAKES = timedelta(minutes=8)
ACCESS = ("endpointPublicAccess", "endpointPrivateAccess")


@dataclass
class Update:
    """A change of a cluster's endpoint."""

    token: str
    access: tuple[bool, bool]
    began: datetime
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def over(self) -> bool:
        return CLOCK.now() >= self.began + TAKES

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "status": "Successful" if self.over else "InProgress",
            "type": "EndpointAccessUpdate",
            "params": [],
            "createdAt": self.began,
            "errors": [],
        }


# The changes of each cluster, by account, region and name, the newest last.
_updates: dict[tuple[str, str, str], list[Update]] = {}


def forget() -> None:
    """Forgets all changes."""
    _updates.clear()


def declared(account: str, region: str) -> set[str]:
    """The clusters that stacks made and still have."""
    stacks = cloudformation_backends[account][region].stacks.values()
    return {
        resource.physical_resource_id
        for stack in stacks
        if isinstance(stack, DeclaredStack)
        for resource in stack.resources.values()
        if resource.cf_resource_type == CLUSTER
    }


def access_of(updates: list[Update]) -> tuple[bool, bool]:
    """Whether the endpoint is public and private: a template that says nothing makes it public."""
    done = [one.access for one in updates if one.over]
    return done[-1] if done else (True, False)


def install() -> None:
    """Answers for the clusters of declared stacks, and leaves the others to moto."""
    calls = EKSResponse
    shown, changed = calls.describe_cluster, calls.update_cluster_config

    def key(self: Any) -> tuple[str, str, str]:
        return self.current_account, self.region, self._get_param("name")

    def is_own(self: Any) -> bool:
        return self._get_param("name") in declared(self.current_account, self.region)

    def describe_cluster(self: Any) -> Any:
        if not is_own(self):
            return shown(self)
        updates = _updates.get(key(self), [])
        moving = any(not one.over for one in updates)
        if moving:
            CLOCK.looked()
        public, private = access_of(updates)
        access = dict(zip(ACCESS, (public, private)))
        cluster = {
            "name": self._get_param("name"),
            "status": "UPDATING" if moving else "ACTIVE",
            "resourcesVpcConfig": access,
        }
        return ActionResult({"cluster": cluster})

    def update_cluster_config(self: Any) -> Any:
        if not is_own(self):
            return changed(self)
        updates = _updates.setdefault(key(self), [])
        token, asked = self._get_param("clientRequestToken"), self._get_param("resourcesVpcConfig")
        for one in updates:
            if token and one.token == token:
                return ActionResult({"update": one.shown()})
        if any(not one.over for one in updates):
            words = "Cannot update because cluster currently has an update in progress"
            raise Refusal("ResourceInUseException", words)
        now = access_of(updates)
        wanted = tuple(asked.get(name, held) for name, held in zip(ACCESS, now))
        if wanted == now:
            words = "Cluster is already at the desired configuration"
            raise Refusal("InvalidParameterException", words)
        if not any(wanted):
            words = "Private and public endpoint access cannot be false."
            raise Refusal("InvalidParameterException", words)
        updates.append(Update(token, wanted, CLOCK.now()))
        return ActionResult({"update": updates[-1].shown()})

    def describe_update(self: Any) -> Any:
        wanted = self._get_param("updateId")
        for one in _updates.get(key(self), []):
            if one.id == wanted:
                if not one.over:
                    CLOCK.looked()
                return ActionResult({"update": one.shown()})
        raise Refusal("ResourceNotFoundException", f"No update found for ID: {wanted}")

    calls.describe_cluster = describe_cluster
    calls.update_cluster_config = update_cluster_config
    calls.describe_update = describe_update
    path = "{0}/clusters/(?P<name>[^/]+)/updates/(?P<updateId>[^/]+)$"
    urls.url_paths[path] = urls.response.dispatch
