import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseCommand, reaches, UsageError } from "../../src/cli/options.ts";

describe("the command line", () => {
  test("check takes what WiX takes", () => {
    const command = parseCommand([
      "check",
      "a",
      "-dX=1=2",
      "-d",
      "Y",
      "-I",
      "inc",
      "--arch",
      "x64",
      "--fail-on=warning",
      "b",
    ]);
    assert.deepEqual(command, {
      name: "check",
      sources: {
        paths: ["a", "b"],
        root: undefined,
        defines: new Map([
          ["X", "1=2"],
          ["Y", null],
        ]),
        includes: ["inc"],
        architecture: "x64",
      },
      format: "text",
      failOn: "warning",
      all: false,
      fix: undefined,
      dryRun: false,
      color: true,
    });
  });

  test("without a path, the current folder", () => {
    const command = parseCommand(["tables"]);
    assert.ok(command.name === "tables");
    assert.deepEqual(command.sources.paths, ["."]);
  });

  const names: readonly (readonly [readonly string[], string])[] = [
    [["--help"], "help"],
    [["check", "--help"], "help"],
    [["help", "check"], "help"],
    [["-v"], "version"],
    [["explain", "some-rule"], "explain"],
    [["explain"], "explain"],
    [["lsp", "--stdio"], "lsp"],
  ];
  for (const [argv, name] of names) test(argv.join(" "), () => assert.equal(parseCommand(argv).name, name));

  const wrong: readonly (readonly string[])[] = [
    [],
    ["chekc"],
    ["check", "--fail-on", "loud"],
    ["check", "--format", "xml"],
    ["check", "--nonsense"],
    ["check", "-d", "=x"],
    ["check", "-d"],
    ["check", "--arch", "ia64"],
    ["tables", "--format", "text"],
    ["explain", "a", "b"],
    ["lsp", "here"],
  ];
  for (const argv of wrong) {
    test(`wrong: ${argv.join(" ")}`, () => assert.throws(() => parseCommand(argv), UsageError));
  }

  test("--fail-on counts its level and what is louder", () => {
    assert.deepEqual(
      (["error", "warning", "information", "never"] as const).map((failOn) =>
        (["error", "warning", "information", "hint"] as const).filter((severity) => reaches(severity, failOn)),
      ),
      [["error"], ["error", "warning"], ["error", "warning", "information"], []],
    );
  });
});
