"""The gateway's own work: the shape of its requests, and a model that needs no GPU."""

from pydantic import BaseModel, NonNegativeInt

MODEL_ENGINE = "vertex-ai"
MODEL_NAME = "code-gecko"


class ModelError(Exception):
    """The model has given no answer."""


class CurrentFile(BaseModel):
    """The file that is open in the editor."""

    file_name: str
    language_identifier: str
    content_above_cursor: str
    content_below_cursor: str


class Telemetry(BaseModel):
    """How many suggestions were accepted since the editor's last request.

    Editors send `requests` and `errors` too. The gateway counts those itself, where they happen.
    """

    accepts: NonNegativeInt
    lang: str | None = None
    model_engine: str | None = None
    model_name: str | None = None


class CompletionRequest(BaseModel):
    """Body of `POST /v2/code/completions`."""

    current_file: CurrentFile
    telemetry: list[Telemetry] = []


class Choice(BaseModel):
    """One suggestion."""

    text: str


class CompletionResponse(BaseModel):
    """What is answered."""

    choices: list[Choice]


def complete(body: CompletionRequest) -> CompletionResponse:
    """Suggests the last word again; where there is none, it fails."""
    words = body.current_file.content_above_cursor.split()
    if not words:
        raise ModelError
    return CompletionResponse(choices=[Choice(text=words[-1])])
