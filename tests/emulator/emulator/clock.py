"""The emulator's time: the real one, and ahead of it by what was skipped.

A deployment of three hours takes no hours here. Time moves on by `per_look` seconds whenever
somebody looks at an operation that runs, and by what the control API says. What is due then
happens in order, each thing at its own time.
"""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Virtual time and what is still to happen in it."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.per_look = timedelta(minutes=15)
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = 0

    def now(self) -> datetime:
        """The present, in UTC."""
        return datetime.now(UTC) + self.ahead

    def at(self, when: datetime, happen: Callable[[], None]) -> None:
        """Lets something happen at a time; of two at one time the first asked for is first."""
        self._count += 1
        heapq.heappush(self._agenda, (when, self._count, happen))

    def settle(self) -> None:
        """Lets everything happen that is due."""
        while self._agenda and self._agenda[0][0] <= self.now():
            heapq.heappop(self._agenda)[2]()

    def skip(self, seconds: float) -> None:
        """Goes on by so many seconds."""
        self.ahead += timedelta(seconds=seconds)
        self.settle()

    def looked(self) -> None:
        """Somebody looked at something that runs."""
        self.skip(self.per_look.total_seconds())

    def forget(self) -> None:
        """Nothing that was to happen happens; time goes on as it is."""
        self._agenda.clear()
        self.per_look = timedelta(minutes=15)


CLOCK = Clock()
