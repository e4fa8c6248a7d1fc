"""The gateway's own work: the shape of its requests, and a model that needs no GPU."""

from pydantic import BaseModel


class CurrentFile(BaseModel):
    """The file that is open in the editor."""

    file_name: str
    language_identifier: str
    content_above_cursor: str
    content_below_cursor: str


class Telemetry(BaseModel):
    """How the suggestions of earlier requests fared, as the editor saw it."""

    requests: int
    accepts: int
    errors: int
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
    """Suggests the last word again."""
    words = body.current_file.content_above_cursor.split()
    return CompletionResponse(choices=[Choice(text=words[-1] if words else "")])
