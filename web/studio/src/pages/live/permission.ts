/** Permission of the page to use a kind of device. */
export type Permission = "unknown" | "prompt" | "granted" | "denied";

/**
 * Reports the permission for a kind of device, and its changes.
 *
 * @returns fulfilled after the first report
 */
export async function watchPermission(
  name: "camera" | "microphone",
  report: (permission: Permission) => void,
): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name });
    status.addEventListener("change", () => report(status.state));
    report(status.state);
  } catch {
    // Not every browser supports this query.
    report("unknown");
  }
}
