"""The quotas that moto does not know, and how many of what is counted against them are used."""

import json
from typing import Any

from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.responses import ServiceQuotasResponse

# AWS's own defaults, by service and code: the quota's name and its value.
DEFAULTS = {
    ("ec2", "L-0263D0A3"): ("EC2-VPC Elastic IPs", 5.0),
    ("ec2", "L-1216C47A"): ("Running On-Demand Standard instances", 5.0),
    ("vpc", "L-F678F1CE"): ("VPCs per Region", 5.0),
    ("lambda", "L-B99A9384"): ("Concurrent executions", 1000.0),
    ("rds", "L-7B6409FD"): ("DB instances", 40.0),
    ("rds", "L-272F1212"): ("Manual DB instance snapshots", 100.0),
}

# The values that accounts were given, by account, region, service and code.
_applied: dict[tuple[str, str, str, str], float] = {}


def forget() -> None:
    """Every account has AWS's defaults again."""
    _applied.clear()


def apply(account: str, region: str, service: str, code: str, value: float) -> None:
    """From now on an account has a value of its own."""
    _applied[account, region, service, code] = value


def quota(service: str, code: str, value: float) -> str:
    """An answer with one quota."""
    name = DEFAULTS[service, code][0]
    shown = {"ServiceCode": service, "QuotaCode": code, "QuotaName": name, "Value": value}
    return json.dumps({"Quota": shown})


def install() -> None:
    """Answers for the quotas that a deployment asks for. An account has a value of its own only once
    somebody asked for one.
    """

    def asked(self: Any) -> tuple[str, str]:
        members = json.loads(self.body)
        key = members["ServiceCode"], members["QuotaCode"]
        if key not in DEFAULTS:
            raise NoSuchResource
        return key

    def get_service_quota(self: Any) -> str:
        service, code = asked(self)
        key = self.current_account, self.region, service, code
        if key not in _applied:
            raise NoSuchResource
        return quota(service, code, _applied[key])

    def get_aws_default_service_quota(self: Any) -> str:
        service, code = asked(self)
        return quota(service, code, DEFAULTS[service, code][1])

    ServiceQuotasResponse.get_service_quota = get_service_quota
    ServiceQuotasResponse.get_aws_default_service_quota = get_aws_default_service_quota
