import { expect } from "vitest";
import type { MultiConnection, MultiConnectionError } from "../../src/index.ts";

/** Returns all statuses of a connection that ends, each as its server, or `all`, and its code. */
export async function statusCodes(mc: MultiConnection): Promise<string[]> {
  const codes: string[] = [];
  for await (const { server, code } of mc.statuses()) {
    codes.push(`${server ?? "all"} ${code}`);
  }
  return codes;
}

/** Returns the error of a promise that must be rejected. */
export function failure(promise: Promise<unknown>): Promise<MultiConnectionError> {
  return promise.then(
    () => expect.unreachable("expected a rejection"),
    (error: MultiConnectionError) => error,
  );
}
