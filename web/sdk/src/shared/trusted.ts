/** Subset of the Trusted Types API, which not all browsers have. */
interface Policy {
  createHTML(markup: string): string;
  createScriptURL(url: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy;
}

/** Name of the SDK's Trusted Types policy, which a page with `require-trusted-types-for 'script'` must allow. */
const NAME = "multiconnection";

const STRINGS: Policy = { createHTML: (markup) => markup, createScriptURL: (url) => url };

let made: Policy | undefined;

function policy(): Policy {
  made ??= create();
  return made;
}

function create(): Policy {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  try {
    return trustedTypes?.createPolicy(NAME, STRINGS) ?? STRINGS;
  } catch {
    // The page does not allow the policy. Strings work unless it also requires trusted types.
    return STRINGS;
  }
}

/** Marks markup as trusted. It must be a constant of the SDK. */
export function trustedHtml(markup: string): string {
  return policy().createHTML(markup);
}

/** Marks the URL of a script as trusted. It must belong to the SDK, or be configured by the application. */
export function trustedScriptUrl(url: string | URL): string {
  return policy().createScriptURL(String(url));
}
