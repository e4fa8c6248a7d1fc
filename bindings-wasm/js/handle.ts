/** What a module is to let go of, and how. */
interface Held {
  readonly handle: number;
  readonly release: (handle: number) => void;
}

/** Lets the modules let go of what nobody can reach any more. */
const unreachable = new FinalizationRegistry(({ handle, release }: Held) => {
  try {
    release(handle);
  } catch {
    // The module has failed: there is nothing to let go of.
  }
});

/** Sees to it that a module holds what the handle stands for no longer than somebody can reach the object. */
export function heldBy(object: object, handle: number, release: (handle: number) => void): number {
  unreachable.register(object, { handle, release });
  return handle;
}
