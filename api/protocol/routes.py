"""The protocol over HTTP: its text and signatures for readers, adopted and signed for
administrators."""

from fastapi import APIRouter, Response

from api.http.dependencies import ContextIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.values import sent as told
from api.http.writing import DoingIs
from api.protocol import schemas, writing
from estate.answers.club.protocol import Protocol, protocol
from estate.register.writes import area as writes

router = APIRouter(tags=["protocol"])


@router.get("/protocol", response_model=Protocol, responses=responses())
def shown(context: ContextIs, _: NoQueryIs) -> Response:
    """The protocol in all its versions; to members of the club also who has signed which, for what
    and until when."""
    return told(protocol(context))


@router.post(
    "/protocol/versions", status_code=201, response_model=Protocol, responses=responses(403)
)
def adopt(do: DoingIs, sent: schemas.VersionAdopted, _: NoQueryIs) -> Protocol:
    """Put a new version on record: it asks for new signatures, and those under the version before
    hold until the end that is given. For administrators."""
    return writing.adopted(do, sent)


@router.post(
    "/organisations/{code}/signature",
    status_code=201,
    response_model=Protocol,
    responses=responses(403, 404),
)
def sign(do: DoingIs, code: str, sent: schemas.Signed, _: NoQueryIs) -> Protocol:
    """Put an organisation's signature on record: from now on the club sees its figures, and it the
    club's. For administrators."""
    writing.demand_administrator(do)
    writes.sign_protocol(
        do.connection,
        code,
        on=sent.signed_on,
        signatory=sent.signatory,
        signed_for=sent.signed_for,
        version=sent.version,
        until=sent.signed_until,
    )
    return protocol(do.context)


@router.post(
    "/organisations/{code}/signature/withdraw",
    response_model=Protocol,
    responses=responses(403, 404),
)
def withdraw(do: DoingIs, code: str, _: NoQueryIs) -> Protocol:
    """Put on record that an organisation no longer signs: of it only locations are shown, at once.
    For administrators."""
    writing.demand_administrator(do)
    writes.withdraw_signature(do.connection, code)
    return protocol(do.context)
