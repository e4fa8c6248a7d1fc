import type { Reason } from "./outcome.js";
import { type EventStore, type Release, type StoreNotice, webLocks } from "./store.js";

/** An event as it is kept. */
export interface StoredEvent {
  readonly eventId: string;
  /** When it was tracked, in milliseconds since 1970. */
  readonly tracked: number;
  /** Its JSON object without the closing brace. */
  readonly payload: string;
}

/** How an event is kept. */
interface Kept {
  readonly id: string;
  /** Whether the store has it for certain. */
  isWritten: boolean;
  /** Ends when the store has answered. */
  writing?: Promise<void>;
}

/** The version of what is written. */
const VERSION = 1;

/** The most answers that are waited for: a store that owes more does not answer, and is asked for nothing more. */
const MOST_WRITING = 1_000;

/** The names that trackers of this copy of the package have: all that is known where names cannot be claimed. */
const claimed = new Set<string>();

/** What a tracker does with a store of the app's: keeps events until they have left, and finds those that others have left. */
export class Storing {
  /** Whether there was no room for all that others have left. */
  hasMore = false;
  unstored = 0;
  damaged = 0;
  readonly #store: EventStore;
  #hold: EventStore["hold"];
  /** Whose events these are: other options make other events. */
  readonly #owner: string;
  /** The tracker's own name, and what its ids begin with. */
  readonly #holder: string;
  readonly #tell: (notice: StoreNotice) => void;
  readonly #restore: (event: StoredEvent) => boolean;
  readonly #restored: () => void;
  /** Events that the store has, or soon has, by their own ids. */
  readonly #kept = new Map<string, Kept>();
  readonly #writing = new Set<Promise<void>>();
  /** Events that were deleted since the store was last asked for all that is there: it may still give them. */
  readonly #deleted = new Set<string>();
  /** The trackers whose events are asked for, and whether they are this one's by now. */
  readonly #holders = new Map<string, boolean>();
  readonly #releases: Release[] = [];
  #isFailing = false;
  #looking: Promise<void> | undefined;
  #looksAgain = false;
  #isOver = false;

  /**
   * @param random 16 random bytes.
   * @param restore takes an event over, unless there is no room.
   * @param restored is called when no more follow for now.
   */
  constructor(
    store: EventStore,
    owner: readonly unknown[],
    random: Uint8Array,
    tell: (notice: StoreNotice) => void,
    restore: (event: StoredEvent) => boolean,
    restored: () => void,
  ) {
    this.#store = store;
    this.#hold = store.hold?.bind(store) ?? webLocks();
    this.#owner = JSON.stringify(owner);
    this.#holder = Array.from(random.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#tell = tell;
    this.#restore = restore;
    this.#restored = restored;
    this.#claim(this.#holder);
  }

