import type { Fetch, FetchResponse } from "./host.js";
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
 * The most bytes of bodies under way that are to outlive their page: browsers allow 64 KiB (Fetch, 4.6), and the app may have
 * some to send itself.
 */
const MOST_OUTLIVING = 60 * 1024;

/** The bytes of bodies under way that are to outlive the page. */
let outliving = 0;

/** How to send. */
export interface Sending {
  readonly fetch: Fetch;
  readonly url: string;
  /** How long it may take. */
  readonly timeoutMs: number;
  /** Whether the page may be about to go: a request that is not too large outlives it then. */
  readonly outlives: boolean;
  /** What the time is, for a `Retry-After` that names a date. */
  now(): number;
}

/** Sends one body. Always comes to an answer, after its time at the latest, whatever `fetch` does. */
export function post(sending: Sending, body: Uint8Array): Promise<Answer> {
  const { timeoutMs, now } = sending;
  const keepalive = sending.outlives && outliving + body.length <= MOST_OUTLIVING;
  const bytes = keepalive ? body.length : 0;
  outliving += bytes;
  return new Promise<Answer>((resolve) => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      resolve(NO_ANSWER);
      abort.abort();
    }, Math.min(timeoutMs, LONGEST_WAIT));
    const done = (): void => clearTimeout(timer);
    request(sending, body, keepalive, abort.signal)
      .then((response) => {
        resolve({ status: Number(response.status) || 0, retryAfter: retryAfter(response.headers.get("retry-after"), now) });
        // Read to its end, a connection can be used again.
        return response.arrayBuffer?.();
      })
      .catch(() => resolve(NO_ANSWER))
      .then(done, done);
  }).finally(() => {
    outliving -= bytes;
  });
}

async function request({ fetch, url }: Sending, body: Uint8Array, keepalive: boolean, signal: AbortSignal): Promise<FetchResponse> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": CONTENT_TYPE },
    body,
    // No cookies: who the user is, the events say, and only they.
    credentials: "omit",
    // A followed redirect may turn a POST into a GET, and a page's 200 into a delivery that never was.
    redirect: "manual",
    keepalive,
    signal,
  });
}

/** The wait that a `Retry-After` header asks for, in milliseconds: it holds seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(header: string | null, now: () => number): number {
  const text = header?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? -1 : Math.max(0, date - now());
}
