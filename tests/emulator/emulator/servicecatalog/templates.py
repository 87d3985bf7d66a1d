"""The vendor's bucket of templates, which CloudFormation reads with the caller's rights."""

import json
from typing import Any

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.responses import CloudFormationResponse

from .catalog import Version, catalog_of

BUCKET = "vendor-templates"
MISSING = "S3 error: The specified key does not exist."
NESTED = "AWS::CloudFormation::Stack"

# The accounts whose organisation lets them read their own buckets only.
_perimeters: set[str] = set()


def forget() -> None:
    """Every account may read the bucket again."""
    _perimeters.clear()


def enclose(account: str) -> None:
    """From now on an account reads its own organisation's buckets only."""
    _perimeters.add(account)


def address(region: str, version: Version) -> str:
    """Where the template of a version is."""
    return f"https://{BUCKET}.s3.{region}.amazonaws.com/{version.id}/main.json"


def body(version: Version) -> str:
    """The root template of a version."""
    parameters = {}
    for key, one in version.contract.items():
        parameters[key] = {"Type": one["kind"], "NoEcho": one["no_echo"]}
        if one["default"] is not None:
            parameters[key]["Default"] = one["default"]
    stacks = {one["logical"]: {"Type": NESTED} for one in version.template["stacks"]}
    return json.dumps({"Parameters": parameters, "Resources": stacks})


def install() -> None:
    """Reads what is in the vendor's bucket, and leaves other buckets to moto, which does not know the
    refusal of what is not there.
    """
    read = CloudFormationResponse._get_stack_from_s3_url

    def _get_stack_from_s3_url(self: Any, url: str) -> Any:
        if not url.startswith(f"https://{BUCKET}.s3."):
            try:
                return read(self, url)
            except AttributeError:
                # moto stumbles over an object that is not there.
                raise ValidationError(message=MISSING) from None
        if self.current_account in _perimeters:
            raise ValidationError(message="S3 error: Access Denied")
        portfolios = catalog_of(self.current_account, self.region).portfolios.values()
        for portfolio in portfolios:
            for product in portfolio.products:
                for version in product.versions:
                    if address(self.region, version) == url:
                        return body(version)
        raise ValidationError(message=MISSING)

    CloudFormationResponse._get_stack_from_s3_url = _get_stack_from_s3_url
