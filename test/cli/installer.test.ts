import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseCommand, UsageError } from "../../src/cli/options.ts";
import { command } from "./command.ts";

describe("the command line of the live state", () => {
  test("status and wait take their options", () => {
    assert.deepEqual(parseCommand(["status"]), { name: "status", watch: false, json: false });
    assert.deepEqual(parseCommand(["status", "--watch", "--json"]), { name: "status", watch: true, json: true });
    assert.deepEqual(parseCommand(["wait"]), { name: "wait", timeout: 600_000 });
    assert.deepEqual(parseCommand(["wait", "--timeout", "90s"]), { name: "wait", timeout: 90_000 });
    assert.deepEqual(parseCommand(["wait", "--help"]), { name: "help", topic: "wait" });
  });

  for (const argv of [
    ["wait", "--timeout", "soon"],
    ["wait", "--timeout", "-1s"],
    ["status", "here"],
    ["wait", "--json"],
  ]) {
    test(`wrong: ${argv.join(" ")}`, () => assert.throws(() => parseCommand(argv), UsageError));
  }
});

/** Under Wine, test/wine/cli.test.ts has what Windows answers. */
describe("where Windows is not", { skip: process.platform === "win32" ? "this is Windows" : false }, () => {
  test("status says that it is unavailable and why: 3", async () => {
    const { code, out, error } = await command(["status"]);
    assert.deepEqual([code, error], [3, ""]);
    assert.match(
      out,
      /^Installer state unavailable\nWindows Installer is a part of Windows, and this runs on \w+\.\n$/,
    );
  });

  test("as JSON, every key of the contract is there", async () => {
    const { code, out } = await command(["status", "--watch", "--json"]);
    assert.equal(code, 3);
    assert.deepEqual(Object.keys(JSON.parse(out)), [
      "version",
      "state",
      "since",
      "package",
      "product",
      "owner",
      "mutex",
      "service",
      "inProgress",
      "installerVersion",
      "evidence",
      "reason",
    ]);
  });

  test("wait does not wait: 3", async () => {
    const { code, out, error } = await command(["wait"]);
    assert.deepEqual([code, out], [3, ""]);
    assert.match(error, /^msi1618: Windows Installer is a part of Windows/);
  });
});
