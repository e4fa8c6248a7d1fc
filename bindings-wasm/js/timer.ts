/** `setTimeout` takes no longer wait, in milliseconds. */
export const LONGEST_WAIT = 2 ** 31 - 1;

/** What Node.js gives; browsers give a number. */
interface NodeTimer {
  ref?(): unknown;
  unref?(): unknown;
}

/** A timer for one moment at a time. */
export class Timer {
  readonly #ring: () => void;
  #handle: ReturnType<typeof setTimeout> | undefined;
  #moment = Infinity;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /**
   * Rings at `moment`, on a clock that now shows `now`, in milliseconds, and at no other.
   *
   * @param holds whether it keeps a Node.js process alive till then.
   */
  set(moment: number, now: number, holds: boolean): void {
    if (moment !== this.#moment) {
      this.stop();
      const wait = Math.min(Math.max(Math.ceil(moment - now), 0), LONGEST_WAIT);
      this.#handle = setTimeout(() => {
        this.#moment = Infinity;
        this.#ring();
      }, wait);
      this.#moment = moment;
    }
    const handle = this.#handle as NodeTimer | undefined;
    if (holds) handle?.ref?.();
    else handle?.unref?.();
  }

  /** Does not ring. */
  stop(): void {
    clearTimeout(this.#handle);
    this.#moment = Infinity;
  }
}

/** Waits for this, but no longer than so many milliseconds. */
export async function within(done: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([done, new Promise<void>((passed) => (timer = setTimeout(passed, timeoutMs)))]);
  clearTimeout(timer);
}
