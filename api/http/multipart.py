"""Uploads: a multipart form streamed to disk, bounded, read only for bearers of a token."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from api.http.dependencies import BearerIs
from api.http.service import ServiceIs
from api.http.text_types import Line
from estate import codes
from estate.errors import BadQuestion

_MEGABYTE = 1024 * 1024
#: Parts of a shapefile with all the indexes that ArcGIS leaves beside it, and a mapping file.
_MAX_FILES = 16
_MAX_FIELDS = 10
_FIELD_BYTES = 10_000
#: What the form itself may weigh beside its files.
_FORM_BYTES = 64 * 1024


class ImportForm(BaseModel):
    """What is said of an uploaded file; an unknown field is a 422 that names it."""

    model_config = ConfigDict(extra="forbid")

    organisation: Line | None = Field(
        default=None, description="whose file it is; the token's organisation unless said"
    )
    kind: codes.RecordKind | None = Field(
        default=None, description="what the file lists; told by its columns unless said"
    )
    kind_meant: bool | None = Field(
        default=None, description="the rows are of this kind though another one fits better"
    )
    layer: Line | None = Field(default=None, description="layer or sheet, if there are several")
    crs: Line | None = Field(
        default=None, description="its projection, if the file has none", examples=["EPSG:27700"]
    )
    rating_scheme: codes.RatingScheme | None = Field(
        default=None, description="which question its RAG column answers"
    )
    encoding: Line | None = Field(
        default=None,
        description="encoding of a CSV or a shapefile's table, if it is read wrong",
        examples=["iso8859-14"],
    )
    partial: bool | None = Field(
        default=None,
        description="the file is part of a list: only these rows and columns, absence says nothing",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_unsaid(cls, value: Any) -> Any:
        return None if value == "" else value


#: For OpenAPI: the body is read by ``received``, not by FastAPI, which would read it before
#: asking for a token.
REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "additionalProperties": False,
                "properties": {
                    "file": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "description": "one file, or the parts of one shapefile or MapInfo table",
                    },
                    "mapping": {
                        "type": "string",
                        "format": "binary",
                        "description": "a mapping file (TOML) for its columns",
                    },
                    **ImportForm.model_json_schema(ref_template="#/components/schemas/{model}")[
                        "properties"
                    ],
                },
            }
        }
    },
}


@dataclass(frozen=True)
class Received:
    """A form that arrived whole."""

    form: ImportForm
    files: list[UploadFile]
    mapping: UploadFile | None


async def received(request: Request, _: BearerIs, service: ServiceIs) -> AsyncIterator[Received]:
    """The form, its files on disk until the request ends."""
    form = await read_form(request, service.settings.max_upload_mb)
    try:
        checked = _checked(form)
        if checked.form.kind is not None:
            request.state.import_kind = checked.form.kind.value
        yield checked
    finally:
        await form.close()


ReceivedIs = Annotated[Received, Depends(received)]


async def read_form(
    request: Request, max_mb: int, setting: str = "ESTATE_MAX_UPLOAD_MB"
) -> FormData:
    """A form with files of together at most so many megabytes, on disk until it is closed; 413
    names the ``setting`` that says how many."""
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        raise BadQuestion("Send the file as multipart/form-data, in a field named file.")
    limit = max_mb * _MEGABYTE + _FORM_BYTES
    said = request.headers.get("Content-Length", "0")
    if said.isdecimal() and int(said) > limit:
        raise _too_large(max_mb, setting)
    stream = _bounded(request, limit, _too_large(max_mb, setting))
    parser = MultiPartParser(
        request.headers,
        stream,
        max_files=_MAX_FILES,
        max_fields=_MAX_FIELDS,
        max_part_size=_FIELD_BYTES,
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise BadQuestion(f"The form cannot be read: {error.message}") from error
    except ClientDisconnect as error:
        raise HTTPException(400, "The upload broke off.") from error


async def _bounded(request: Request, limit: int, too_large: HTTPException) -> Any:
    arrived = 0
    async for chunk in request.stream():
        arrived += len(chunk)
        if arrived > limit:
            raise too_large
        yield chunk


def _too_large(max_mb: int, setting: str) -> HTTPException:
    return HTTPException(413, f"An upload may weigh {max_mb} MB at most ({setting}).")


def _checked(form: FormData) -> Received:
    """Known fields alone, each once; a file among them."""
    texts: dict[str, str] = {}
    files: list[UploadFile] = []
    mappings: list[UploadFile] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            wanted = {"file": files, "mapping": mappings}.get(name)
            if wanted is None:
                raise _complaint(name, "extra_forbidden", "unknown parameter")
            wanted.append(value)
        elif name in texts:
            raise _complaint(name, "value_error", "given more than once")
        else:
            texts[name] = value
    mappings = [one for one in mappings if one.filename or one.size]
    files = [one for one in files if one.filename or one.size]
    if not files or len(mappings) > 1:
        raise _complaint(*_missing(bool(files)))
    try:
        return Received(ImportForm.model_validate(texts), files, next(iter(mappings), None))
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found) from error


def _missing(has_file: bool) -> tuple[str, str, str]:
    if has_file:
        return "mapping", "value_error", "given more than once"
    return "file", "missing", "a file is needed"


def _complaint(name: str, kind: str, words: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body", name), "type": kind, "msg": words}])
