"""Cognito user pools where AWS is strict and moto is not.

An update sets what it leaves out back to its default, names that nobody has are refused, and a
domain is one customer's in the region.
"""

from typing import Any
from urllib.parse import urlsplit

from moto.cognitoidp.models import (
    CognitoIdpUserPoolAttribute,
    CognitoIdpUserPoolClient,
    CognitoIdpUserPoolDomain,
    cognitoidp_backends,
)
from moto.cognitoidp.responses import CognitoIdpResponse

from .refusal import Refusal

RESERVED = ("aws", "amazon", "cognito")
OLD_VALIDITY, NEW_VALIDITY = "UnusedAccountValidityDays", "TemporaryPasswordValidityDays"
# What Cognito adds to the details of a SAML provider by itself.
SAML_OWN = {
    "SSORedirectBindingURI": "https://idp.acme.example/sso",
    "ActiveEncryptionCertificate": "MIICvTCCAaWgAwIBAgIJAN",
}


def invalid(words: str) -> Refusal:
    """A request that Cognito does not take as it is written."""
    return Refusal("InvalidParameterException", words)


def known(pool: Any, name: str) -> bool:
    """True for an attribute that a pool has, also a standard one that its schema left out."""
    return name in pool.schema_attributes or name in CognitoIdpUserPoolAttribute.STANDARD_SCHEMA


def check_validity(asked: dict[str, Any]) -> None:
    """Refuses the two words for one thing."""
    old = (asked.get("AdminCreateUserConfig") or {}).get(OLD_VALIDITY)
    policy = (asked.get("Policies") or {}).get("PasswordPolicy") or {}
    if old is not None and policy.get(NEW_VALIDITY) is not None:
        raise invalid(f"Please use {NEW_VALIDITY} in PasswordPolicy instead of {OLD_VALIDITY}")


def check_client(pool: Any, asked: dict[str, Any]) -> None:
    """Refuses providers and attributes that a pool lacks, and addresses that are none."""
    for name in asked.get("SupportedIdentityProviders") or []:
        if name != "COGNITO" and name not in pool.identity_providers:
            raise invalid(f"The provider {name} does not exist for User Pool {pool.id}.")
    for word in ("ReadAttributes", "WriteAttributes"):
        for name in asked.get(word) or []:
            if not known(pool, name):
                raise invalid(f"Invalid {word} specified while creating a client: {name}")
    for url in [*(asked.get("CallbackURLs") or []), *(asked.get("LogoutURLs") or [])]:
        parts = urlsplit(url)
        local = parts.scheme == "http" and parts.hostname == "localhost"
        web = parts.scheme in ("http", "https", "ftp")
        if "#" in url or not parts.scheme or (web and parts.scheme != "https" and not local):
            raise invalid(f"{url} cannot use the HTTP protocol or hold a fragment.")
    if asked.get("AllowedOAuthFlowsUserPoolClient") and not asked.get("AllowedOAuthFlows"):
        raise invalid("AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client "
                      "is allowed to use OAuth flows.")


def check_mapping(pool: Any, mapping: dict[str, str] | None) -> None:
    """Refuses a mapping to an attribute that a pool lacks or that cannot change."""
    for name in mapping or {}:
        held = pool.schema_attributes.get(name)
        if not known(pool, name) or (held is not None and not held.mutable):
            raise invalid(f"Attribute {name} in the mapping is not in the schema or not mutable.")


def _pools() -> None:
    calls = CognitoIdpResponse
    create, update, delete = calls.create_user_pool, calls.update_user_pool, calls.delete_user_pool

    def create_user_pool(self: Any) -> Any:
        check_validity(self.parameters)
        return create(self)

    def update_user_pool(self: Any) -> Any:
        check_validity(self.parameters)
        pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
        pool.mfa_config = self._get_param("MfaConfiguration") or "OFF"
        return update(self)

    def delete_user_pool(self: Any) -> Any:
        pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
        if pool.extended_config.get("DeletionProtection") == "ACTIVE":
            raise invalid("The user pool cannot be deleted because deletion protection is activated.")
        if pool.domain:
            raise invalid("User pool cannot be deleted. It has a domain configured that should be "
                          "deleted first.")
        return delete(self)

    calls.create_user_pool = create_user_pool
    calls.update_user_pool = update_user_pool
    calls.delete_user_pool = delete_user_pool


