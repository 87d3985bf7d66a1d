"""The search domains that declared stacks made, and how a change of their endpoint goes.

moto takes a change of a domain, answers, and changes nothing; a domain is never processing there.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from moto.cloudformation.models import cloudformation_backends
from moto.es import urls
from moto.es.exceptions import ElasticSearchError
from moto.opensearch.responses import OpenSearchServiceResponse

from .clock import CLOCK
from .declared.stack import DeclaredStack

DOMAIN = "AWS::Elasticsearch::Domain"
# After how long a change shows as processing, and when it is in.
SHOWN = timedelta(seconds=40)
TAKES = timedelta(minutes=4)
POLICY = "Policy-Min-TLS-1-2-2019-07"

# When each domain was told to enforce HTTPS, by account, region and name.
_https: dict[tuple[str, str, str], datetime] = {}


def forget() -> None:
    """Forgets all changes."""
    _https.clear()


def stacks_of(account: str, region: str) -> dict[str, DeclaredStack]:
    """The domains that stacks made and still have."""
    return {
        resource.physical_resource_id: stack
        for stack in cloudformation_backends[account][region].stacks.values()
        if isinstance(stack, DeclaredStack)
        for resource in stack.resources.values()
        if resource.cf_resource_type == DOMAIN
    }


def install() -> None:
    """Answers for the domains of declared stacks, and leaves the others to moto."""
    domain = OpenSearchServiceResponse.domain
    config = OpenSearchServiceResponse.describe_es_domain_config

    def asked(request: Any, name: str) -> tuple[Any, tuple[str, str, str]] | None:
        response = OpenSearchServiceResponse()
        response.setup_class(request)
        account, region = response.current_account, response.region
        if name not in stacks_of(account, region):
            return None
        return response, (account, region, name)

    def age(key: tuple[str, str, str]) -> timedelta | None:
        began = _https.get(key)
        if began is not None and CLOCK.now() - began < TAKES:
            CLOCK.looked()
        return None if began is None else CLOCK.now() - began

    def describe(request: Any, full_url: str, headers: Any) -> Any:
        name = request.path.rstrip("/").rsplit("/", 1)[-1]
        own = asked(request, name)
        if own is None:
            return domain(request, full_url, headers)
        _, key = own
        since = age(key)
        status = {
            "DomainId": f"{key[0]}/{name}",
            "DomainName": name,
            "ARN": f"arn:aws:es:{key[1]}:{key[0]}:domain/{name}",
            "Created": True,
            "Deleted": False,
            "Processing": since is not None and SHOWN <= since < TAKES,
            "ElasticsearchClusterConfig": {},
        }
        return 200, {}, json.dumps({"DomainStatus": status})

    def configure(request: Any, full_url: str, headers: Any) -> Any:
        name = request.path.rstrip("/").split("/")[-2]
        own = asked(request, name)
        if own is None:
            return config(request, full_url, headers)
        response, key = own
        since = age(key)
        if request.method == "POST":
            options = json.loads(response.body or "{}").get("DomainEndpointOptions", {})
            if since is not None and since < TAKES:
                words = "A change/update is in progress. Please wait for it to complete."
                raise ElasticSearchError("ValidationException", words)
            if options.get("EnforceHTTPS"):
                _https.setdefault(key, CLOCK.now())
                since = age(key)
            elif "EnforceHTTPS" in options:
                # Taken back it shows at once: nobody waits for that.
                _https.pop(key, None)
                since = None
        state = "Processing" if since is not None and since < TAKES else "Active"
        endpoint = {
            "Options": {"EnforceHTTPS": since is not None, "TLSSecurityPolicy": POLICY},
            "Status": {"CreationDate": 0, "UpdateDate": 0, "State": state},
        }
        return 200, {}, json.dumps({"DomainConfig": {"DomainEndpointOptions": endpoint}})

    paths = urls.url_paths
    paths["{0}/2015-01-01/es/domain/(?P<domainname>[^/]+)/config"] = configure
    paths["{0}/2015-01-01/es/domain/(?P<domainname>[^/]+)"] = describe
