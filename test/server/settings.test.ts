import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { RULES } from "../../src/rules/index.ts";
import { configurationOf } from "../../src/server/settings.ts";

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
  };
}

const manifest: Manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test("the manifest has one setting for each rule, in the registry's order, and says its default", () => {
  const settings = Object.entries(manifest.contributes.configuration.properties)
    .filter(([name]) => name.startsWith("msi1618.rules."))
    .map(([name, { markdownDescription, default: preset, enum: values }]) => ({
      name,
      markdownDescription,
      preset,
      values,
    }));
  const expected = RULES.map(({ id, title, level }) => ({
    name: `msi1618.rules.${id}`,
    markdownDescription: `${title}. \`default\` is \`${level}\`.`,
    preset: "default",
    values: ["default", "off", "error", "warning", "information", "hint"],
  }));
  assert.deepEqual(settings, expected);
});

describe("the configuration that settings mean", () => {
  test("is the rules' own where the settings are as they come", () => {
    const rules = Object.fromEntries(RULES.map(({ id }) => [id, "default"]));
    const section = { rules, defines: {}, includePaths: [], architecture: "default" };
    assert.deepEqual(configurationOf(section, ["/src"]), { levels: new Map(), defines: new Map(), includePaths: [] });
  });

  test("has levels, defines, include paths of every folder and the architecture", () => {
    const section = {
      rules: { "msi-started-as-program": "off", "unresolved-action": "hint" },
      defines: { Edition: "Pro", Debug: null, Version: 4 },
      includePaths: ["inc", "../shared", "/opt/wix"],
      architecture: "x64",
    };
    assert.deepEqual(configurationOf(section, ["/src/a", "/src/b"]), {
      levels: new Map([
        ["msi-started-as-program", "off"],
        ["unresolved-action", "hint"],
      ]),
      defines: new Map([
        ["Edition", "Pro"],
        ["Debug", null],
        ["Version", "4"],
      ]),
      includePaths: ["/src/a/inc", "/src/b/inc", "/src/shared", "/opt/wix"],
      architecture: "x64",
    });
  });

  for (const section of [
    undefined,
    null,
    7,
    "x",
    [],
    { rules: 3, defines: "x", includePaths: "inc", architecture: 1 },
  ]) {
    test(`survives ${JSON.stringify(section)}`, () => {
      assert.deepEqual(configurationOf(section, ["/src"]), { levels: new Map(), defines: new Map(), includePaths: [] });
    });
  }
});
