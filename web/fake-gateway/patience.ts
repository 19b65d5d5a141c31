import { vi } from "vitest";

/** How long tests wait for an event before they take the code to hang, in milliseconds; the machine may be busy. */
const PATIENCE_MS = 30_000;

const { waitFor } = vi;
vi.waitFor = (callback, options = { timeout: PATIENCE_MS }) => waitFor(callback, options);
