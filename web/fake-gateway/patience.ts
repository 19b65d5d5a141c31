import { vi } from "vitest";

/** Milliseconds that tests wait for an event before they count as hanging; the machine may be busy. */
const PATIENCE_MS = 30_000;

const { waitFor } = vi;
vi.waitFor = (callback, options = { timeout: PATIENCE_MS }) => waitFor(callback, options);
