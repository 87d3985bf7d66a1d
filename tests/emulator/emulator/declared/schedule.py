"""What an operation does to which nested stack and resource, and when."""

from dataclasses import dataclass, field
from typing import Any

from .stack import DeclaredStack
from .template import Words, holds

# Seconds from the root stack's first event.
WORK_STARTS = 2.0
# How much sooner a change is done than a creation.
CHANGE_IS_FASTER = 3


@dataclass
class Job:
    """Work on one resource."""

    logical: str
    kind: str
    physical: str
    act: str
    start: float
    end: float
    note: str | None

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


@dataclass
class Work:
    """Work on one nested stack."""

    logical: str
    act: str
    start: float
    end: float
    jobs: list[Job] = field(default_factory=list)


@dataclass
class Schedule:
    """Everything an operation does, in the template's order."""

    works: list[Work]
    # What stands and is not wanted any more: stack, and its resources or None for all of it.
    unwanted: list[tuple[str, list[str] | None]]

    @property
    def end(self) -> float:
        return max([work.end for work in self.works], default=WORK_STARTS) + 1


class Scheduler:
    """Makes the schedule of a launch or an update of `root` to `template`."""

    def __init__(
        self,
        root: DeclaredStack,
        template: dict[str, Any],
        words: Words,
        stalls: dict[str, float],
    ) -> None:
        self.root, self.template, self.words = root, template, words
        self.stalls = stalls
        for stack, nested in root.nested.items():
            for logical, resource in nested.resources.items():
                words.physicals[f"{stack}/{logical}"] = resource.physical_resource_id

    def schedule(self) -> Schedule:
        ready: dict[str, float] = {}
        works = []
        for stack in self.template["stacks"]:
            if not holds(stack["when"], self.words.values):
                continue
            start = max([ready.get(name, 0) for name in stack["after"]] + [WORK_STARTS])
            work = self._work(stack, start)
            if work.act == "CREATE" or work.jobs:
                works.append(work)
                ready[stack["logical"]] = work.end
        return Schedule(works, self._unwanted())

    def _work(self, stack: dict[str, Any], start: float) -> Work:
        logical = stack["logical"]
        act = "UPDATE" if logical in self.root.nested else "CREATE"
        work = Work(logical, act, start, start + 5)
        ready: dict[str, float] = {}
        for resource in stack["resources"]:
            if not holds(resource["when"], self.words.values):
                continue
            began = max([ready.get(name, 0) for name in resource["after"]] + [start + 2])
            job = self._job(logical, resource, began)
            if job:
                work.jobs.append(job)
                ready[job.logical] = job.end
        work.end = max([job.end for job in work.jobs], default=start + 2) + 3
        return work

    def _job(self, stack: str, resource: dict[str, Any], start: float) -> Job | None:
        logical = resource["logical"]
        path = f"{stack}/{logical}"
        own = (self.root.stack_id, path)
        nested = self.root.nested.get(stack)
        seconds = float(resource["seconds"])
        if nested and logical in nested.resources:
            if not self._changes(resource):
                return None
            act, seconds = "UPDATE", seconds / CHANGE_IS_FASTER
            physical = nested.resources[logical].physical_resource_id
        else:
            act, physical = "CREATE", self.words.fill(resource["physical"], *own)
        self.words.physicals[path] = physical
        end = start + seconds + self.stalls.get(path, 0)
        note = self.words.fill(resource["note"], *own) if resource["note"] else None
        return Job(logical, resource["kind"], physical, act, start, end, note)

    def _changes(self, resource: dict[str, Any]) -> bool:
        before, after = self.root.values, self.words.values
        return any(before.get(key) != after.get(key) for key in resource["uses"])

    def _unwanted(self) -> list[tuple[str, list[str] | None]]:
        wanted = {
            stack["logical"]: [
                resource["logical"]
                for resource in stack["resources"]
                if holds(resource["when"], self.words.values)
            ]
            for stack in self.template["stacks"]
            if holds(stack["when"], self.words.values)
        }
        unwanted: list[tuple[str, list[str] | None]] = []
        for stack, nested in self.root.nested.items():
            if stack not in wanted:
                unwanted.append((stack, None))
            elif gone := [name for name in nested.resources if name not in wanted[stack]]:
                unwanted.append((stack, gone))
        return unwanted
