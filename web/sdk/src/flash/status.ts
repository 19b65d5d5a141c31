import type { NetStatus } from "../session/net-status.ts";

/** Flash's information object, which `onStatus` receives. */
export interface StatusInfo {
  code: string;
  level: "status" | "warning" | "error";
  description: string;
  /** URL of the server, as passed to connect; absent in a merged status. */
  server?: string;
  [more: string]: unknown;
}

/** @param url of the server that sent the status */
export function statusInfo({ code, level, description, more }: NetStatus, url: string | undefined): StatusInfo {
  // In a merged status, `server` is a subject of the status, not its sender.
  const { server: _, ...rest } = more;
  return { ...rest, code, level, description, ...(url !== undefined && { server: url }) };
}

/** Creates a status locally. */
export function localStatus(code: string, description: string, level: StatusInfo["level"] = "status"): StatusInfo {
  return { code, level, description };
}

/** Returns the message of anything thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
