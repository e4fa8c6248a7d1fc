import { Call } from "./codes.js";
import { guarded } from "./module.js";

/** Lets the module let go of what nobody can reach any more. */
const unreachable = new FinalizationRegistry((handle: number) => {
  try {
    guarded((exchange) => exchange.ask(Call.Release, handle));
  } catch {
    // The module has failed: there is nothing to let go of.
  }
});

/** Sees to it that the module holds what the handle stands for no longer than somebody can reach the object. */
export function heldBy(object: object, handle: number): number {
  unreachable.register(object, handle);
  return handle;
}
