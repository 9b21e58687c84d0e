"""What is sent about places that look protected."""

from pydantic import BaseModel, ConfigDict, Field

from estate import codes


class Given(BaseModel):
    """How far a place may be shown, said for its owner."""

    model_config = ConfigDict(extra="forbid")

    sensitivity: codes.Sensitivity = Field(
        description="open and club confirm that it may be shown; owner_only and hidden hide it"
    )
