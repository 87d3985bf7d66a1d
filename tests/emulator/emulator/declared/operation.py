"""The whole course of a launch, an update or a removal of a declared stack."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .. import network
from .course import BY_USER, Course
from .failure import Failure, fall, spot, undo
from .schedule import WORK_STARTS, Schedule, Scheduler
from .stack import DeclaredStack
from .template import Words


@dataclass
class Change:
    """A launch or an update: to what, with which values, and what is to go wrong."""

    template: dict[str, Any]
    contract: dict[str, Any]
    words: Words
    failures: list[Failure] = field(default_factory=list)
    stalls: dict[str, float] = field(default_factory=dict)


@dataclass
class Ending:
    """When the stack's part begins to fail, and when and how it ends; seconds from its begin."""

    end: float
    failed: float | None = None
    reason: str | None = None


def run(root: DeclaredStack, change: Change, act: str, origin: datetime, turn: int) -> Ending:
    """Lets a launch (`CREATE`) or an update (`UPDATE`) happen from `origin` on."""
    schedule = Scheduler(root, change.template, change.words, change.stalls).schedule()
    course = Course(root, origin, turn)
    course.root_becomes(0, f"{act}_IN_PROGRESS", BY_USER)
    before = (root.contract, root.values, root.given)
    values = change.words.values
    course.at(0, lambda _: root.declare(change.contract, values))
    course.forward(schedule)
    ending = _fail(course, schedule, change, act)
    if ending is None:
        ending = _complete(course, schedule, change, act)
    elif act == "UPDATE":
        course.at(ending.end, lambda _: _restore(root, before))
    course.begin()
    return ending


def _restore(root: DeclaredStack, before: tuple[Any, Any, Any]) -> None:
    root.declare(before[0], before[1])
    root.given = before[2]


def _complete(course: Course, schedule: Schedule, change: Change, act: str) -> Ending:
    end = schedule.end
    if act == "UPDATE":
        course.root_becomes(end, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        whole = [stack for stack, names in schedule.unwanted if names is None]
        doomed = {
            stack: [job for job in course.standing(stack) if not names or job.logical in names]
            for stack, names in schedule.unwanted
        }
        end, _ = course.delete(end + 1, doomed, lambda stack: stack in whole, {})
    root, words = course.root, change.words

    def give(_: datetime) -> None:
        root.given = words.outputs(change.template, root.stack_id)

    course.at(end, give)
    course.root_becomes(end, f"{act}_COMPLETE")
    return Ending(end)


def _fail(course: Course, schedule: Schedule, change: Change, act: str) -> Ending | None:
    prefix = "" if act == "CREATE" else "UPDATE_"
    found = [(spot(schedule, one.resource), one) for one in change.failures]
    spots = [(place, one) for place, one in found if place]
    if spots:
        place, failure = min(spots, key=lambda pair: pair[0].at)
        said, failed = fall(course, schedule, place, failure.reason)
        end = undo(course, schedule, place, failed + 1)
    elif change.failures:
        # Nothing is done to what was to fail: the root stack itself is refused.
        said, failed = change.failures[0].reason, WORK_STARTS
        course.cut(WORK_STARTS)
        end = failed + 1
    else:
        return None
    said = f"{said.rstrip()} Rollback requested by user." if act == "CREATE" else said
    course.root_becomes(failed, f"{prefix}ROLLBACK_IN_PROGRESS", said)
    if act == "UPDATE":
        course.root_becomes(end + 1, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    course.root_becomes(end + 2, f"{prefix}ROLLBACK_COMPLETE")
    return Ending(end + 2, failed, said)


def remove(root: DeclaredStack, undeletable: dict[str, str], origin: datetime, turn: int) -> Ending:
    """Lets a removal happen from `origin` on."""
    course = Course(root, origin, turn)
    course.root_becomes(0, "DELETE_IN_PROGRESS", BY_USER)
    doomed = {stack: course.standing(stack) for stack in root.nested}
    undeletable = network.held(root) | undeletable
    end, stuck = course.delete(WORK_STARTS, doomed, lambda _: True, undeletable)
    if not stuck:
        course.root_becomes(end, "DELETE_COMPLETE")
        course.begin()
        return Ending(end)
    said = f"The following resource(s) failed to delete: [{', '.join(stuck)}]. "
    course.root_becomes(end, "DELETE_FAILED", said)
    course.begin()
    return Ending(end, None, said)
