/** Returns the token in the fragment of a page's URL, `#token=…`, which browsers do not send to servers. */
export function urlToken(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("token") ?? undefined;
}
