"""What a careless caller would send, or would not see: mutants of whoever calls, made on the way.

A rule changes the calls of one operation before they are answered, as if the caller had left out a
member, sent another one, or made a token anew each time; or it takes a member from the answer, as
if the caller had not looked at it. So the tests show that what the overlays refuse is refused, and
that it is the caller's own care that gets it through.
"""

import io
import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode


@dataclass
class Rule:
    """What happens to each call of an operation.

    `leave_out` members are not sent, those of `send` are, and those of `anew` with a new value each
    time; `forget_previous` leaves out the parameters that keep their previous value. `overlook`
    members of the answer are not seen, and texts in `misread` are taken for others. `without_headers`
    are not sent. `instead`, of the same service, is called in the place of the operation.
    """

    operation: str
    leave_out: list[str] = field(default_factory=list)
    send: dict[str, Any] = field(default_factory=dict)
    anew: list[str] = field(default_factory=list)
    forget_previous: bool = False
    overlook: list[str] = field(default_factory=list)
    misread: dict[str, str] = field(default_factory=dict)
    without_headers: list[str] = field(default_factory=list)
    instead: str | None = None


class Careless:
    """The rules, and what they make of calls and answers."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def of(self, operation: str) -> list[Rule]:
        """The rules for an operation."""
        return [rule for rule in self.rules if rule.operation == operation]

    def send(self, call: Any, environ: dict[str, Any]) -> None:
        """Makes of a call what a careless caller would have sent."""
        for rule in self.of(call.operation):
            for header in rule.without_headers:
                environ.pop("HTTP_" + header.upper().replace("-", "_"), None)
            if rule.instead:
                service = environ["HTTP_X_AMZ_TARGET"].rpartition(".")[0]
                environ["HTTP_X_AMZ_TARGET"] = f"{service}.{rule.instead}"
            if rule.without_headers or rule.instead:
                continue
            call.body = _json(rule, call.body) if call.is_json else _form(rule, call.body)
            environ["wsgi.input"] = io.BytesIO(call.body)
            environ["CONTENT_LENGTH"] = str(len(call.body))

    def see(
        self, call: Any, headers: list[tuple[str, str]], body: bytes
    ) -> tuple[list[tuple[str, str]], bytes]:
        """Makes of an answer what a careless caller would have seen. Some services tell the code of a
        refusal in a header.
        """
        for member in [name for rule in self.of(call.operation) for name in rule.overlook]:
            if call.is_json:
                seen = json.loads(body or b"{}")
                seen.pop(member, None)
                body = json.dumps(seen).encode()
            else:
                body = re.sub(f"<{member}>[^<]*</{member}>".encode(), b"", body)
        for rule in self.of(call.operation):
            for text, taken_for in rule.misread.items():
                body = body.replace(text.encode(), taken_for.encode())
                headers = [(name, value.replace(text, taken_for)) for name, value in headers]
        return headers, body


def _made(rule: Rule) -> dict[str, Any]:
    return rule.send | {name: uuid.uuid4().hex for name in rule.anew}


def _json(rule: Rule, body: bytes) -> bytes:
    asked = json.loads(body or b"{}")
    for name in rule.leave_out:
        asked.pop(name, None)
    key = "ProvisioningParameters"
    if rule.forget_previous and key in asked:
        asked[key] = [one for one in asked[key] if not one.get("UsePreviousValue")]
    return json.dumps(asked | _made(rule)).encode()


def _form(rule: Rule, body: bytes) -> bytes:
    made = _made(rule)
    given = [*rule.leave_out, *made]
    asked = [
        (name, value)
        for name, value in parse_qsl(body.decode(), keep_blank_values=True)
        if not any(name == one or name.startswith(f"{one}.") for one in given)
    ]
    return urlencode([*asked, *made.items()]).encode()
