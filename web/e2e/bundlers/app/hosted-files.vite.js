import aacUrl from "multiconnection/aac.wasm?url";
import workerUrl from "multiconnection/worker?url";

export const hostedFiles = { workerUrl, aacUrl };
