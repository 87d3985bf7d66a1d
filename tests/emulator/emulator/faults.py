"""What the tests let go wrong in the world: each waits for the next operation it fits."""

from dataclasses import dataclass


@dataclass
class Fault:
    """A resource that fails (`resource_fails`), cannot be deleted (`delete_fails`) or takes longer
    (`stalls`), of a provisioned product by its name or of a stack by its own.
    """

    kind: str
    product: str
    resource: str
    reason: str = ""
    seconds: float = 0
    times: int = 1


_WAITING: list[Fault] = []


def script(fault: Fault) -> None:
    """Lets it happen from now on, so many times."""
    _WAITING.append(fault)


def spend(product: str, kind: str) -> list[Fault]:
    """The faults of a kind that befall an operation on this provisioned product."""
    found = [one for one in _WAITING if one.product == product and one.kind == kind]
    for fault in found:
        fault.times -= 1
    _WAITING[:] = [one for one in _WAITING if one.times > 0]
    return found


def forget() -> None:
    """Nothing goes wrong any more."""
    _WAITING.clear()
