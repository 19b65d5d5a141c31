import { MultiConnectionError } from "./errors.ts";

/**
 * Returns the error of something that exists only on a page of a browser.
 *
 * @param what that needs the page, such as "MultiConnection needs"
 * @param missing names of the missing globals
 */
export function needsPage(what: string, missing: string): MultiConnectionError {
  const text = `${what} a page of a browser: ${missing} missing here, as in Node.js`;
  return new MultiConnectionError("unsupported", `${text}. Use it in code that runs only in the browser.`);
}
