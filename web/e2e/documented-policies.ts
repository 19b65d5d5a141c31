import { readFileSync } from "node:fs";

/** Returns the headers that a document of web/ has in its section about the Content Security Policy. */
export function documentedHeaders(file: "README.md" | "sdk/README.md"): string[] {
  const [, section = ""] = readFileSync(new URL(`../${file}`, import.meta.url), "utf8").split(
    "\n## Content Security Policy\n",
  );
  const [text = ""] = section.split("\n## ");
  return [...text.matchAll(/^```http\nContent-Security-Policy: (.+)\n```$/gm)].map(([, policy = ""]) => policy);
}

/** Returns the documented policies with a gateway, whose URL is that of its WebSocket, in place of the example. */
export function documentedPolicies(gateway: string): { scripts: string; modules: string; trustedTypes: string } {
  const { origin } = new URL(gateway);
  const [scripts = "", modules = "", trustedTypes = ""] = documentedHeaders("README.md");
  const at = (policy: string) =>
    policy
      .replaceAll("wss://gateway.example", origin)
      .replaceAll("https://gateway.example", origin.replace(/^ws/, "http"));
  return { scripts: at(scripts), modules: at(modules), trustedTypes };
}
