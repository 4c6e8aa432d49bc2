import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeType, summarizeType } from "../../src/server/actionType.ts";

/** Numbers whose options are added up by hand from https://learn.microsoft.com/windows/win32/msi/custom-action-type-bits. */
describe("a custom action type in words", () => {
  const cases: readonly (readonly [number, string])[] = [
    [34, "EXE with the directory as working directory (34)"],
    // 34 + 0x400 (deferred) + 0x800 (no impersonation)
    [3106, "EXE with the directory as working directory (34) + deferred + no impersonation"],
    // 2 + 0x500 (rollback) + 0x40 (ignore)
    [2 + 0x500 + 0x40, "EXE in the Binary table (2) + rollback + exit code ignored"],
    [18 + 0x600, "EXE that is installed with the product (18) + commit"],
    [50 + 0xc0, "EXE whose path a property holds (50) + asynchronous, never awaited"],
    [1 + 0x80, "DLL in the Binary table (1) + asynchronous, awaited at the end of the sequence"],
    [
      1 + 0x100,
      "DLL in the Binary table (1) + skipped in the execute sequence when the UI sequence ran (firstSequence)",
    ],
    // WiX 3 writes 0x800 for Impersonate="no" of an immediate action, too.
    [34 + 0x800, "EXE with the directory as working directory (34) + no impersonation (has no meaning here)"],
    [38 + 0x1000 + 0x2000, "VBScript text (38) + 64-bit script + command hidden from the log"],
    [51, "sets a property (51)"],
    [7, "nested installation of a package inside this one (7)"],
    [33, "no known type (33)"],
  ];
  for (const [number, words] of cases) test(String(number), () => assert.equal(describeType(number), words));
});

describe("a custom action type in few words", () => {
  const cases: readonly (readonly [number, string])[] = [
    [3106, "3106 deferred EXE"],
    [34, "34 EXE"],
    [3393, "3393 rollback DLL"],
    [51, "51"],
    [307, "307"],
    [38, "38 VBScript"],
    [33, "33"],
  ];
  for (const [number, words] of cases) test(String(number), () => assert.equal(summarizeType(number), words));
});
