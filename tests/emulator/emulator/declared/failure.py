"""How a failure spreads, and how what was begun is taken back.

From the resource that failed over its siblings, which are cancelled, to its stack, to the root
stack, which rolls back.
"""

from dataclasses import dataclass

from .course import Course
from .schedule import Job, Schedule, Work

CANCELLED = {
    "CREATE": "Resource creation cancelled",
    "UPDATE": "Resource update cancelled",
}


@dataclass
class Failure:
    """A resource as `Stack/Resource`, or a nested stack alone, and what its event says."""

    resource: str
    reason: str


@dataclass
class Spot:
    """Where and when a failure happens among the scheduled work."""

    at: float
    work: Work
    job: Job | None


def spot(schedule: Schedule, resource: str) -> Spot | None:
    """Finds a resource, or a stack alone, among the work; None when nothing is done to it."""
    stack, _, logical = resource.partition("/")
    for work in schedule.works:
        if work.logical != stack:
            continue
        if not logical:
            return Spot(work.start + 0.5, work, None)
        for job in work.jobs:
            if job.logical == logical:
                return Spot(job.middle, work, job)
    return None


def failed_to(failed: list[tuple[str, str]]) -> str:
    """CloudFormation's sentences on what failed, one for each kind of act."""
    said = ""
    for act in ("CREATE", "UPDATE"):
        names = [name for of, name in failed if of == act]
        if names:
            said += f"The following resource(s) failed to {act.lower()}: [{', '.join(names)}]. "
    return said


def fall(course: Course, schedule: Schedule, place: Spot, reason: str) -> tuple[str, float]:
    """Writes what happens from the failure until the root stack begins to roll back.

    Answers with the root's reason and the time.
    """
    course.cut(place.at)
    failed = [(place.work.act, place.work.logical)]
    _guilty(course, place, reason)
    for work in schedule.works:
        if work is not place.work and work.start < place.at < work.end:
            failed.append((work.act, work.logical))
            _cancelled(course, work, place.at)
    return failed_to(failed), place.at + 5


def _guilty(course: Course, place: Spot, reason: str) -> None:
    work, stack = place.work, place.work.logical
    status = f"{work.act}_FAILED"
    if place.job is None:
        course.member(place.at, stack, status, reason, made=work.act != "CREATE")
        return
    failed = [(place.job.act, place.job.logical)]
    course.resource(place.at, stack, place.job, f"{place.job.act}_FAILED", reason)
    failed += _cancel_jobs(course, work, place.at, place.job)
    said = failed_to(failed)
    _stack_failed(course, work, place.at + 2, said)
    arn = course.arn(stack)
    if work.act == "CREATE":
        passed_on = f"Embedded stack {arn} was not successfully created: {said}"
    else:
        passed_on = (
            f"Embedded stack {arn} was not successfully updated. Currently in "
            f"UPDATE_ROLLBACK_IN_PROGRESS with reason: {said}"
        )
    course.member(place.at + 3, stack, status, passed_on)


def _cancelled(course: Course, work: Work, at: float) -> None:
    if at > work.start + 1:
        said = failed_to(_cancel_jobs(course, work, at, None)) or CANCELLED[work.act]
        _stack_failed(course, work, at + 3.5, said)
    made = work.act != "CREATE" or at > work.start + 1
    course.member(at + 4, work.logical, f"{work.act}_FAILED", CANCELLED[work.act], made)


def _cancel_jobs(
    course: Course, work: Work, at: float, guilty: Job | None
) -> list[tuple[str, str]]:
    cancelled = []
    for job in work.jobs:
        if job is not guilty and job.start < at < job.end:
            reason = CANCELLED[job.act]
            course.resource(at + 1, work.logical, job, f"{job.act}_FAILED", reason)
            cancelled.append((job.act, job.logical))
    return cancelled


def _stack_failed(course: Course, work: Work, at: float, said: str) -> None:
    # One that is made stays failed until its parent rolls back; one that is updated rolls back.
    status = "CREATE_FAILED" if work.act == "CREATE" else "UPDATE_ROLLBACK_IN_PROGRESS"
    course.itself(at, work.logical, status, said)


def undo(course: Course, schedule: Schedule, place: Spot, start: float) -> float:
    """Takes back everything that was begun before the failure; answers with the end."""
    made: dict[str, list[Job]] = {}
    end = start
    for work in schedule.works:
        if work.start + 1 >= place.at:
            continue
        begun = [job for job in work.jobs if job.start + 1 < place.at]
        if work.act == "CREATE":
            made[work.logical] = begun
        else:
            fell = work is place.work or place.at < work.end
            end = max(end, _undo_update(course, work, begun, start, fell))
    deleted, _ = course.delete(start, made, lambda _: True, {})
    return max(end, deleted)


def _undo_update(course: Course, work: Work, begun: list[Job], start: float, fell: bool) -> float:
    stack = work.logical
    course.member(start, stack, "UPDATE_IN_PROGRESS")
    if not fell:
        course.itself(start + 0.5, stack, "UPDATE_ROLLBACK_IN_PROGRESS")
    end = start + 2
    for job in begun:
        if job.act == "UPDATE":
            done = start + 1 + job.end - job.start
            course.resource(start + 1, stack, job, "UPDATE_IN_PROGRESS")
            course.resource(done, stack, job, "UPDATE_COMPLETE")
            end = max(end, done + 1)
    course.itself(end, stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    new = [job for job in begun if job.act == "CREATE"]
    end, _ = course.delete(end, {stack: new}, lambda _: False, {})
    course.itself(end + 1, stack, "UPDATE_ROLLBACK_COMPLETE")
    course.member(end + 2, stack, "UPDATE_COMPLETE")
    return end + 2
