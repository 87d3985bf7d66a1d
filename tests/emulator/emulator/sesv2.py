"""SES's sandbox, which moto does not know: an account begins in it, and its identities unverified."""

import json
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.sesv2 import urls
from moto.sesv2.responses import SESV2Response

# The accounts and regions that are out of the sandbox.
_production: set[tuple[str, str]] = set()
# The identities whose owners followed the link.
_verified: set[tuple[str, str, str]] = set()


def forget() -> None:
    """Every account is in the sandbox again, and nobody has followed a link."""
    _production.clear()
    _verified.clear()


def produce(account: str, region: str) -> None:
    """AWS lets an account out of the sandbox."""
    _production.add((account, region))


def verify(account: str, region: str, identity: str) -> None:
    """The owner of an identity follows the link that SES mailed."""
    _verified.add((account, region, identity))


def install() -> None:
    """Answers for the account, and shows an identity as verified only when its owner did it."""
    shown = SESV2Response.get_email_identity
    made = SESV2Response.create_email_identity
    deleted = SESV2Response.delete_email_identity

    def get_account(self: Any) -> str:
        out = (self.current_account, self.region) in _production
        return json.dumps(
            {
                "DedicatedIpAutoWarmupEnabled": False,
                "EnforcementStatus": "HEALTHY",
                "ProductionAccessEnabled": out,
                "SendingEnabled": True,
                "SendQuota": {"Max24HourSend": 50000.0 if out else 200.0},
            }
        )

    def get_email_identity(self: Any) -> str:
        answer = json.loads(shown(self))
        name = self._get_param("EmailIdentity")
        done = (self.current_account, self.region, name) in _verified
        answer["VerifiedForSendingStatus"] = done
        answer["VerificationStatus"] = "SUCCESS" if done else "PENDING"
        return json.dumps(answer)

    def create_email_identity(self: Any) -> Any:
        name = self._get_param("EmailIdentity")
        if name in self.sesv2_backend.core_backend.email_identities:
            raise JsonRESTError("AlreadyExistsException", f"Email identity {name} already exist.")
        return made(self)

    def delete_email_identity(self: Any) -> Any:
        # Made again, it is mailed another link.
        name = self._get_param("EmailIdentity")
        _verified.discard((self.current_account, self.region, name))
        return deleted(self)

    SESV2Response.delete_email_identity = delete_email_identity
    SESV2Response.create_email_identity = create_email_identity
    SESV2Response.get_account = get_account
    SESV2Response.get_email_identity = get_email_identity
    urls.url_paths["{0}/v2/email/account$"] = SESV2Response.dispatch
