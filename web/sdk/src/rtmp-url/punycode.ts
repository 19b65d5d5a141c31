const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;

/** Encodes a label as Punycode (RFC 3492). Takes time quadratic in its length, so the label must be short. */
export function punycode(label: string): string {
  const points = Array.from(label, (character) => character.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < 0x80);
  let out = String.fromCodePoint(...basic) + (basic.length > 0 ? "-" : "");
  let handled = basic.length;
  let [n, delta, bias] = [0x80, 0, 72];
  while (handled < points.length) {
    const from = n;
    n = Math.min(...points.filter((point) => point >= from));
    delta += (n - from) * (handled + 1);
    for (const point of points) {
      if (point < n) {
        delta++;
      } else if (point === n) {
        out += variableLength(delta, bias);
        handled++;
        bias = adapted(delta, handled, handled === basic.length + 1);
        delta = 0;
      }
    }
    delta++;
    n++;
  }
  return out;
}

function variableLength(delta: number, bias: number): string {
  let [out, rest] = ["", delta];
  for (let k = BASE; ; k += BASE) {
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (rest < threshold) {
      return out + digit(rest);
    }
    out += digit(threshold + ((rest - threshold) % (BASE - threshold)));
    rest = Math.floor((rest - threshold) / (BASE - threshold));
  }
}

function digit(value: number): string {
  return "abcdefghijklmnopqrstuvwxyz0123456789".charAt(value);
}

function adapted(delta: number, points: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / points);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + 38));
}
