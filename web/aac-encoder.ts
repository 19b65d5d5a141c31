import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import type { Plugin } from "vite";

const FILE = new URL("./node_modules/@mediabunny/aac-encoder/dist/modules/build/aac.js", import.meta.url);

/** Part of the package's file that holds the WebAssembly, one character a byte. */
const WASM = /binaryDecode\(('(?:[^'\\]|\\.)*')\)/s;

/** WebAssembly of the AAC encoder, and the JavaScript that links it. */
export interface AacEncoderParts {
  wasm: Uint8Array;
  glue: string;
}

/**
 * Takes the AAC encoder of `@mediabunny/aac-encoder` apart. The package ships JavaScript that contains the WebAssembly as
 * text; the SDK loads the WebAssembly separately, on demand.
 */
export function aacEncoderParts(source = readFileSync(FILE, "utf8")): AacEncoderParts {
  const literal = WASM.exec(source)?.[1];
  if (literal === undefined || !source.includes("exports.default = Module;")) {
    throw new Error(`${FILE.pathname} without WebAssembly in a string, expected the file of version 1.59.0`);
  }
  const text = runInContext(literal, createContext({})) as string;
  // Its decoder maps character 256 to byte 0.
  const wasm = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const glue = source
    .replace(WASM, "binaryDecode('')")
    .replace('Object.defineProperty(exports, "__esModule", { value: true });', "")
    .replace("import.meta.url", '""')
    .replace("exports.default = Module;", "export default Module;");
  return { wasm, glue };
}

/** Provides `virtual:aac-glue` (JavaScript) and `virtual:aac-wasm` (base64) to the SDK's sources. */
export function aacEncoder(): Plugin {
  let parts: AacEncoderParts | undefined;
  const part = () => {
    parts ??= aacEncoderParts();
    return parts;
  };
  return {
    name: "aac-encoder",
    resolveId: (id) => (id === "virtual:aac-glue" || id === "virtual:aac-wasm" ? `\0${id}` : undefined),
    load(id) {
      if (id === "\0virtual:aac-glue") {
        return part().glue;
      }
      return id === "\0virtual:aac-wasm"
        ? `export default "${Buffer.from(part().wasm).toString("base64")}";`
        : undefined;
    },
  };
}
