"""The stable name of a candidate."""

from hashlib import sha256


def candidate_id(guest_occupation_id: object, host_property_id: object) -> str:
    """A stable name for a pair: the same two always have the same one."""
    return sha256(f"{guest_occupation_id}|{host_property_id}".encode()).hexdigest()[:16]
