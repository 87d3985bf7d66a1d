"""Makes accounts what the documents ask for before a deployment, as their administrators would.

Takes one JSON object on standard input: `url` of the emulator, and `targets`, each with `account`,
`region`, and the `access_key_id` and `secret_access_key` of its administrator. Prints the id of the
public hosted zone that the first one gets.
"""

import json
import sys

import boto3

ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ADMINISTRATOR = json.dumps({"Version": "2012-10-17", "Statement": [ALL]})
LOGS = {
    "Sid": "eslogs",
    "Effect": "Allow",
    "Principal": {"Service": "es.amazonaws.com"},
    "Action": ["logs:PutLogEvents", "logs:PutLogEventsBatch", "logs:CreateLogStream"],
    "Resource": "arn:aws:logs:*:*:*:*",
}
KEY_PAIR = "acme-eks"
SENDER = "noreply@acme.example"
ZONE = "acme.example"


class Place:
    """One account and region, as its administrator reaches it."""

    def __init__(self, url, target):
        self.target = target
        self.url = url

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=self.target["region"],
            aws_access_key_id=self.target["access_key_id"],
            aws_secret_access_key=self.target["secret_access_key"],
        )

    def watched(self):
        """A trail that logs, and the policy that lets Elasticsearch write its logs."""
        bucket = f"trail-{self.target['account']}-{self.target['region']}"
        configuration = {"LocationConstraint": self.target["region"]}
        more = {} if self.target["region"] == "us-east-1" else configuration
        made = {"CreateBucketConfiguration": more} if more else {}
        self.client("s3").create_bucket(Bucket=bucket, **made)
        trails = self.client("cloudtrail")
        name = f"all-{self.target['region']}"
        trails.create_trail(Name=name, S3BucketName=bucket)
        trails.start_logging(Name=name)
        document = json.dumps({"Version": "2012-10-17", "Statement": [LOGS]})
        self.client("logs").put_resource_policy(
            policyName="es2cloudwatch", policyDocument=document
        )

    def peopled(self):
        """The deployer may do everything; the boundary and the linked roles are there."""
        iam = self.client("iam")
        iam.put_user_policy(UserName="deployer", PolicyName="all", PolicyDocument=ADMINISTRATOR)
        iam.create_policy(PolicyName="boundary", PolicyDocument=ADMINISTRATOR)
        for service in ("ecs", "es"):
            iam.create_service_linked_role(AWSServiceName=f"{service}.amazonaws.com")

    def addressed(self):
        """A key pair, a sender of mails, and a public zone, whose id is answered."""
        self.client("ec2").create_key_pair(KeyName=KEY_PAIR)
        self.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        made = self.client("route53").create_hosted_zone(Name=ZONE, CallerReference="one")
        return made["HostedZone"]["Id"].removeprefix("/hostedzone/")


def main():
    asked = json.load(sys.stdin)
    places = [Place(asked["url"], target) for target in asked["targets"]]
    peopled = set()
    for place in places:
        place.watched()
        if place.target["account"] not in peopled:
            peopled.add(place.target["account"])
            place.peopled()
    print(places[0].addressed())


main()
