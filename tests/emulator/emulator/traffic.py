"""What befalls calls on their way: they are logged, throttled, lost, or refused for their keys."""

import hashlib
import io
import json
import socket
import threading
import time
from typing import Any
from urllib.parse import parse_qs

from moto.iam.models import iam_backends

from .careless import Careless
from .clock import CLOCK

READING = (
    "Describe",
    "List",
    "Get",
    "Search",
    "Scan",
    "Head",
    "Assume",
    "Simulate",
    "Validate",
)
# Of STS and of browsers; nobody signs them.
UNSIGNED = ("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")


class Chaos:
    """Which calls are throttled and which answers are lost, in hundredths, by a seed.

    What befalls a call depends on the seed, the operation, and how many calls of that operation
    there were: the same calls in the same order meet the same fate.
    """

    def __init__(self) -> None:
        self.seed = 0
        self.throttle = 0
        self.lose = 0
        self._counts: dict[str, int] = {}

    def set(self, seed: int, throttle: int, lose: int) -> None:
        self.seed, self.throttle, self.lose = seed, throttle, lose
        self._counts = {}

    def fate(self, operation: str) -> str:
        count = self._counts[operation] = self._counts.get(operation, 0) + 1
        digest = hashlib.sha256(f"{self.seed} {operation} {count}".encode()).digest()
        throttled, lost = digest[0] * 100 // 256, digest[1] * 100 // 256
        if throttled < self.throttle:
            return "throttled"
        return "lost" if lost < self.lose else "answered"


class Gate:
    """Holds back the answer to the next call of an operation, which has had its effect."""

    def __init__(self) -> None:
        self.operation: str | None = None
        self.held = 0
        self._open = threading.Event()

    def shut(self, operation: str) -> None:
        """The answer to the next call of this operation is held back."""
        self.operation = operation
        self.held = 0
        self._open.clear()

    def open(self) -> None:
        """What is held back is answered, and nothing is from now on."""
        self.operation = None
        self._open.set()

    def takes(self, operation: str) -> bool:
        """Whether the answer to a call that came in now is held back; only the first one is."""
        if operation != self.operation:
            return False
        self.operation = None
        self.held += 1
        return True

    def wait(self) -> None:
        """Returns when the gate is opened."""
        self._open.wait()


class Call:
    """One call as it came over the wire."""

    def __init__(self, environ: dict[str, Any]) -> None:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = io.BytesIO(body)
        self.body = body
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
        action = parse_qs(body.decode("utf-8", "replace")).get("Action") if form else None
        path = f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '/')}"
        self.operation = target.split(".")[-1] or (action or [path])[0]
        self.is_json = bool(target) or "json" in environ.get("CONTENT_TYPE", "")
        self.key, self.service = scope(environ.get("HTTP_AUTHORIZATION", ""))

    @property
    def changing(self) -> bool:
        """True for a call that is no reading one by its name."""
        return not self.operation.startswith((*READING, "GET ", "HEAD "))

    def refusal(self, status: str, code: str, message: str, start_response: Any) -> list[bytes]:
        """An error in the protocol that the call was made in."""
        if self.is_json:
            body = json.dumps({"__type": code, "message": message})
            kind = "application/x-amz-json-1.1"
        else:
            body = (
                f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
                f"<Message>{message}</Message></Error>"
                "<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
            )
            kind = "text/xml"
        sent = body.encode()
        headers = [("Content-Type", kind), ("Content-Length", str(len(sent)))]
        start_response(status, headers)
        return [sent]


def scope(authorization: str) -> tuple[str, str]:
    """The access key and the service of a signature."""
    try:
        credential = authorization.split("Credential=")[1].split(",")[0]
        key, _, _, service, _ = credential.split("/")
        return key, service
    except (IndexError, ValueError):
        return "", ""


