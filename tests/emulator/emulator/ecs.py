"""The services that declared stacks made, and how their restarts go.

moto has clusters and services of its own, whose rollouts stand still. What a product's stack made is
answered for here: a restart runs for some minutes, and a circuit breaker takes back what does not
become healthy.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moto.cloudformation.models import cloudformation_backends
from moto.core.responses import ActionResult
from moto.ecs.responses import EC2ContainerServiceResponse

from .clock import CLOCK
from .declared.stack import DeclaredStack
from .faults import spend
from .refusal import Refusal

SERVICE = "AWS::ECS::Service"
TASKS = 2
RESTART = timedelta(minutes=4)
BREAKER = timedelta(minutes=9)
BACK = timedelta(minutes=3)


@dataclass
class Rollout:
    """One deployment of a service."""

    began: datetime
    takes: timedelta
    sick: bool = False
    id: str = field(default_factory=lambda: f"ecs-svc/{uuid.uuid4().int % 10**19:019}")

    @property
    def over(self) -> datetime:
        return self.began + self.takes

    @property
    def state(self) -> str:
        if CLOCK.now() < self.over:
            return "IN_PROGRESS"
        return "FAILED" if self.sick else "COMPLETED"

    def shown(self, primary: bool) -> dict[str, Any]:
        done = self.state == "COMPLETED"
        failed = (CLOCK.now() - self.began) // timedelta(seconds=90) if self.sick else 0
        return {
            "id": self.id,
            "status": "PRIMARY" if primary else "ACTIVE",
            "desiredCount": TASKS,
            "runningCount": TASKS if done else 0,
            "pendingCount": 0 if done else TASKS,
            "failedTasks": failed,
            "createdAt": self.began,
            "updatedAt": self.began,
            "rolloutState": self.state,
            "rolloutStateReason": f"ECS deployment {self.id} {self.state.lower()}.",
        }


# The rollouts of each service that was restarted or looked at, the newest last.
_rollouts: dict[str, list[Rollout]] = {}


def forget() -> None:
    """Forgets all restarts."""
    _rollouts.clear()


def declared(account: str, region: str) -> dict[str, DeclaredStack]:
    """The services that stacks made and still have, with the stack of each."""
    stacks = cloudformation_backends[account][region].stacks.values()
    return {
        resource.physical_resource_id: stack
        for stack in stacks
        if isinstance(stack, DeclaredStack)
        for resource in stack.resources.values()
        if resource.cf_resource_type == SERVICE
    }


def rollouts(arn: str, stack: DeclaredStack) -> list[Rollout]:
    """The rollouts of a service, the first of which its stack began."""
    held = _rollouts.setdefault(arn, [Rollout(stack.creation_time, RESTART)])
    last = held[-1]
    if last.sick and last.state == "FAILED":
        held.append(Rollout(last.over, BACK))
    return held


def described(arn: str, stack: DeclaredStack) -> dict[str, Any]:
    """A service as ECS shows it."""
    *older, newest = rollouts(arn, stack)
    running = [one.shown(False) for one in older[-2:] if one.state != "COMPLETED"]
    return {
        "serviceArn": arn,
        "serviceName": arn.rsplit("/", 1)[-1],
        "clusterArn": arn.replace(":service/", ":cluster/").rsplit("/", 1)[0],
        "status": "ACTIVE",
        "desiredCount": TASKS,
        "runningCount": TASKS,
        "pendingCount": 0,
        "deployments": [newest.shown(True), *running],
        "events": [],
    }


def install() -> None:
    """Answers for the services of declared stacks, and leaves the others to moto."""
    calls = EC2ContainerServiceResponse
    listed, shown, updated = calls.list_services, calls.describe_services, calls.update_service

    def own(self: Any) -> dict[str, DeclaredStack]:
        return declared(self.current_account, self.region)

    def list_services(self: Any) -> Any:
        cluster = (self._get_param("cluster") or "default").rsplit("/", 1)[-1]
        arns = [arn for arn in own(self) if f":service/{cluster}/" in arn]
        return ActionResult({"serviceArns": sorted(arns)}) if arns else listed(self)

    def describe_services(self: Any) -> Any:
        stacks, asked = own(self), self._get_param("services")
        if not any(arn in stacks for arn in asked):
            return shown(self)
        there = [arn for arn in asked if arn in stacks]
        # A look at one that is being restarted lets time go on.
        if any(rollouts(arn, stacks[arn])[-1].state == "IN_PROGRESS" for arn in there):
            CLOCK.looked()
        found = [described(arn, stacks[arn]) for arn in there]
        missing = [{"arn": arn, "reason": "MISSING"} for arn in asked if arn not in stacks]
        return ActionResult({"services": found, "failures": missing})

    def update_service(self: Any) -> Any:
        stacks, arn = own(self), self._get_param("service")
        if arn not in stacks:
            return updated(self)
        if not self._get_param("forceNewDeployment"):
            raise Refusal("InvalidParameterException", "The emulator restarts and changes nothing.")
        sick = bool(spend(arn.rsplit("/", 1)[-1], "restart_fails"))
        takes = BREAKER if sick else RESTART
        rollouts(arn, stacks[arn]).append(Rollout(CLOCK.now(), takes, sick))
        return ActionResult({"service": described(arn, stacks[arn])})

    calls.list_services = list_services
    calls.describe_services = describe_services
    calls.update_service = update_service
