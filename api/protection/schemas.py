"""What is sent about places that look protected."""

from pydantic import Field

from api.http.bodies import Sent
from estate import codes


class Given(Sent):
    """How far a place may be shown, said for its owner."""

    sensitivity: codes.Sensitivity = Field(
        description="open and club confirm that it may be shown; owner_only and hidden hide it"
    )
