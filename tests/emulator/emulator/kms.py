"""The keys behind aliases that declared stacks make: moto's own, so that its calls show them."""

from moto.kms.models import kms_backends

ALIAS = "AWS::KMS::Alias"


def made(account: str, region: str, kind: str, name: str) -> None:
    """A resource was made: an alias names a key of its own from now on."""
    backend = kms_backends[account][region]
    if kind == ALIAS and not backend.alias_exists(name):
        key = backend.create_key(None, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", name, None)
        backend.create_alias(key.id, name)


def removed(account: str, region: str, kind: str, name: str) -> None:
    """A resource was removed: an alias names nothing any more."""
    if kind == ALIAS:
        kms_backends[account][region].delete_alias(name)
