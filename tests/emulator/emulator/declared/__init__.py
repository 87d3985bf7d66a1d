"""Stacks whose resources are declared, not made: they take their time, fail and roll back.

What they make is the simulated cloud's own declaration of the products, handed over by the tests
as JSON, so that the emulator and the simulated cloud cannot drift apart.
"""
