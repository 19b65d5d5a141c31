import { parseRtmpUrl } from "multiconnection";
import { serviceOf } from "./services.ts";

/** Address and stream key of a destination. */
export interface AddressAndKey {
  readonly address: string;
  /** Stream key that the address contained. Undefined if there was none. */
  readonly key?: string;
}

/**
 * Takes the stream key out of the address of a known service, `rtmp://host/app/key`, and adds the application where the
 * service shows its URLs without one. Returns every other address unchanged.
 */
export function splitAddress(text: string, chosen?: string): AddressAndKey {
  const address = text.trim();
  const service = serviceOf(address, chosen);
  try {
    const { label, app, query } = parseRtmpUrl(address);
    const slash = app.indexOf("/");
    // Services with a URL for each user may have applications of several parts.
    if (slash < 0 || service === undefined || (service.url ?? service.app) === undefined) {
      return { address: text };
    }
    const key = app.slice(slash + 1);
    return { address: label.slice(0, -key.length - 1), key: query === "" ? key : `${key}?${query}` };
  } catch {
    const isHost = /^rtmps?:\/\/[^/?]+\/?$/i.test(address);
    return { address: isHost && service?.app !== undefined ? `${address.replace(/\/$/, "")}/${service.app}` : text };
  }
}