  /** Keeps an event that was taken. Where the store cannot, it is counted as unstored. */
  put({ eventId, tracked, payload }: StoredEvent): void {
    const id = `${this.#holder}.${eventId}`;
    const kept: Kept = { id, isWritten: false };
    const written = (): void => {
      kept.isWritten = true;
      if (this.#isFailing) this.#tell({ code: "working", error: undefined });
      this.#isFailing = false;
    };
    const failed = (error: unknown): void => {
      this.unstored += 1;
      this.#kept.delete(eventId);
      this.#fail(error);
    };
    if (this.#writing.size >= MOST_WRITING) return failed(new Error("the store does not answer"));
    this.#kept.set(eventId, kept);
    const text = `${JSON.stringify([VERSION, tracked, this.#owner])}\n${payload}`;
    this.#write(kept, () => this.#store.put(id, text), written, failed);
  }

  /** Whether the store has an event for certain. */
  has(eventId: string): boolean {
    return this.#kept.get(eventId)?.isWritten ?? false;
  }

  /** Forgets an event that has left, unless it is to be sent by the next start. */
  end(eventId: string, reason: Reason): void {
    const kept = this.#kept.get(eventId);
    if (!kept || reason === "stored") return;
    // One that cannot be deleted stays known, so that it is not taken over again.
    const deleted = (): void => {
      this.#kept.delete(eventId);
      if (this.#looking) this.#deleted.add(eventId);
    };
    const remove = (): void => this.#write(kept, () => this.#store.delete(kept.id), deleted, (error) => this.#fail(error));
    if (kept.writing) void kept.writing.then(remove);
    else remove();
  }

  /** Whether the store owes an answer. */
  get isWriting(): boolean {
    return this.#writing.size > 0;
  }

  /** When the store has answered to all that it was asked for. */
  async idle(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  /** Lets others have what is left. */
  release(): void {
    this.#isOver = true;
    for (const release of this.#releases.splice(0)) this.#attempt(release);
  }

  /** Looks for events that others have left, and takes over those for which there is room. It never fails. */
  look(): Promise<void> {
    this.#looksAgain = true;
    this.#looking ??= this.#lookOnce().then(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    while (this.#looksAgain && !this.#isOver) {
      this.#looksAgain = false;
      this.hasMore = false;
      this.#deleted.clear();
      // What is there now of these is nobody else's, and stays so.
      const holders = new Set([...this.#holders.keys()].filter((holder) => this.#holders.get(holder)));
      try {
        for await (const [id, text] of await this.#store.load()) {
          if (!this.#takeOver(id, text, holders)) break;
        }
      } catch (error) {
        this.#fail(error);
      }
    }
    this.#restored();
  }

  /** Takes over what is kept under an id, if it is an event that nobody else has. False: there is no room. */
  #takeOver(id: string, text: string, holders: Set<string>): boolean {
    const [, holder = "", eventId = ""] = /^([0-9a-f]{16})\.([0-9a-f-]{36})$/.exec(id) ?? [];
    if (holder === "" || holder === this.#holder || this.#isOver) return true;
    if (!this.#holders.has(holder)) this.#claim(holder);
    if (!holders.has(holder) || this.#kept.has(eventId) || this.#deleted.has(eventId)) return true;
    const event = eventIn(eventId, text, this.#owner);
    if (event === "another's") return true;
    if (event === "damaged") {
      this.damaged += 1;
      this.#tell({ code: "damaged", error: undefined });
      this.#write(undefined, () => this.#store.delete(id), () => {}, (error) => this.#fail(error));
      return true;
    }
    this.#kept.set(eventId, { id, isWritten: true });
    const isTaken = this.#restore(event);
    if (!isTaken) this.#kept.delete(eventId);
    this.hasMore = !isTaken;
    return isTaken;
  }

  /** Claims a tracker's name; when nobody else has it any more, its events are there to be taken over. */
  #claim(holder: string): void {
    const name = `snowgauge.${holder}`;
    if (!this.#hold && claimed.has(name)) return;
    this.#holders.set(holder, false);
    const granted = (release: unknown): void => {
      if (typeof release === "function") this.#releases.push(release as Release);
      this.#holders.set(holder, true);
      if (this.#isOver) this.release();
      else if (holder !== this.#holder) void this.look();
    };
    const refused = (error: unknown): void => {
      if (this.#store.hold) return this.#fail(error);
      // The browser denies its locks, as to a frame of another site where third-party cookies are blocked: as if there were none.
      this.#hold = undefined;
      this.#holders.delete(holder);
      this.#claim(holder);
    };
    const hold = this.#hold ?? holdHere;
    this.#answer(() => hold(name), granted, refused);
  }

  /** Asks the store for a change, and waits for its answer where it gives none at once. */
  #write(kept: Kept | undefined, change: () => unknown, done: () => void, failed: (error: unknown) => void): void {
    const writing = this.#answer(change, done, failed);
    if (!writing) return;
    if (kept) kept.writing = writing;
    this.#writing.add(writing);
    void writing.then(() => this.#writing.delete(writing));
  }

  /** Calls the store. Where it answers with a promise, gives one that ends with it and never fails. */
  #answer(call: () => unknown, done: (answer: unknown) => void, failed: (error: unknown) => void): Promise<void> | undefined {
    try {
      const answer = call();
      if (typeof (answer as PromiseLike<unknown> | undefined)?.then === "function") {
        return Promise.resolve(answer).then(done, failed);
      }
      done(answer);
    } catch (error) {
      failed(error);
    }
    return undefined;
  }

  #attempt(call: () => unknown): void {
    void this.#answer(call, () => {}, () => {});
  }

  #fail(error: unknown): void {
    if (!this.#isFailing) this.#tell({ code: "failing", error });
    this.#isFailing = true;
  }
}

function holdHere(name: string): Release {
  claimed.add(name);
  return () => claimed.delete(name);
}

/** The event that a text holds: `damaged` where it holds none, `another's` where its tracker had other options. */
function eventIn(eventId: string, text: string, owner: string): StoredEvent | "damaged" | "another's" {
  const end = text.indexOf("\n");
  const payload = text.slice(end + 1);
  try {
    const [version, tracked, of] = JSON.parse(text.slice(0, end)) as unknown[];
    if (version !== VERSION || of !== owner) return "another's";
    const { eid } = JSON.parse(`${payload}}`) as { eid?: unknown };
    return eid === eventId && Number.isSafeInteger(tracked) ? { eventId, tracked: tracked as number, payload } : "damaged";
  } catch {
    return "damaged";
  }
}
