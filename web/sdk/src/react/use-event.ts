import { useEffect, useRef } from "react";
import type { EventEmitter } from "../shared/event-emitter.ts";

/**
 * Listens to events of a session, a stream, a player or a shared object while the component is mounted. The listener
 * need not be the same function in each render.
 */
export function useEvent<Map extends object, K extends keyof Map & string>(
  source: EventEmitter<Map> | undefined,
  type: K,
  listener: (event: Map[K]) => void,
): void {
  const latest = useLatest(listener);
  useEffect(() => {
    const subscription = source?.on(type, (event) => latest.current(event));
    return () => subscription?.off();
  }, [source, type, latest]);
}

/** Returns a reference to the value of the latest render, for effects that follow this one. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
