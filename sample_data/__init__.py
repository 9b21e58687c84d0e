"""The synthetic sample county: files that look like what real organisations hand over."""

from sample_data.county import (
    REFERENCE_DATE,
    SEED,
    STREETS,
    build,
    records_hash,
    write_sample,
    write_streets,
)
from sample_data.model import County, SampleProperty, SampleSummary, content_hash

__all__ = [
    "REFERENCE_DATE",
    "SEED",
    "STREETS",
    "County",
    "SampleProperty",
    "SampleSummary",
    "build",
    "content_hash",
    "records_hash",
    "write_sample",
    "write_streets",
]
