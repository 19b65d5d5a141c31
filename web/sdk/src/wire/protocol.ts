/** Text messages of the MultiConnection protocol, version 1, as types. */
export type * from "./events.ts";
export * from "./hello.ts";
export type * from "./requests.ts";
export type * from "./terms.ts";
export type * from "./values.ts";
