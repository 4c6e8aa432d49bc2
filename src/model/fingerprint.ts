const MASK = 0xffff_ffff;

/**
 * 16 hexadecimal digits that stand for the parts: the same on every machine, different for `["ab", "c"]` and `["a", "bc"]`.
 *
 * Two multiplicative hashes of 32 bits over the UTF-16 units, each mixed at the end so that single units reach every digit; not meant to resist an attacker.
 */
export function fingerprintOf(parts: readonly string[]): string {
  let [low, high] = [0x811c_9dc5, 0x9747_b28c];
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) {
      const unit = part.charCodeAt(at);
      low = Math.imul(low ^ unit, 0x0100_0193);
      high = Math.imul(high ^ unit, 0x5bd1_e995) + 0x9e37;
    }
    low = Math.imul(low ^ (part.length + 0x1_0000), 0x0100_0193);
    high = Math.imul(high ^ (part.length + 0x1_0000), 0x5bd1_e995);
  }
  return digits(mixed(high)) + digits(mixed(low ^ high));
}

function mixed(value: number): number {
  let hash = value & MASK;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

const digits = (value: number) => (value >>> 0).toString(16).padStart(8, "0");
