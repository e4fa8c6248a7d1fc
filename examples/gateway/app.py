"""A model gateway, cut down to where its analytics come from: a FastAPI app that answers code-suggestion requests."""

import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

import analytics
from completions import CompletionRequest, CompletionResponse, complete

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Holds one tracker for the life of a worker process."""
    # Here and not at import: every worker process runs its own lifespan, so each has a tracker of its own.
    # Making it does no IO: a collector that is down does not keep the gateway from starting.
    tracker = app.state.tracker = analytics.make_tracker(os.environ["AIGW_SNOWPLOW__ENDPOINT"])
    yield
    # The server has stopped taking requests: send the last events, and wait for them no longer than five seconds.
    delivered = await tracker.ashutdown(timeout=5)
    analytics.log_end(tracker, delivered)


app = FastAPI(title="gateway", lifespan=lifespan)


# `def`, so FastAPI runs it on a thread. In an `async def` it would be the same: `track` does no IO and does not wait.
@app.post("/v2/code/completions")
def code_completions(body: CompletionRequest, request: Request) -> CompletionResponse:
    """Suggests what could stand at the cursor."""
    analytics.suggestion_requested(request.app.state.tracker, body, request.headers)
    return complete(body)


@app.get("/metrics")
def metrics(request: Request) -> PlainTextResponse:
    """The tracker's counters for Prometheus. Every counter is there from the start, at zero."""
    stats = request.app.state.tracker.stats()
    return PlainTextResponse("".join(f"snowgauge_{name} {count}\n" for name, count in stats.items()))
