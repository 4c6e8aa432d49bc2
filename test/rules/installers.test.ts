import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Effect } from "../../src/payload/effect.ts";
import type { MadeRow } from "../database.ts";
import { installs, judged, redistributes, row, runs, type Said, understood } from "./occurrences.ts";

const OWN = "{6F2C1B52-5E0B-4B43-9E0C-2C0C5A3B7D10}";

function says(effect: Effect, tables: Readonly<Record<string, readonly MadeRow[]>>, options = 0): readonly Said[] {
  const property = [{ Property: "ProductCode", Value: OWN }];
  return judged({ CustomAction: [runs(options)], Property: property, ...tables }, understood(effect));
}

const inExecute = { InstallExecuteSequence: [row(4001)] };
const only = (said: readonly Said[]): Said => {
  assert.equal(said.length, 1, said.map((one) => `${one.rule}: ${one.message}`).join("\n"));
  return said[0] as Said;
};

describe("msiexec on the product itself", () => {
  for (const named of ["[ProductCode]", OWN, OWN.toLowerCase()]) {
    test(`named ${named} gets 1618, reported once`, () => {
      const said = only(says(installs({ operation: "uninstall", package: named }), inExecute));
      assert.equal(said.rule, "msiexec-on-own-product");
      assert.deepEqual([said.outcome, said.confidence, said.basis], ["1618", "guaranteed", "documented"]);
      assert.match(said.message, /which is the product's own installation\. The nested installation gets error 1618/);
    });
  }

  test("another product is for the other rule", () => {
    const other = installs({ package: "{AAAAAAAA-0000-0000-0000-000000000001}" });
    assert.equal(only(says(other, inExecute)).rule, "nested-install-in-execute-sequence");
  });

  test("hidden, or with windows of its own, as any other", () => {
    assert.equal(only(says(installs({ package: OWN }), inExecute, 64)).outcome, "1618-hidden");
    assert.equal(only(says(installs({ package: OWN, ui: "default" }), inExecute)).outcome, "blocks");
  });

  test("not waited for is a race, whatever the product", () => {
    const loose = installs({ package: OWN, awaited: "no" });
    assert.equal(only(says(loose, inExecute)).rule, "unawaited-install-in-execute-sequence");
  });

  for (const [operation, words] of [
    ["uninstall", /Windows Installer removes the product/],
    ["repair", /REINSTALL/],
    ["install", /ADDLOCAL/],
    ["advertise", /cannot run another one/],
  ] as const) {
    test(`says what to do instead of ${operation}`, () => {
      assert.match(only(says(installs({ operation, package: OWN }), inExecute)).advice, words);
    });
  }
});

describe("an embedded chainer", () => {
  const chainer = (more: MadeRow = {}) => ({
    MsiEmbeddedChainer: [
      {
        MsiEmbeddedChainer: "Chain",
        Condition: "NOT Installed",
        CommandLine: "/i a.msi",
        Source: "C",
        Type: 50,
        ...more,
      },
    ],
  });
  const judge = (effect: Effect, more: MadeRow = {}) => judged(chainer(more), understood(effect));

  test("that is msiexec cannot join the transaction", () => {
    const said = only(judge(installs()));
    assert.equal(said.rule, "embedded-chainer-without-transaction");
    assert.deepEqual([said.outcome, said.confidence, said.basis], ["outer-fails", "likely", "inferred"]);
    assert.match(
      said.message,
      /^Chain installs ".*" through msiexec as an embedded chainer\. Whenever this runs \(NOT Inst/,
    );
    assert.ok(said.site.kind === "cell" && said.site.column === "CommandLine");
  });

  test("that is a known installer, no more", () => {
    assert.equal(only(judge(redistributes())).rule, "embedded-chainer-without-transaction");
  });

  test("that never runs is silent", () => assert.deepEqual(judge(installs(), { Condition: "0" }), []));

  test("that is a program of its own is silent", () => {
    assert.deepEqual(judged(chainer(), { ...understood(), understood: true }), []);
  });
});

describe("VSIXInstaller", () => {
  const vsix = (awaited: "yes" | "no" = "yes") =>
    redistributes({
      installer: { id: "vsix-installer", title: "the VSIX installer", carries: "", source: "" },
      program: "VSIXInstaller.exe",
      awaited,
      proof: "possible",
    });

  test("in the execute sequence may get 1618", () => {
    const said = only(says(vsix(), inExecute));
    assert.equal(said.rule, "vsix-install-in-execute-sequence");
    assert.deepEqual([said.outcome, said.confidence, said.basis], ["1618", "possible", "reported"]);
    assert.match(said.message, /may get error 1618/);
  });

  test("ignored, or not waited for", () => {
    assert.equal(only(says(vsix(), inExecute, 64)).outcome, "1618-hidden");
    assert.equal(only(says(vsix("no"), inExecute)).outcome, "race");
  });

  test("before or after ExecuteAction is silent", () => {
    assert.deepEqual(says(vsix(), { InstallUISequence: [row(1299)] }), []);
    assert.deepEqual(says(vsix(), { InstallUISequence: [row(1301)] }), []);
  });
});
