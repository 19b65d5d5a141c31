import aacUrl from "multiconnection/aac.wasm";

/** The worker and the worklet are entry points of the build. */
export const hostedFiles = { workerUrl: "worker.js", workletUrl: "worklet.js", aacUrl };
