"""A stack of declared resources, as one of moto's."""

import json
import uuid
from datetime import datetime
from typing import Any

from moto.cloudformation.models import Event, Stack, cloudformation_backends

STACK = "AWS::CloudFormation::Stack"


class DeclaredResource:
    """A resource, as the calls of CloudFormation list it."""

    def __init__(self, logical: str, kind: str, physical: str) -> None:
        self.logical_resource_id = logical
        self.physical_resource_id = physical
        self.cf_resource_type = kind


class DeclaredStack(Stack):
    """A stack whose course is written elsewhere; moto's calls show it."""

    def __init__(
        self,
        name: str,
        stack_id: str,
        account: str,
        region: str,
        tags: dict[str, str],
        created: datetime,
        parent: "DeclaredStack | None" = None,
    ) -> None:
        super().__init__(
            stack_id=stack_id,
            name=name,
            template={},
            parameters={},
            account_id=account,
            region_name=region,
            tags=tags,
        )
        self.creation_time = created
        self.status = "CREATE_IN_PROGRESS"
        self.stack_status_reason: str | None = None
        self.parent_id = parent.stack_id if parent else None
        self.root_id = (parent.root_id or parent.stack_id) if parent else None
        self.token: str | None = None
        self.contract: dict[str, Any] = {}
        self.values: dict[str, str] = {}
        self.given: dict[str, str] = {}
        self.resources: dict[str, DeclaredResource] = {}
        self.nested: dict[str, DeclaredStack] = {}
        cloudformation_backends[account][region].stacks[stack_id] = self

    def declare(self, contract: dict[str, Any], values: dict[str, str]) -> None:
        """Has these parameters from now on, with these values."""
        self.contract, self.values = contract, values
        parameters = {
            key: {
                "Type": one["kind"],
                "NoEcho": one["no_echo"],
                "Description": one["description"],
                **({} if one["default"] is None else {"Default": one["default"]}),
            }
            for key, one in contract.items()
        }
        resources = {logical: {"Type": STACK} for logical in self.nested}
        self.template = json.dumps({"Parameters": parameters, "Resources": resources})

    @property
    def parameter_list(self) -> list[dict[str, Any]]:  # type: ignore[override]
        return [
            {
                "ParameterKey": key,
                "ParameterValue": "****" if self.contract[key]["no_echo"] else value,
            }
            for key, value in self.values.items()
        ]

    @property
    def outputs(self) -> list[dict[str, Any]]:  # type: ignore[override]
        return [{"OutputKey": key, "OutputValue": value} for key, value in self.given.items()]

    @property
    def exports(self) -> list[Any]:  # type: ignore[override]
        return []

    @property
    def stack_resources(self) -> list[Any]:  # type: ignore[override]
        members = [
            DeclaredResource(logical, STACK, nested.stack_id)
            for logical, nested in self.nested.items()
        ]
        return members + list(self.resources.values())

    def say(
        self,
        at: datetime,
        logical: str,
        kind: str,
        physical: str,
        status: str,
        reason: str | None,
    ) -> None:
        """Writes an event of this stack."""
        event = Event(self.stack_id, self.name, logical, physical, kind, status, reason, None)
        event.timestamp = at
        event.event_id = f"{logical}-{status}-{uuid.uuid4()}"
        event.client_request_token = self.token
        self.events.append(event)

    def become(self, at: datetime, status: str, reason: str | None) -> None:
        """Goes over to a state, and says so."""
        self.status = status
        self.stack_status_reason = reason
        self.say(at, self.name, STACK, self.stack_id, status, reason)
        if status == "DELETE_COMPLETE":
            backend = cloudformation_backends[self.account_id][self.region_name]
            backend.stacks.pop(self.stack_id, None)
            backend.deleted_stacks[self.stack_id] = self
