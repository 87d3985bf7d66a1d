"""A request's parameters against what a template declares, as CloudFormation judges them.

CloudFormation says what is wrong at once. Service Catalog accepts the request, and what is wrong
shows minutes later, in the record.
"""

import re
from typing import Any

SPLIT = ("CommaDelimitedList", "List<")


def take(
    contract: dict[str, Any], asked: list[dict[str, Any]], previous: dict[str, str] | None
) -> tuple[dict[str, str], str | None]:
    """The value of every declared parameter, and what is wrong with the request, if anything.

    A key that is left out falls back to the template's default, also on an update.
    """
    sent = {one["Key"]: one for one in asked}
    unknown = [key for key in sent if key not in contract]
    if unknown:
        return {}, f"Parameters: [{', '.join(unknown)}] do not exist in the template"
    values: dict[str, str] = {}
    lacking = []
    for key, declared in contract.items():
        one = sent.get(key)
        if one is None:
            value = declared["default"]
        elif one.get("UsePreviousValue"):
            value = (previous or {}).get(key)
        else:
            value = one.get("Value", "")
        if value is None:
            lacking.append(key)
        else:
            values[key] = value
    if lacking:
        return {}, f"Parameters: [{', '.join(lacking)}] must have values"
    for key, value in values.items():
        wrong = refused(key, value, contract[key])
        if wrong:
            return {}, wrong
    return values, None


def refused(key: str, value: str, declared: dict[str, Any]) -> str | None:
    """Why CloudFormation refuses a value, in its words; None when it takes it."""
    limits = declared["constraints"]
    said = limits["description"]
    parts = value.split(",") if declared["kind"].startswith(SPLIT) else [value]
    for part in parts:
        if limits["allowed_values"] and part not in limits["allowed_values"]:
            allowed = ", ".join(limits["allowed_values"])
            return f"Parameter '{key}' must be one of AllowedValues: [{allowed}]"
        pattern = limits["allowed_pattern"]
        if pattern and not re.fullmatch(pattern, part):
            return f"Parameter {key} failed to satisfy constraint: {said or pattern}"
    if declared["kind"] == "Number":
        return _number(key, value, limits)
    least, most = limits["min_length"], limits["max_length"]
    if (least and len(value) < int(least)) or (most and len(value) > int(most)):
        return f"Parameter {key} failed to satisfy constraint: length {least or 0} to {most}"
    return None


def _number(key: str, value: str, limits: dict[str, Any]) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return f"Parameter '{key}' must be a number"
    least, most = limits["min_value"], limits["max_value"]
    if least and number < float(least):
        return f"Parameter '{key}' must be a number not less than {least}"
    if most and number > float(most):
        return f"Parameter '{key}' must be a number not greater than {most}"
    return None
