import type { State, WireCallAnswer, WireValue } from "../sdk/src/wire/protocol.ts";

/** Result of a call on one server. Methods: `echo` and `add`, as in the embedded origin, and `silent`, which never responds. */
export function resultOf(server: number, state: State | undefined, method: string, args: WireValue[]): WireCallAnswer {
  if (state !== "Live") {
    return { server, outcome: "lost", text: "not connected" };
  }
  switch (method) {
    case "echo":
      return { server, outcome: "result", value: args.length === 1 ? (args[0] as WireValue) : args };
    case "add":
      return { server, outcome: "result", value: args.reduce<number>((sum, each) => sum + Number(each), 0) };
    case "silent":
      return { server, outcome: "timeout", text: "no answer within 10000 ms" };
    default: {
      const description = `Method not found (${method}).`;
      return { server, outcome: "error", value: { level: "error", code: "NetConnection.Call.Failed", description } };
    }
  }
}
