"""Editors that ask the gateway for suggestions, several at a time."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

EDITORS = 8
REQUESTS_EACH = 25

AGENTS = [
    "vs-code-gitlab-workflow/3.60.0 VSCode/1.78.2 Node.js/20.10.0 (linux; x64)",
    "code-completions-language-server-experiment (gl-visual-studio-extension:1.0.0; arch:X64;)",
    "JetBrains-GitLab-Duo/2.8.1 IntelliJ-IDEA/2025.1",
]
TOO_LONG_AGENT = "vs-code-gitlab-workflow/3.60.0 " + "plugin/1.0.0 " * 30
CODE = [
    ("main.py", "python", "def schneehöhe(cm: int) -> str:\n    return ", "\n\nprint(schneehöhe(3))\n"),
    ("app.rb", "ruby", "class Pipeline < ApplicationRecord\n  belongs_to :", "\nend\n"),
    ("lib.rs", "rust", "pub fn depth(&self) -> u64 {\n    self.", "\n}\n"),
]


@dataclass
class Sent:
    """What was sent, and how it was answered."""

    answers: Counter[str] = field(default_factory=Counter)
    """How many were `ok`, `ok, but its agent is too long`, `failed` and `refused`."""
    accepts: int = 0
    """How many accepted suggestions the editors have told of."""

    def request_counts(self) -> Counter[str]:
        """What the gateway has to count: the requests that reached its model, and what became of them."""
        failed = self.answers["failed"]
        requests = self.answers.total() - self.answers["refused"]
        return Counter(requests=requests, errors=failed, accepts=self.accepts)


def send(port: int) -> Sent:
    """Sends the load."""
    sent = Sent()
    with ThreadPoolExecutor(EDITORS) as editors:
        for own in editors.map(lambda editor: _edit(port, editor), range(EDITORS)):
            sent.answers += own.answers
            sent.accepts += own.accepts
    return sent


def _edit(port: int, editor: int) -> Sent:
    sent = Sent()
    for number in range(REQUESTS_EACH):
        # Some requests of a day are odd: one in 25 has no body to speak of, one nothing above the cursor, and one a
        # header that is too long.
        body = _body(editor + number, is_empty=number == 19) if number != 7 else {"current_file": None}
        agent = AGENTS[editor % len(AGENTS)] if number != 13 else TOO_LONG_AGENT
        status = _post(port, body, agent, f"01JH8Z3V5Q-{editor}-{number}")
        answer = {200: "ok", 502: "failed"}.get(status, "refused")
        sent.answers[answer if agent != TOO_LONG_AGENT else f"{answer}, but its agent is too long"] += 1
        sent.accepts += sum(counts["accepts"] for counts in body.get("telemetry", []))
    return sent


def _post(port: int, body: dict[str, Any], agent: str, request_id: str) -> int:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": agent,
        "X-Gitlab-Realm": "saas",
        "X-Gitlab-Host-Name": "gitlab.example.com",
        "X-Gitlab-Instance-Id": "7a1f6c1e-2b7d-4f0e-9c35-0d6f5a1b2c3e",
        "X-Gitlab-Global-User-Id": "9f2b5c71e0d84a36",
        "X-Request-Id": request_id,
    }
    # A connection for each request: one that is kept would stay with the worker that took it.
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", "/v2/code/completions", json.dumps(body), headers)
        return connection.getresponse().status


def _body(number: int, *, is_empty: bool) -> dict[str, Any]:
    name, language, above, below = CODE[number % len(CODE)]
    counts = {
        "accepts": number % 4,
        "lang": language,
        "model_engine": "vertex-ai",
        "model_name": "code-gecko",
    }
    file = {
        "file_name": name,
        "language_identifier": language,
        "content_above_cursor": above * (1 + number) if not is_empty else "",
        "content_below_cursor": below,
    }
    return {"current_file": file, "telemetry": [counts] if number % 3 else []}
