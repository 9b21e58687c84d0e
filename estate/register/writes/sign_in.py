"""Sign-in: who may, sessions, attempts and one-time links; secrets are kept as SHA-256 alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from estate.codes import AuditAction, Role
from estate.db import tables as t
from estate.errors import BadQuestion, Conflict, NotFound
from estate.register.secret_hashes import NUMBER_LETTERS, sha256
from estate.register.writes.audit import Actor, record

_COMMAND_LINE = Actor("the command line")
_NEED_ORGANISATION = (Role.IMPORTER, Role.EDITOR)
#: An attempt to sign in that takes longer has to start anew.
ATTEMPT_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Person:
    """Somebody with a role. ``actor`` is what the record calls them."""

    actor: str
    role: Role
    organisation_code: str | None
    account_id: Any = None


@dataclass(frozen=True)
class Bound:
    """The provider's own name for a person, which it gives to nobody else."""

    issuer: str
    subject: str


def add_account(
    connection: Connection,
    email: str,
    role: Role,
    organisation_code: str | None,
    bound: Bound | None = None,
) -> None:
    """Let a person sign in; an account that was switched off is switched on with this role.

    Without ``bound``, whoever first signs in with this address, verified by the provider, is that
    person. ``BadQuestion`` without a usable address or organisation, ``NotFound`` for an unknown
    organisation, ``Conflict`` when the person is there already.
    """
    email = email.strip().lower()
    if "@" not in email:
        raise BadQuestion("An account is an e-mail address, as the identity provider gives it.")
    _check_role(connection, role, organisation_code)
    a = t.account.c
    found = connection.execute(select(a.account_id, a.disabled_at).where(a.email == email)).first()
    values = {
        "role": role.value,
        "organisation_code": organisation_code,
        "disabled_at": None,
        **_binding(connection, email, bound),
    }
    if found is None:
        connection.execute(insert(t.account).values(email=email, **values))
    elif found.disabled_at is None:
        raise Conflict(f"{email} may sign in already: see 'estate account list'.")
    else:
        change = update(t.account).where(a.account_id == found.account_id)
        connection.execute(change.values(**values))


def bind_account(connection: Connection, email: str, bound: Bound) -> None:
    """From now on this account opens to the provider's name for a person, and to no address.

    Sessions of whoever it was bound to before end. ``NotFound`` without such an account,
    ``Conflict`` when another account has that name.
    """
    email = email.strip().lower()
    a, s = t.account.c, t.web_session.c
    binding = _binding(connection, email, bound)
    change = update(t.account).where(a.email == email, a.disabled_at.is_(None)).values(**binding)
    account_id = connection.execute(change.returning(a.account_id)).scalar()
    if account_id is None:
        raise NotFound(f"{email} has no account that is switched on.")
    connection.execute(delete(t.web_session).where(s.account_id == account_id))


def _binding(connection: Connection, email: str, bound: Bound | None) -> dict[str, str | None]:
    if bound is None:
        return {"issuer": None, "subject": None}
    if not bound.subject.strip():
        raise BadQuestion("A subject is the provider's own name for a person: it is not empty.")
    a = t.account.c
    mine = (a.issuer == bound.issuer) & (a.subject == bound.subject.strip())
    other = connection.execute(select(a.email).where(mine, a.email != email)).scalar()
    if other is not None:
        raise Conflict(f"This subject is bound to the account of {other} already.")
    return {"issuer": bound.issuer, "subject": bound.subject.strip()}


def disable_account(connection: Connection, email: str) -> None:
    """End a person's sessions at once and let them in no more; ``NotFound`` when not there."""
    a = t.account.c
    chosen = (a.email == email.strip().lower(), a.disabled_at.is_(None))
    change = update(t.account).where(*chosen).values(disabled_at=func.now())
    account_id = connection.execute(change.returning(a.account_id)).scalar()
    if account_id is None:
        raise NotFound(f"{email} has no account that is switched on.")
    s = t.web_session.c
    connection.execute(delete(t.web_session).where(s.account_id == account_id))


def sign_in_account(
    connection: Connection, issuer: str, subject: str, email: str | None, name: str | None
) -> Person | None:
    """The person whom the identity provider has named, or None when nobody let them in.

    The first sign-in binds the account to the provider's own name for the person; from then on
    an address alone opens nothing, should the provider ever give it to somebody else.
    """
    a = t.account.c
    mine = (a.issuer == issuer) & (a.subject == subject)
    unbound = a.subject.is_(None) & (a.email == (email or "").strip().lower())
    statement = select(t.account).where(mine | unbound).order_by(a.subject.is_(None)).limit(1)
    found = connection.execute(statement.with_for_update()).mappings().first()
    if found is None or found["disabled_at"] is not None:
        return None
    if found["subject"] is None or found["name"] != name:
        connection.execute(
            update(t.account)
            .where(a.account_id == found["account_id"])
            .values(issuer=issuer, subject=subject, name=name)
        )
    return Person(
        found["email"], Role(found["role"]), found["organisation_code"], found["account_id"]
    )


def open_session(connection: Connection, secret: str, person: Person, expires_at: datetime) -> None:
    """Somebody is signed in from now on; sessions that ended are cleared away."""
    s = t.web_session.c
    connection.execute(delete(t.web_session).where(s.expires_at < func.now()))
    connection.execute(
        insert(t.web_session).values(
            session_sha256=sha256(secret),
            account_id=person.account_id,
            actor=person.actor,
            role=person.role.value,
            organisation_code=person.organisation_code,
            expires_at=expires_at,
        )
    )


