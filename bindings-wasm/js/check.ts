import { Call } from "./codes.js";
import type { Violation } from "./errors.js";
import { datumStream, eventStream } from "./event.js";
import { violationsIn } from "./exchange.js";
import type { AnyEvent, Attached } from "./kinds.js";
import { guarded } from "./module.js";

/** Checks one self-describing datum against its schema and the plan's rules about it: all that is wrong, in order. */
export function validate(schemaUri: string, data: unknown): Violation[] {
  const stream = datumStream(schemaUri, data);
  return guarded((exchange) => {
    exchange.hand(Call.Validate, stream);
    return violationsIn(exchange.lines());
  });
}

/** Checks an event with what goes with it as a tracker with the default options would, schemas and plan together: all that is wrong, in order. */
export function check(event: AnyEvent, attached?: Attached): Violation[] {
  const stream = eventStream(event, attached);
  return guarded((exchange) => {
    exchange.hand(Call.Check, stream);
    return violationsIn(exchange.lines());
  });
}
