import type { NetStatus } from "../session/net-status.ts";

/** Flash's information object: what `onStatus` is called with. */
export interface StatusInfo {
  code: string;
  level: "status" | "warning" | "error";
  description: string;
  /** The URL of the server it is from, as it was given to connect; not there on a merged status. */
  server?: string;
  [more: string]: unknown;
}

/** @param url of the server it is from */
export function statusInfo({ code, level, description, more }: NetStatus, url: string | undefined): StatusInfo {
  // Whom a merged status is about, by number, is not whom it is from.
  const { server: _, ...rest } = more;
  return { ...rest, code, level, description, ...(url !== undefined && { server: url }) };
}

/** A status that is said here. */
export function localStatus(code: string, description: string, level: StatusInfo["level"] = "status"): StatusInfo {
  return { code, level, description };
}

/** What somebody threw, in words. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
