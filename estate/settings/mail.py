"""Whether mail is set up whole: the service does not start with half of it."""

import re

from estate.settings.hosts import is_this_machine

_HOST = re.compile(r"[A-Za-z0-9.:-]+")
#: One plain address; nothing that could begin another header or another recipient.
_ADDRESS = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++@[A-Za-z0-9.-]++")


def is_address(text: str) -> bool:
    """Whether mail can be addressed to it: one plain ASCII address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None and len(text) <= 254


def incomplete(
    host: str | None,
    security: str,
    user: str,
    *,
    has_password: bool,
    sender: str,
    public_url: str | None,
) -> str | None:
    """One sentence that names the variable which is missing or wrong; None when nothing is."""
    if not host:
        if user or has_password or sender:
            return "ESTATE_MAIL_USER, _PASSWORD or _FROM is set without ESTATE_MAIL_HOST: set that."
        return None
    if not _HOST.fullmatch(host):
        return (
            f"ESTATE_MAIL_HOST is '{host[:80]}', but must be a name or an address without scheme "
            "and port, such as smtp.council.example."
        )
    if not is_address(sender):
        return (
            "ESTATE_MAIL_HOST needs ESTATE_MAIL_FROM: one plain address from which mails come, "
            "such as estate@council.example."
        )
    if not public_url:
        return (
            "ESTATE_MAIL_HOST needs ESTATE_PUBLIC_URL: mails hold links to the service, one of "
            "them to stop mails."
        )
    if bool(user) != has_password:
        return "ESTATE_MAIL_USER and ESTATE_MAIL_PASSWORD belong together: set both or neither."
    if user and security == "none" and not is_this_machine(f"http://{host}"):
        return (
            "ESTATE_MAIL_SECURITY=none would send the password in the clear: use starttls or tls."
        )
    return None
