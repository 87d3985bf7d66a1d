"""Writes down what happens in an operation's stacks, from its schedule."""

from collections.abc import Callable
from datetime import datetime, timedelta

from .. import kms, network
from ..clock import CLOCK
from .schedule import Job, Schedule, Work
from .stack import STACK, DeclaredResource, DeclaredStack
from .template import own_digits

INITIATED = "Resource creation Initiated"
BY_USER = "User Initiated"
# How long a deletion of a resource takes, in seconds.
DELETION = 20.0


class Course:
    """What is to happen in a root stack and its nested ones; times in seconds from `origin`."""

    def __init__(self, root: DeclaredStack, origin: datetime, turn: int) -> None:
        self.root, self.origin, self.turn = root, origin, turn
        self.moments: list[tuple[float, Callable[[datetime], None]]] = []

    def at(self, seconds: float, happen: Callable[[datetime], None]) -> None:
        """Lets something happen; it is told when it does."""
        self.moments.append((seconds, happen))

    def cut(self, seconds: float) -> None:
        """Leaves out what would happen from then on."""
        self.moments = [moment for moment in self.moments if moment[0] < seconds]

    def begin(self) -> None:
        """Puts everything on the clock's agenda, in order."""
        for seconds, happen in sorted(self.moments, key=lambda moment: moment[0]):
            when = self.origin + timedelta(seconds=seconds)
            CLOCK.at(when, lambda when=when, happen=happen: happen(when))

    def arn(self, stack: str) -> str:
        """The id of a nested stack: its own where it stands, else the one it will have."""
        nested = self.root.nested.get(stack)
        if nested:
            return nested.stack_id
        digits = own_digits(32, self.root.stack_id, stack, str(self.turn))
        own = "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])
        return f"{self.root.stack_id.rsplit('/', 2)[0]}/{self._name(stack)}/{own}"

    def _name(self, stack: str) -> str:
        own = own_digits(12, self.root.stack_id, stack, str(self.turn)).upper()
        return f"{self.root.name}-{stack}-{own}"

    def root_becomes(self, at: float, status: str, reason: str | None = None) -> None:
        """The root stack goes over to a state."""
        self.at(at, lambda when: self.root.become(when, status, reason))

    def member(
        self, at: float, stack: str, status: str, reason: str | None = None, made: bool = True
    ) -> None:
        """The root stack says something of a nested one; `made` when that has its id."""
        arn = self.arn(stack) if made else ""
        self.at(at, lambda when: self.root.say(when, stack, STACK, arn, status, reason))

    def itself(self, at: float, stack: str, status: str, reason: str | None = None) -> None:
        """A nested stack goes over to a state."""
        self.at(at, lambda when: self.root.nested[stack].become(when, status, reason))

    def resource(
        self, at: float, stack: str, job: Job, status: str, reason: str | None = None
    ) -> None:
        """A nested stack says something of a resource."""
        new = job.act == "CREATE" and status == "CREATE_IN_PROGRESS" and reason is None
        physical = "" if new else job.physical

        def happen(when: datetime) -> None:
            nested = self.root.nested[stack]
            nested.say(when, job.logical, job.kind, physical, status, reason)
            place = (nested.account_id, nested.region_name)
            if status == "CREATE_IN_PROGRESS" and not new:
                made = DeclaredResource(job.logical, job.kind, job.physical)
                nested.resources[job.logical] = made
                kms.made(*place, job.kind, job.physical)
                network.made(self.root, nested, made)
            elif status == "DELETE_COMPLETE":
                gone = nested.resources.pop(job.logical, None)
                if gone is not None:
                    network.removed(nested, gone)
                kms.removed(*place, job.kind, job.physical)

        self.at(at, happen)

    def forward(self, schedule: Schedule) -> None:
        """Everything on the way forward in the nested stacks."""
        for work in schedule.works:
            self._work(work)

    def _work(self, work: Work) -> None:
        going = f"{work.act}_IN_PROGRESS"
        stack = work.logical
        if work.act == "CREATE":
            self.member(work.start, stack, going, made=False)
            self._make(work.start + 1, stack)
            self.member(work.start + 1, stack, going, INITIATED)
        else:
            self.member(work.start, stack, going)
        self.itself(work.start + 1, stack, going, BY_USER)
        for job in work.jobs:
            self.resource(job.start, stack, job, f"{job.act}_IN_PROGRESS")
            if job.act == "CREATE":
                self.resource(job.start + 1, stack, job, "CREATE_IN_PROGRESS", INITIATED)
            if job.note:
                self.resource(job.start + 2, stack, job, f"{job.act}_IN_PROGRESS", job.note)
            self.resource(job.end, stack, job, f"{job.act}_COMPLETE")
        if work.act == "UPDATE":
            self.itself(work.end - 2, stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        self.itself(work.end - 1, stack, f"{work.act}_COMPLETE")
        self.member(work.end, stack, f"{work.act}_COMPLETE")

    def _make(self, at: float, stack: str) -> None:
        root, arn, name = self.root, self.arn(stack), self._name(stack)

        def happen(when: datetime) -> None:
            nested = DeclaredStack(
                name, arn, root.account_id, root.region_name, root.tags, when, root
            )
            nested.token = root.token
            root.nested[stack] = nested

        self.at(at, happen)

    def delete(
        self,
        start: float,
        doomed: dict[str, list[Job]],
        whole: Callable[[str], bool],
        undeletable: dict[str, str],
    ) -> tuple[float, list[str]]:
        """Deletes resources, and of the stacks that are `whole` the stack too.

        Answers with the end and the stacks that could not be deleted.
        """
        end, stuck = start, []
        for stack, jobs in doomed.items():
            if whole(stack):
                self.member(start, stack, "DELETE_IN_PROGRESS")
                self.itself(start + 0.5, stack, "DELETE_IN_PROGRESS", BY_USER)
            failed = []
            for job in reversed(jobs):
                self.resource(start + 1, stack, job, "DELETE_IN_PROGRESS")
                reason = undeletable.get(f"{stack}/{job.logical}")
                status = "DELETE_FAILED" if reason else "DELETE_COMPLETE"
                self.resource(start + 1 + DELETION, stack, job, status, reason)
                if reason:
                    failed.append(job.logical)
            done = start + 2 + DELETION
            if whole(stack):
                self._deleted(done, stack, failed)
            if failed:
                stuck.append(stack)
            end = max(end, done + 1)
        return end, stuck

    def _deleted(self, at: float, stack: str, failed: list[str]) -> None:
        if not failed:
            self.itself(at, stack, "DELETE_COMPLETE")
            self.member(at + 0.5, stack, "DELETE_COMPLETE")
            self.at(at + 0.5, lambda _: self.root.nested.pop(stack, None))
            return
        said = f"The following resource(s) failed to delete: [{', '.join(failed)}]. "
        self.itself(at, stack, "DELETE_FAILED", said)
        passed_on = f"Embedded stack {self.arn(stack)} was not successfully deleted: {said}"
        self.member(at + 0.5, stack, "DELETE_FAILED", passed_on)

    def standing(self, stack: str) -> list[Job]:
        """The resources that stand in a nested stack, as what a deletion works on."""
        nested = self.root.nested[stack]
        return [
            Job(name, one.cf_resource_type, one.physical_resource_id, "DELETE", 0, 0, None)
            for name, one in nested.resources.items()
        ]
