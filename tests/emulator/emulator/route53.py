"""Ids of hosted zones as Route 53 gives them: moto's begin with any letter or digit."""

from moto.route53 import models


def install() -> None:
    """Lets each id begin with a Z."""
    made = models.create_route53_zone_id

    def create_route53_zone_id(*words: object, **named: object) -> str:
        return "Z" + made(*words, **named)[1:]

    models.create_route53_zone_id = create_route53_zone_id
