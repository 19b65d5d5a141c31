import type { SlotChange } from "../objects/shared-object.ts";
import type { Value } from "../values/values.ts";

/** Entry of a change list of ActionScript 2 and 3. */
export interface SyncChange {
  code: SlotChange["code"];
  /** Slot; absent with code `clear`. */
  name?: string;
  oldValue?: Value;
}

/** Returns the change list for the changes of the merged object. */
export function changeList(changes: readonly SlotChange[]): SyncChange[] {
  return changes.map(({ code, slot, oldValue }) => ({
    code,
    ...(slot !== undefined && { name: slot }),
    ...(oldValue !== undefined && { oldValue }),
  }));
}
