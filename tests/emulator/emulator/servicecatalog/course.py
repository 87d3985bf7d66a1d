"""What becomes of an accepted operation: its stack's course, its record's, and its product's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from moto.cloudformation.models import cloudformation_backends

from ..clock import CLOCK
from ..declared.failure import Failure
from ..declared.operation import Change, Ending, remove, run
from ..declared.template import Words
from ..faults import spend
from ..parameters import take
from .state import Provisioned, Record

# Seconds after the acceptance: the record leaves CREATED, the stack's first event; and how long
# Service Catalog takes to notice that the stack is done.
QUEUED, STARTS, NOTICED = 5, 8, 5
NO_UPDATES = "No updates are to be performed."
# The parameter that must equal the version's name, where a contract declares it.
TEMPLATE_VERSION = "CFTemplateVersion"
READY = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


class Begun:
    """An operation that was accepted."""

    def __init__(self, provisioned: Provisioned, record: Record) -> None:
        self.provisioned, self.record = provisioned, record
        self.turn = len(provisioned.records)
        self._at(QUEUED, lambda when: record.become("IN_PROGRESS", when))

    def _at(self, seconds: float, happen: Callable[[datetime], None]) -> None:
        when = self.record.created + timedelta(seconds=seconds)
        CLOCK.at(when, lambda: happen(when))

    def launch(self, asked: list[dict[str, Any]]) -> None:
        """Lets a launch run its course."""
        values, wrong = take(self.record.version.contract, asked, None)
        if wrong:
            self._refused(wrong)
            return
        change = self._change(values)

        def start(when: datetime) -> None:
            stack = self.provisioned.make_stack(when)
            stack.token = self.record.token
            self._follow(run(stack, change, "CREATE", when, self.turn))

        self._at(STARTS, start)

    def update(self, asked: list[dict[str, Any]]) -> None:
        """Lets an update run its course."""
        stack = self.provisioned.stack
        version = self.record.version
        if stack is None or stack.status not in (*READY, "UPDATE_ROLLBACK_COMPLETE"):
            status = stack.status if stack else "gone"
            arn = stack.stack_id if stack else self.provisioned.stack_name
            self._refused(f"Stack:{arn} is in {status} state and can not be updated.")
            return
        values, wrong = take(version.contract, asked, stack.values)
        runs = self.provisioned.last_successful
        if not wrong and stack.values == values and runs and runs.version.id == version.id:
            wrong = NO_UPDATES
        if wrong:
            self._refused(wrong)
            return
        change = self._change(values)

        def start(when: datetime) -> None:
            stack.token = self.record.token
            for nested in stack.nested.values():
                nested.token = self.record.token
            self._follow(run(stack, change, "UPDATE", when, self.turn))

        self._at(STARTS, start)

    def terminate(self) -> None:
        """Lets a removal run its course."""
        stack = self.provisioned.stack
        if stack is None or stack.status == "DELETE_COMPLETE":
            self._at(STARTS, lambda _: self._end(None))
            return
        faults = spend(self.provisioned.name, "delete_fails")
        undeletable = {fault.resource: fault.reason for fault in faults}

        def start(when: datetime) -> None:
            stack.token = self.record.token
            for nested in stack.nested.values():
                nested.token = self.record.token
            self._follow(remove(stack, undeletable, when, self.turn))

        self._at(STARTS, start)

    def _change(self, values: dict[str, str]) -> Change:
        record, catalog = self.record, self.provisioned.catalog
        words = Words(catalog.account, catalog.region, values)
        name = self.provisioned.name
        change = Change(record.version.template, record.version.contract, words)
        change.failures = [
            Failure(fault.resource, fault.reason) for fault in spend(name, "resource_fails")
        ]
        for fault in spend(name, "stalls"):
            change.stalls[fault.resource] = fault.seconds
        given = values.get(TEMPLATE_VERSION)
        if given is not None and given != record.version.name:
            first = record.version.template["stacks"][0]["logical"]
            reason = (
                f"S3 error: The specified key does not exist: {TEMPLATE_VERSION} is {given}, "
                f"and the version launched is {record.version.name}"
            )
            change.failures.append(Failure(first, reason))
        self._import(change)
        return change

    def _import(self, change: Change) -> None:
        """Takes over the outputs of the other stack that the version needs."""
        wanted = change.template["imports"]
        if not wanted:
            return
        catalog = self.provisioned.catalog
        name = change.words.values.get(wanted["key"], "")
        stacks = cloudformation_backends[catalog.account][catalog.region].stacks.values()
        found = [stack for stack in stacks if stack.name == name]
        if found and found[0].status in READY:
            outputs = found[0].outputs or []
            change.words.imports = {one["OutputKey"]: one["OutputValue"] for one in outputs}
            return
        reason = f"Stack with id {name} does not exist"
        if found:
            reason = f"Stack {name} is {found[0].status}: its outputs cannot be used"
        change.failures.append(Failure(wanted["resource"], reason))

    def _refused(self, reason: str) -> None:
        """CloudFormation takes nothing of it: there is no stack, or it stays as it is."""
        words = f"{reason} (Service: AmazonCloudFormation; Status Code: 400; Error Code: "
        self._at(STARTS, lambda _: self._end(f"{words}ValidationError)"))

    def _follow(self, ending: Ending) -> None:
        if ending.failed is not None:
            failed = STARTS + ending.failed
            self._at(failed, lambda when: self._failing(when, ending.reason or ""))
        self._at(STARTS + ending.end + NOTICED, lambda _: self._end(ending.reason))

    def _failing(self, when: datetime, reason: str) -> None:
        self.record.become("IN_PROGRESS_IN_ERROR", when)
        self.record.errors = [{"Code": "AmazonCloudFormationException", "Description": reason}]

    def _end(self, reason: str | None) -> None:
        record, provisioned = self.record, self.provisioned
        record.become("FAILED" if reason else "SUCCEEDED", CLOCK.now())
        provisioned.message = reason
        if reason:
            code = "AmazonCloudFormationException"
            record.errors = [{"Code": code, "Description": reason}]
            known = provisioned.last_successful
            provisioned.status = "TAINTED" if known else "ERROR"
        elif record.kind == "TERMINATE_PROVISIONED_PRODUCT":
            provisioned.is_gone = True
        else:
            provisioned.status = "AVAILABLE"
            if provisioned.stack:
                record.outputs = dict(provisioned.stack.given)
