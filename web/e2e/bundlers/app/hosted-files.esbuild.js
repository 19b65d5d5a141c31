import aacUrl from "multiconnection/aac.wasm";

/** The worker is a second entry point of the build. */
export const hostedFiles = { workerUrl: "worker.js", aacUrl };
