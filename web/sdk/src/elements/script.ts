/**
 * The entry of `multiconnection-elements.js`: a script tag of type module with it defines the elements. Their gateway is the
 * one that the script came from, unless they name another.
 */
import "./script-settings.ts";

export * from "./index.ts";
