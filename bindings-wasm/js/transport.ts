import type { Clock, Fetch, FetchResponse } from "./host.js";
import { LONGEST_WAIT } from "./timer.js";

/** How a request ended. */
export interface Answer {
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** What the answer asked to wait, in milliseconds; below zero where it asked for nothing. */
  readonly retryAfter: number;
}

const NO_ANSWER: Answer = { status: 0, retryAfter: -1 };

/** With another content type the whole request is lost in Snowplow's enrich. */
const CONTENT_TYPE = "application/json; charset=UTF-8";

/**
 * Sends one body. Always comes to an answer, after `timeoutMs` at the latest, whatever `fetch` does.
 *
 * @param clock for a `Retry-After` that names a date.
 */
export function post(fetch: Fetch, url: string, body: Uint8Array, timeoutMs: number, clock: Clock): Promise<Answer> {
  return new Promise((resolve) => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      resolve(NO_ANSWER);
      abort.abort();
    }, Math.min(timeoutMs, LONGEST_WAIT));
    const done = (): void => clearTimeout(timer);
    request(fetch, url, body, abort.signal)
      .then((response) => {
        resolve({ status: Number(response.status) || 0, retryAfter: retryAfter(response.headers.get("retry-after"), clock.now()) });
        // Read to its end, a connection can be used again.
        return response.arrayBuffer?.();
      })
      .catch(() => resolve(NO_ANSWER))
      .then(done, done);
  });
}

async function request(fetch: Fetch, url: string, body: Uint8Array, signal: AbortSignal): Promise<FetchResponse> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": CONTENT_TYPE },
    body,
    // No cookies: who the user is, the events say, and only they.
    credentials: "omit",
    // A followed redirect may turn a POST into a GET, and a page's 200 into a delivery that never was.
    redirect: "manual",
    keepalive: false,
    signal,
  });
}

/** The wait that a `Retry-After` header asks for, in milliseconds: it holds seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | null, now: number): number {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? -1 : Math.max(0, date - now);
}
