import { configure } from "../session/files.ts";
import { defaults } from "./settings.ts";

// Before the elements are defined, as elements in the page start immediately.
defaults.gateway = new URL(/* @vite-ignore */ "/v1", import.meta.url).href;
configure({ workletUrl: new URL(/* @vite-ignore */ "worklet.js", import.meta.url) });
