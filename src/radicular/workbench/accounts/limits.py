"""How many wrong passwords are taken within the time that :data:`COOL_OFF_HOURS` says."""

__all__ = ["COOL_OFF_HOURS", "COUNTED_BY", "LIMITS"]

COOL_OFF_HOURS = 0.25
#: For one name from one address, from one address for any name, for one name from any address.
COUNTED_BY = (("username", "ip_address"), ("ip_address",), ("username",))
LIMITS = (5, 30, 15)