def session_seen(connection: Connection, secret: str) -> None:
    """The person is still there."""
    s = t.web_session.c
    chosen = update(t.web_session).where(s.session_sha256 == sha256(secret))
    connection.execute(chosen.values(last_seen_at=func.now()))


def close_session(connection: Connection, secret: str) -> None:
    """Signed out: what the cookie holds is worthless at once."""
    s = t.web_session.c
    connection.execute(delete(t.web_session).where(s.session_sha256 == sha256(secret)))


def start_attempt(
    connection: Connection, state: str, nonce: str, code_verifier: str, return_to: str
) -> None:
    """Somebody leaves for the identity provider."""
    a = t.sign_in_attempt.c
    old = func.now() - ATTEMPT_LASTS
    connection.execute(delete(t.sign_in_attempt).where(a.created_at < old))
    connection.execute(
        insert(t.sign_in_attempt).values(
            state_sha256=sha256(state),
            nonce=nonce,
            code_verifier=code_verifier,
            return_to=return_to,
        )
    )


def take_attempt(connection: Connection, state: str) -> dict[str, Any] | None:
    """The attempt that somebody comes back from; it can be taken once."""
    a = t.sign_in_attempt.c
    statement = (
        delete(t.sign_in_attempt)
        .where(a.state_sha256 == sha256(state), a.created_at >= func.now() - ATTEMPT_LASTS)
        .returning(a.nonce, a.code_verifier, a.return_to)
    )
    found = connection.execute(statement).mappings().first()
    return None if found is None else dict(found)


def create_link(
    connection: Connection,
    secret: str,
    person: Person,
    expires_at: datetime,
    by: Actor = _COMMAND_LINE,
) -> None:
    """A link that signs somebody in once; made at the command line alone, and recorded."""
    _check_role(connection, person.role, person.organisation_code)
    connection.execute(
        insert(t.sign_in_link).values(
            link_sha256=sha256(secret),
            actor=person.actor,
            role=person.role.value,
            organisation_code=person.organisation_code,
            expires_at=expires_at,
        )
    )
    _note(
        connection,
        by,
        AuditAction.ADDED,
        "sign_in_link",
        number_of(sha256(secret)),
        {"is": {"role": person.role.value, "expires_at": expires_at.isoformat()}},
        person.organisation_code,
    )


def take_link(connection: Connection, secret: str) -> Person | None:
    """Whom a one-time link signs in; None when it was used or withdrawn, or is too old."""
    k = t.sign_in_link.c
    connection.execute(delete(t.sign_in_link).where(k.expires_at < func.now()))
    mine = (k.link_sha256 == sha256(secret), k.withdrawn_at.is_(None))
    statement = delete(t.sign_in_link).where(*mine).returning(t.sign_in_link)
    found = connection.execute(statement).mappings().first()
    if found is None:
        return None
    return Person(found["actor"], Role(found["role"]), found["organisation_code"])


def was_withdrawn(connection: Connection, secret: str) -> bool:
    """Whether this link was taken back before anybody used it, and its time is not over yet."""
    k = t.sign_in_link.c
    mine = (k.link_sha256 == sha256(secret), k.withdrawn_at.is_not(None))
    return bool(connection.execute(select(exists().where(*mine))).scalar())


def end(connection: Connection, number: str, by: Actor) -> str:
    """End the session of this number, or withdraw the link; which of them it was, in a word.

    Every request asks the register for its session, so it holds at once and in every worker.
    ``NotFound`` when nothing that stands has the number.
    """
    s, k = t.web_session.c, t.sign_in_link.c
    session = delete(t.web_session).where(func.left(s.session_sha256, NUMBER_LETTERS) == number)
    waiting = (k.withdrawn_at.is_(None), k.expires_at > func.now())
    link = update(t.sign_in_link).where(func.left(k.link_sha256, NUMBER_LETTERS) == number)
    tried = (
        ("session", session.returning(s.actor, s.role, s.organisation_code)),
        (
            "sign_in_link",
            link.where(*waiting)
            .values(withdrawn_at=func.now())
            .returning(k.actor, k.role, k.organisation_code),
        ),
    )
    for subject, statement in tried:
        for ended in connection.execute(statement).mappings():
            was = {"was": {"who": ended["actor"], "role": ended["role"]}}
            of = ended["organisation_code"]
            _note(connection, by, AuditAction.REMOVED, subject, number, was, of)
            return "link" if subject == "sign_in_link" else subject
    raise NotFound(f"No session and no link that waits has the number {number}.")


def number_of(hashed: str) -> str:
    """By which a session or a link is called: the beginning of what is stored of its secret,
    from which nobody finds the secret."""
    return hashed[:NUMBER_LETTERS]


def _note(
    connection: Connection,
    by: Actor,
    action: AuditAction,
    subject: str,
    number: str,
    details: dict[str, Any],
    organisation: str | None,
) -> None:
    record(connection, by, action, subject, about=organisation, key=number, details=details)


def _check_role(connection: Connection, role: Role, organisation_code: str | None) -> None:
    if organisation_code is None and role in _NEED_ORGANISATION:
        raise BadQuestion(f"The role {role} needs an organisation.")
    if organisation_code is not None:
        known = select(exists().where(t.organisation.c.code == organisation_code))
        if not connection.execute(known).scalar():
            raise NotFound(f"There is no organisation {organisation_code} in this register.")