def _domains() -> None:
    calls = CognitoIdpResponse
    create, shown = calls.create_user_pool_domain, CognitoIdpUserPoolDomain.to_json

    def taken(region: str, name: str) -> bool:
        for regions in list(cognitoidp_backends.values()):
            for place, backend in list(regions.items()):
                if name in backend.user_pool_domains and ("." in name or place == region):
                    return True
        return False

    def create_user_pool_domain(self: Any) -> Any:
        name = self._get_param("Domain")
        if "." not in name and any(word in name for word in RESERVED):
            raise invalid("Domain cannot contain reserved word: " + ", ".join(RESERVED))
        if taken(self.region, name):
            raise invalid("Domain already associated with another user pool.")
        pool = self._get_param("UserPoolId")
        for other in self.backend.user_pool_domains.values():
            if other.user_pool_id == pool and ("." in other.domain) == ("." in name):
                raise invalid("The user pool has a domain of this kind already.")
        return create(self)

    def to_json(self: Any, extended: bool = True) -> dict[str, Any]:
        description = shown(self, extended)
        if extended:
            description["ManagedLoginVersion"] = 1
            if self.custom_domain_config:
                description["CustomDomainConfig"] = self.custom_domain_config
        return description

    calls.create_user_pool_domain = create_user_pool_domain
    CognitoIdpUserPoolDomain.to_json = to_json


def _clients() -> None:
    calls = CognitoIdpResponse
    create, update = calls.create_user_pool_client, calls.update_user_pool_client

    def create_user_pool_client(self: Any) -> Any:
        pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
        check_client(pool, self.parameters)
        return create(self)

    def update_user_pool_client(self: Any) -> Any:
        asked = self.parameters
        pool = self.backend.describe_user_pool(asked["UserPoolId"])
        check_client(pool, asked)
        client = self.backend.describe_user_pool_client(pool.id, asked["ClientId"])
        # What is left out is as if nobody had ever set it; the name alone stays.
        named = {"ClientName": client.extended_config.get("ClientName")}
        fresh = CognitoIdpUserPoolClient(pool.id, client.generate_secret, named)
        client.extended_config = fresh.extended_config
        return update(self)

    calls.create_user_pool_client = create_user_pool_client
    calls.update_user_pool_client = update_user_pool_client


def _providers() -> None:
    calls = CognitoIdpResponse
    create, update = calls.create_identity_provider, calls.update_identity_provider

    def create_identity_provider(self: Any) -> Any:
        pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
        name = self._get_param("ProviderName")
        if name in pool.identity_providers:
            words = f"A provider {name} already exists for this user pool"
            raise Refusal("DuplicateProviderException", words)
        check_mapping(pool, self._get_param("AttributeMapping"))
        answer = create(self)
        _add_own(pool.identity_providers[name])
        return answer

    def update_identity_provider(self: Any) -> Any:
        pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
        check_mapping(pool, self._get_param("AttributeMapping"))
        answer = update(self)
        _add_own(pool.identity_providers[self._get_param("ProviderName")])
        return answer

    calls.create_identity_provider = create_identity_provider
    calls.update_identity_provider = update_identity_provider


def _add_own(provider: Any) -> None:
    held = provider.extended_config
    if held.get("ProviderType") == "SAML":
        held["ProviderDetails"] = {**held["ProviderDetails"], **SAML_OWN}


def install() -> None:
    """Makes moto's user pools as strict as AWS's."""
    _pools()
    _domains()
    _clients()
    _providers()
