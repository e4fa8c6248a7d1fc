"""A model gateway, cut down to where its analytics come from: a FastAPI app that answers code-suggestion requests."""

import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import PlainTextResponse

from analytics import Analytics
from completions import CompletionRequest, CompletionResponse, ModelError, complete

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Holds one tracker for the life of a worker process."""
    # Here and not at import: every worker process runs its own lifespan, so each has a tracker and counts of its own.
    # Making it does no IO: a collector that is down does not keep the gateway from starting.
    app.state.analytics = Analytics(os.environ["AIGW_SNOWPLOW__ENDPOINT"])
    yield
    # The server has stopped taking requests.
    await app.state.analytics.end()


app = FastAPI(title="gateway", lifespan=lifespan)


# `def`, so FastAPI runs it on a thread. In an `async def` it would be the same: `track` does no IO and does not wait.
@app.post("/v2/code/completions")
def code_completions(body: CompletionRequest, request: Request) -> CompletionResponse:
    """Suggests what could stand at the cursor."""
    analytics: Analytics = request.app.state.analytics
    analytics.suggestion_requested(body, request.headers)
    try:
        completion = complete(body)
    except ModelError as error:
        analytics.completed(body, failed=True)
        raise HTTPException(502, "the model has given no answer") from error
    analytics.completed(body, failed=False)
    return completion


@app.get("/metrics")
def metrics(request: Request) -> PlainTextResponse:
    """The counters of this worker, for Prometheus."""
    counters = request.app.state.analytics.metrics()
    return PlainTextResponse("".join(f"snowgauge_{name} {count}\n" for name, count in counters.items()))
