import { OptionDefaults } from "typedoc";

/** API reference of the npm package, from the TSDoc of its entry points. */
export default {
  name: "multiconnection",
  entryPoints: ["index", "elements/index", "flash/index", "react/index"].map((entry) => `../sdk/src/${entry}.ts`),
  tsconfig: "tsconfig.json",
  out: "dist",
  readme: "../sdk/README.md",
  // Tags of the custom elements manifest.
  blockTags: [...OptionDefaults.blockTags, "@tagname", "@attr", "@fires", "@csspart", "@cssprop"],
  highlightLanguages: [...OptionDefaults.highlightLanguages, "http"],
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  excludeExternals: true,
  disableSources: true,
  hideGenerator: true,
  treatWarningsAsErrors: true,
  // Inner parts of the SDK, in signatures that applications do not call.
  intentionallyNotExported: ["Device", "FromWorker", "GatewayConnection", "Kind", "Session", "ToWorker"],
  validation: { invalidLink: true, notExported: true },
};
