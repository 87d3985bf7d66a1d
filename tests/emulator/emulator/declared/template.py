"""The words of a declared template: conditions and patterns."""

import hashlib
import re
from typing import Any

from moto.utilities.utils import get_partition


def own_digits(digits: int, *parts: str) -> str:
    """Hexadecimal digits that belong to `parts`."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:digits]


def holds(conditions: list[dict[str, list[str]]], values: dict[str, str]) -> bool:
    """Whether all conditions hold for these parameters."""
    for condition in conditions:
        [(word, (key, value))] = condition.items()
        if (values.get(key) == value) != (word == "is"):
            return False
    return True


class Words:
    """What the names in a pattern's braces stand for."""

    def __init__(self, account: str, region: str, values: dict[str, str]) -> None:
        self.values = values
        self.imports: dict[str, str] = {}
        self.physicals: dict[str, str] = {}
        self.place = {
            "account": account,
            "region": region,
            "partition": get_partition(region),
            "suffix": "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com",
        }

    def fill(self, pattern: str, *own: str) -> str:
        """The pattern with its names replaced; `own` is what `{unique}` belongs to."""

        def meaning(match: re.Match[str]) -> str:
            name = match[1]
            if name == "unique":
                return own_digits(12, *own)
            if name.startswith("import."):
                return self.imports.get(name.removeprefix("import."), "")
            for known in (self.place, self.values, self.physicals):
                if name in known:
                    return known[name]
            return ""

        return re.sub(r"\{([^{}]*)\}", meaning, pattern)

    def outputs(self, template: dict[str, Any], root: str) -> dict[str, str]:
        """What the template gives: of several outputs with one key the first that applies."""
        given: dict[str, str] = {}
        for output in template["outputs"]:
            if output["key"] not in given and holds(output["when"], self.values):
                given[output["key"]] = self.fill(output["value"], root, output["key"])
        return given
