/** Writes `dist/custom-elements.json`, which editors and documentation tools read. */
export default {
  globs: ["src/elements/*-element.ts"],
  outdir: "dist",
  plugins: [
    {
      name: "published-paths",
      // Names the published module instead of the source file, and leaves out what is private.
      packageLinkPhase({ customElementsManifest: manifest }) {
        for (const module of manifest.modules) {
          module.path = "elements/index.js";
          for (const declaration of module.declarations) {
            declaration.members = declaration.members?.filter(
              ({ name, privacy }) => !name.startsWith("#") && privacy === undefined && !name.endsWith("Callback"),
            );
            delete declaration.superclass;
          }
          for (const { declaration } of module.exports ?? []) {
            declaration.module = module.path;
          }
        }
        const [first, ...others] = manifest.modules;
        for (const { declarations, exports } of others) {
          first.declarations.push(...declarations);
          first.exports.push(...exports);
        }
        manifest.modules = [first];
      },
    },
  ],
};
