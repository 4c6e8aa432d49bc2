import { fingerprintOf } from "../model/fingerprint.ts";

/** A GUID that stands for the parts: the same whenever a fix is built again (RFC 9562, version 8). */
export function guidOf(parts: readonly string[]): string {
  const hex = (fingerprintOf(["first", ...parts]) + fingerprintOf(["second", ...parts])).toUpperCase();
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16).toUpperCase();
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17)}`;
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}
