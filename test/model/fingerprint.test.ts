import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fingerprintOf } from "../../src/model/fingerprint.ts";

describe("a fingerprint", () => {
  test("is the same on every machine", () => {
    assert.equal(fingerprintOf(["nested-install-in-execute-sequence", "RunChild", "é"]), "dbc088c54154003f");
    assert.equal(fingerprintOf([]), "ebb6c228981a078c");
  });

  test("tells apart where the parts end, and one unit from another", () => {
    assert.notEqual(fingerprintOf(["ab", "c"]), fingerprintOf(["a", "bc"]));
    assert.notEqual(fingerprintOf(["a", ""]), fingerprintOf(["a"]));
    assert.notEqual(fingerprintOf(["a"]), fingerprintOf(["b"]));
  });

  test("does not repeat over many texts", () => {
    const all = new Set<string>();
    for (let at = 0; at < 50_000; at++) all.add(fingerprintOf(["rule", `Action${at}`, "InstallExecuteSequence"]));
    assert.equal(all.size, 50_000);
    assert.ok([...all].every((one) => /^[0-9a-f]{16}$/.test(one)));
  });
});
