/** An event of the tracking plan. Make one with the function that bears its name, such as `gkgQueryExecuted`. */
export interface TrackedEvent<Name extends string = string, Data = unknown> {
  readonly kind: "event";
  /** The event's name in the tracking plan. */
  readonly name: Name;
  /** Its own data; null for an event that says all in its entities. */
  readonly data: Data;
}

/** One self-describing datum to attach to an event. Make one with the function of its schema's name, such as `knowledgeGraphContext`. */
export interface Entity<Schema extends string = string, Data = unknown> {
  readonly kind: "entity";
  /** The Iglu URI of the data's schema. */
  readonly schema: Schema;
  /** The data. */
  readonly data: Data;
}

/** Makes an event of the tracking plan from its name: for those whose name is only known at run time. */
export function event<Name extends string, Data>(name: Name, data: Data): TrackedEvent<Name, Data> {
  return { kind: "event", name, data };
}

/** Makes an entity from its schema's URI: for those whose schema is only known at run time. */
export function entity<Schema extends string, Data>(schema: Schema, data: Data): Entity<Schema, Data> {
  return { kind: "entity", schema, data };
}
