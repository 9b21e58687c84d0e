"""The line to the mail server (SMTP, RFC 5321), and what its answers mean.

A mail is handed over in two steps, so that its keeper can note in between that the text goes out:
up to the server's 354 nothing has been sent, and whatever fails can be tried again; from then on,
until the server answers, nobody can know.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Self

from estate.mail.plain import one_line
from estate.settings import Settings

#: Headers stand on one line each: folded, the address of the link that stops mails is encoded,
#: and no mail program would find it (lines may have 998 letters, RFC 5322).
_AS_SENT = SMTP.clone(max_line_length=998)
#: So long the server may take to answer a command.
PATIENCE_S = 30


class NotNow(Exception):
    """No mail can be handed over now, this one or another: try again later."""


class MailNotNow(Exception):
    """The server will not take this mail now, but may later: the others go on."""


class AddressRefused(Exception):
    """The server will never take mail for this address."""


class MailRefused(Exception):
    """The server will never take this mail."""


class NobodyKnows(Exception):
    """The line broke after the text went out and before the answer came."""


class Line:
    """One connection to the server of the settings; opened by ``with``, which raises ``NotNow``."""

    def __init__(self, settings: Settings) -> None:
        """``settings.mail_host`` is set."""
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Connect, secretly unless the settings say otherwise, and say who we are."""
        try:
            self._smtp = self._opened()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotNow(_told(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Take leave; of a server that waits for the rest of a text without a word, so that it
        takes nothing."""
        if self._smtp is None:
            return
        if kind is None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._smtp.close()

    def _opened(self) -> smtplib.SMTP:
        given = self._settings
        host, port = str(given.mail_host), given.mail_port
        if given.mail_security == "tls":
            context = ssl.create_default_context()
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE_S, context=context)
        else:
            smtp = smtplib.SMTP(host, port, timeout=PATIENCE_S)
        try:
            if given.mail_security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if given.mail_user and given.mail_password is not None:
                smtp.login(given.mail_user, given.mail_password.get_secret_value())
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def hand_over(self, mail: EmailMessage, to: str, goes_out: Callable[[], None]) -> str:
        """Hand one mail over; the server's word for it.

        ``goes_out`` is called once the server is ready for the text, before any of it is sent.
        """
        smtp = self._smtp
        if smtp is None:
            raise NotNow("not connected")
        try:
            self._asked(smtp, to)
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(_told(error)) from error
        goes_out()
        try:
            smtp.send(re.sub(rb"(?m)^\.", b"..", mail.as_bytes(policy=_AS_SENT)) + b".\r\n")
            code, said = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise NobodyKnows(_told(error)) from error
        if code >= 500:
            raise MailRefused(_words(code, said))
        if code >= 400:
            raise MailNotNow(_words(code, said))
        return _words(code, said)

    def _asked(self, smtp: smtplib.SMTP, to: str) -> None:
        """Sender, recipient, and whether the server is ready for the text."""
        sender = self._settings.mail_from
        steps: tuple[tuple[Callable[[], tuple[int, bytes]], type[Exception]], ...] = (
            (lambda: smtp.mail(sender), NotNow),
            (lambda: smtp.rcpt(to), AddressRefused),
            (lambda: smtp.docmd("DATA"), MailRefused),
        )
        for ask, never in steps:
            code, said = ask()
            if 200 <= code < 400:
                continue
            words = _words(code, said)
            if code == 421:
                raise NotNow(words)
            with suppress(OSError, smtplib.SMTPException):
                smtp.rset()
            raise never(words) if code >= 500 else _later(never, words)


def _later(never: type[Exception], words: str) -> Exception:
    """Refused for now: a sender's refusal holds for every mail, the others for one."""
    return NotNow(words) if never is NotNow else MailNotNow(words)


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server did not accept ESTATE_MAIL_USER and ESTATE_MAIL_PASSWORD."
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"The mail server cannot be reached ({type(error).__name__})."


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {text}")
