import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { RULES } from "../../src/rules/index.ts";
import { pageIds, readPage } from "./pages.ts";

const root = path.join(import.meta.dirname, "../..");
const ids = RULES.map((rule) => rule.id);

/** The part of the extension manifest that this test reads. */
interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          { readonly enum?: readonly string[]; readonly default?: string; readonly markdownDescription?: string }
        >
      >;
    };
  };
}

test("ids are kebab-case and unique", () => {
  for (const id of ids) assert.match(id, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  assert.equal(new Set(ids).size, ids.length);
});

test("every rule has a file of its name, and every file of that form is a rule", () => {
  const parts = new Set("circumstances index nested offers ownProduct place rule situation verdict wording".split(" "));
  const files = readdirSync(path.join(root, "src/rules"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -".ts".length))
    .filter((name) => !parts.has(name));
  assert.deepEqual(files.sort(), [...ids].sort());
});

test("every rule has a page, and every page a rule", () => assert.deepEqual(pageIds, [...ids].sort()));

test("every rule has a setting of its id, which has its default", () => {
  const manifest: Manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const { properties } = manifest.contributes.configuration;
  const settings = Object.keys(properties).filter((name) => name.startsWith("msi1618.rules."));
  assert.deepEqual(settings.sort(), ids.map((id) => `msi1618.rules.${id}`).sort());
  for (const { id, title, level } of RULES) {
    const setting = properties[`msi1618.rules.${id}`];
    assert.equal(setting?.default, "default");
    assert.equal(setting?.markdownDescription, `${title}. \`default\` is \`${level}\`.`);
    assert.deepEqual(setting?.enum, ["default", "off", "error", "warning", "information", "hint"]);
  }
});

for (const rule of RULES) {
  describe(`the page of ${rule.id}`, () => {
    const page = readPage(rule.id);
    const source = readFileSync(path.join(root, "src/rules", `${rule.id}.md`), "utf8");

    test("has the rule's title", () => assert.equal(page.title, rule.title));

    test("has the sections of every page", () => {
      assert.deepEqual(page.headings, ["Wrong", "Right", "Why", "What to do", "Sources"]);
    });

    test("shows what is wrong and what is right", () => {
      assert.deepEqual([...new Set(page.blocks.map((block) => block.heading))], ["Wrong", "Right"]);
    });

    test("names public pages as its sources", () => {
      const sources = source.slice(source.indexOf("## Sources"));
      assert.match(sources, /^- <https:\/\//m);
    });
  });
}
