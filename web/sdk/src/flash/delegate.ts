/** ActionScript 2's `mx.utils.Delegate`, which binds a function to an object. */
export const Delegate = {
  /** Returns a function that calls another one with an object as `this`. */
  create<A extends unknown[], R>(object: unknown, method: (...args: A) => R): (...args: A) => R {
    return (...args) => method.apply(object, args);
  },
};

/** Package `mx` of ActionScript 2, with `mx.utils.Delegate`. */
export const mx = { utils: { Delegate } };

/** Global object of ActionScript 2: its properties are variables everywhere. */
export const _global: typeof globalThis & { [name: string]: unknown } = globalThis;