def account_of(key: str) -> str | None:
    """The account that an access key belongs to; None for a key that nobody made."""
    for account, partitions in list(iam_backends.items()):
        for partition in ("aws", "aws-us-gov", "aws-cn"):
            if partition in partitions and key in partitions[partition].access_keys:
                return account
    return None


class Traffic:
    """The WSGI application that all calls come in at. It takes one call at a time."""

    def __init__(self, inner: Any, control: Any) -> None:
        self.inner = inner
        self.control = control
        self.chaos = control.chaos = Chaos()
        self.careless = control.careless = Careless()
        self.gate = control.gate = Gate()
        # How much later each answer comes, in seconds.
        self.latency = 0.0
        control.latency = self.later
        # Keys whose time is over.
        self.ended: set[str] = set()
        control.ended = self.ended
        self.log: list[dict[str, Any]] = []
        control.log = self.log
        self._one_at_a_time = threading.RLock()

    def later(self, seconds: float) -> None:
        """From now on each answer comes so much later."""
        self.latency = seconds

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        with self._one_at_a_time:
            if environ.get("PATH_INFO", "").startswith("/_control/"):
                return self.control(environ, start_response)
            call = Call(environ)
            self.careless.send(call, environ)
            answer = self._call(call, environ, start_response)
            is_held = self.gate.takes(call.operation)
        if is_held:
            self.gate.wait()
        # Outside of the turn: on the way, calls do not wait for each other.
        if self.latency:
            time.sleep(self.latency)
        return answer

    def _call(self, call: Call, environ: dict[str, Any], start_response: Any) -> Any:
        CLOCK.settle()
        account = account_of(call.key)
        line = {
            "at": CLOCK.now().isoformat(),
            "service": call.service,
            "operation": call.operation,
            "account": account,
            "changing": call.changing,
        }
        self.log.append(line)
        if account is None and call.operation not in UNSIGNED:
            line["fate"] = "refused"
            code = "UnrecognizedClientException" if call.is_json else "InvalidClientTokenId"
            words = "The security token included in the request is invalid."
            return call.refusal("403 Forbidden", code, words, start_response)
        if call.key in self.ended:
            line["fate"] = "refused"
            code = "ExpiredTokenException" if call.is_json else "ExpiredToken"
            words = "The security token included in the request is expired"
            return call.refusal("403 Forbidden", code, words, start_response)
        line["fate"] = fate = self.chaos.fate(call.operation)
        if fate == "throttled":
            code = "ThrottlingException" if call.is_json else "Throttling"
            return call.refusal("400 Bad Request", code, "Rate exceeded", start_response)
        if fate == "lost":
            return self._without_answer(environ, line)
        if not self.careless.of(call.operation):
            return self._answer(environ, start_response, line)
        return self._overlooked(call, environ, start_response, line)

    def _answer(self, environ: dict[str, Any], start_response: Any, line: dict[str, Any]) -> Any:
        def noted(status: str, headers: Any, exc_info: Any = None) -> Any:
            line["status"] = int(status.split()[0])
            return start_response(status, headers, exc_info)

        # Read whole while the turn is ours: a body may be made as it is read.
        answer = self.inner(environ, noted)
        try:
            return list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()

    def _overlooked(
        self, call: Call, environ: dict[str, Any], start_response: Any, line: dict[str, Any]
    ) -> list[bytes]:
        """The answer as a careless caller sees it."""
        said: list[Any] = []

        def keep(status: str, headers: Any, exc_info: Any = None) -> Any:
            said[:] = [status, headers]
            return lambda _: None

        body = b"".join(self._answer(environ, keep, line))
        status, headers = said
        headers, body = self.careless.see(call, headers, body)
        headers = [one for one in headers if one[0].lower() != "content-length"]
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _without_answer(self, environ: dict[str, Any], line: dict[str, Any]) -> Any:
        """Lets the call have its effect, and closes the connection instead of answering."""
        self._answer(environ, lambda *_: lambda _: None, line)
        connection = environ.get("werkzeug.socket")
        if connection is not None:
            connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionResetError("the answer was lost")
