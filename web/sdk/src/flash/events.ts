import type { SyncChange } from "./shared-object-changes.ts";
import type { StatusInfo } from "./status.ts";

/** Event of ActionScript 3. Its target receives it; there is no display list in which it could bubble. */
export class FlashEvent {
  /** Object that dispatches the event; null before. */
  target: unknown = null;

  constructor(
    readonly type: string,
    readonly bubbles = false,
    readonly cancelable = false,
  ) {}

  /** Object whose listener is called: the {@link target}. */
  get currentTarget(): unknown {
    return this.target;
  }

  /** Returns an event with the same values, without a target. */
  clone(): FlashEvent {
    return Object.assign(Object.create(Object.getPrototypeOf(this)), this, { target: null });
  }

  /** Returns the values as a text, in the form of ActionScript 3. */
  toString(): string {
    const { target: _, ...values } = this;
    const fields = Object.entries(values).map(([name, value]) => ` ${name}=${quoted(value)}`);
    return `[${this.type.charAt(0).toUpperCase()}${this.type.slice(1)}Event${fields.join("")}]`;
  }
}

/** Status of a NetConnection, NetStream or SharedObject. */
export class NetStatusEvent extends FlashEvent {
  static readonly NET_STATUS = "netStatus";

  constructor(
    type: string,
    bubbles = false,
    cancelable = false,
    /** Information object: `code`, `level`, `description`. */
    public info: Partial<StatusInfo> | undefined = undefined,
  ) {
    super(type, bubbles, cancelable);
  }
}

/** Creates the event for an information object. */
export function netStatus(info: Partial<StatusInfo>): NetStatusEvent {
  return new NetStatusEvent(NetStatusEvent.NET_STATUS, false, false, info);
}

/** Changes of a remote SharedObject. */
export class SyncEvent extends FlashEvent {
  static readonly SYNC = "sync";

  constructor(
    type: string,
    bubbles = false,
    cancelable = false,
    public changeList: readonly SyncChange[] = [],
  ) {
    super(type, bubbles, cancelable);
  }
}

/** Start or end of the activity of a Camera or Microphone. */
export class ActivityEvent extends FlashEvent {
  static readonly ACTIVITY = "activity";

  constructor(
    type: string,
    bubbles = false,
    cancelable = false,
    /** Whether the activity starts. */
    public activating = false,
  ) {
    super(type, bubbles, cancelable);
  }
}

/** Status of a Camera or Microphone, such as `Camera.Muted`. */
export class StatusEvent extends FlashEvent {
  static readonly STATUS = "status";

  constructor(
    type: string,
    bubbles = false,
    cancelable = false,
    public code = "",
    public level = "",
  ) {
    super(type, bubbles, cancelable);
  }
}

/** Error that a handler has thrown. */
export class AsyncErrorEvent extends FlashEvent {
  static readonly ASYNC_ERROR = "asyncError";

  constructor(
    type: string,
    bubbles = false,
    cancelable = false,
    public text = "",
    public error: unknown = undefined,
  ) {
    super(type, bubbles, cancelable);
  }
}

function quoted(value: unknown): string {
  return typeof value === "string" ? `"${value}"` : String(value);
}
