import aacUrl from "multiconnection/aac.wasm?url";
import workerUrl from "multiconnection/worker?url";
import workletUrl from "multiconnection/worklet?url&no-inline";

export const hostedFiles = { workerUrl, aacUrl, workletUrl };
