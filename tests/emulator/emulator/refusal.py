"""An error as a service answers it."""

from moto.core.exceptions import ServiceException


class Refusal(ServiceException):
    """A code, modelled by the service that is asked or common to all, and its words.

    A class of this package: moto looks for the models of its own exceptions by their module.
    """
