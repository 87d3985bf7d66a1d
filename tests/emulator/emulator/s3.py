"""Buckets where S3 is strict and moto is not: whose they are, and where, and what they take that
keep objects; in the emulator's time.
"""

from datetime import datetime
from typing import Any

from moto.s3 import models
from moto.s3.exceptions import S3ClientError as Unchecked
from moto.s3.models import s3_backends
from moto.s3.responses import S3Response
from werkzeug.datastructures import Headers

from .clock import CLOCK

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def install() -> None:
    """Refuses a look at a bucket of another account, or from another region, without a body, and an
    object without a checksum for a bucket that keeps objects; and dates objects in the emulator's
    time.
    """
    head = S3Response.head_bucket

    def head_bucket(self: Any) -> Any:
        for account in list(s3_backends):
            buckets = s3_backends[account][self.partition].buckets
            bucket = buckets.get(self.bucket_name)
            if bucket is None:
                continue
            owner = self.headers.get("x-amz-expected-bucket-owner", account)
            if owner != account or account != self.current_account:
                return 403, {}, ""
            if bucket.region_name != self.region:
                return 301, {"x-amz-bucket-region": bucket.region_name}, ""
        return head(self)

    def get_bucket_versioning(self: Any) -> Any:
        # moto's answer has a root of its own, at which a strict reader stops.
        status = self.backend.get_bucket_versioning(self.bucket_name)
        said = f"<Status>{status}</Status>" if status else ""
        body = f'<VersioningConfiguration xmlns="{NAMESPACE}">{said}</VersioningConfiguration>'
        return 200, {"content-type": "application/xml"}, body

    put = S3Response._key_response_put

    def put_object(self: Any, query: dict[str, Any], key: str) -> Any:
        bucket = s3_backends[self.current_account][self.partition].buckets.get(self.bucket_name)
        headers = {name.lower() for name in self.headers.keys()}
        sums = [name for name in headers if name.startswith("x-amz-checksum-")]
        checked = "content-md5" in headers or sums
        if bucket and bucket.has_default_lock and not checked:
            raise Unchecked(
                "InvalidRequest",
                "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests "
                "with Object Lock parameters",
            )
        if sums:
            # moto asks for the word that an SDK sends beside the sum, which S3 does not.
            word = sums[0].removeprefix("x-amz-checksum-").upper()
            self.headers = Headers(self.headers)
            self.headers["x-amz-sdk-checksum-algorithm"] = word
        return put(self, query, key)

    def now() -> datetime:
        return CLOCK.now().replace(tzinfo=None)

    # A journal's lease is judged by when an object was modified.
    models.utcnow = now
    S3Response.head_bucket = head_bucket
    S3Response._key_response_put = put_object
    S3Response.get_bucket_versioning = get_bucket_versioning
