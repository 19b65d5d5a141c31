/**
 * Entry point of `multiconnection-elements.js`, a module script that defines the elements. Their default gateway is the
 * host of the script.
 */
import "./script-settings.ts";

export * from "./index.ts";
