"""The synthetic sample county: files that look like what real organisations hand over."""

from sample_data.county import REFERENCE_DATE, SEED, build, records_hash, write_sample
from sample_data.model import County, SampleProperty, SampleSummary, content_hash

__all__ = [
    "REFERENCE_DATE",
    "SEED",
    "County",
    "SampleProperty",
    "SampleSummary",
    "build",
    "content_hash",
    "records_hash",
    "write_sample",
]
