export const hostedFiles = {
  workerUrl: new URL("multiconnection/worker", import.meta.url),
  workletUrl: new URL("multiconnection/worklet", import.meta.url),
  aacUrl: new URL("multiconnection/aac.wasm", import.meta.url),
};
