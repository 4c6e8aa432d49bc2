import assert from "node:assert/strict";
import { builtinModules } from "node:module";
import path from "node:path";
import { describe, test } from "node:test";
import type { Node } from "oxc-parser";
import { lineOf, readSource, readSources, type Source } from "./sourceTree.ts";

/** What a layer may import of the others: "x" is all of x, "x*" its types only. CONTRIBUTING says why. */
const layers: Readonly<Record<string, readonly string[]>> = {
  model: [],
  sources: ["model"],
  payload: ["model"],
  timeline: ["model", "payload*"],
  rules: ["model", "timeline", "payload*"],
  fixes: ["model", "sources"],
  analysis: ["model", "sources", "payload", "timeline", "rules", "fixes"],
  files: ["model"],
  parsers: ["model"],
  probe: [],
  protocol: ["model*", "timeline*"],
  server: ["analysis", "model", "protocol", "files", "parsers"],
  client: ["probe", "protocol", "model*"],
  cli: ["analysis", "model", "files", "parsers", "probe", "server"],
};

/** The layers that run anywhere (a browser, a worker, a test): no Node module, and nothing global that only Node has. */
const pure = ["model", "sources", "payload", "timeline", "rules", "fixes", "analysis", "protocol"];

/** Who may open a door to the outside. A package that is not named here is not for src at all. */
const doors: readonly { readonly module: RegExp; readonly for: readonly string[] }[] = [
  { module: /^vscode$/, for: ["client"] },
  { module: /^vscode-languageclient(\/|$)/, for: ["client"] },
  { module: /^vscode-languageserver(-|\/|$)/, for: ["server"] },
  { module: /^htmlparser2$/, for: ["sources/wix"] },
  { module: /^iconv-lite$/, for: ["sources"] },
  { module: /^fflate$/, for: ["payload"] },
  { module: /^@vscode\/tree-sitter-wasm$/, for: ["parsers.ts"] },
  { module: /^diff$/, for: ["cli"] },
  { module: /^koffi$/, for: ["probe/windows/calls.ts"] },
  { module: /^node:fs(\/|$)/, for: ["files.ts", "parsers.ts", "cli", "probe"] },
  { module: /^node:child_process$/, for: ["client", "probe"] },
  { module: /^node:(?!fs(\/|$)|child_process$)/, for: ["files.ts", "parsers.ts", "server", "client", "cli", "probe"] },
];

/** One mention of a module; `name` is undefined where it is computed, and so cannot be judged. */
interface Import {
  readonly name: string | undefined;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Every import of a file: static, side-effect, dynamic, require, re-export, and `import("x")` as a type. */
function importsOf(source: Source): readonly Import[] {
  return source.nodes.flatMap((node) => {
    const found = importOf(node);
    if (found === undefined) return [];
    const { value } = found.specifier.type === "Literal" ? found.specifier : { value: undefined };
    const name = typeof value === "string" ? value : undefined;
    return [{ name, typeOnly: found.typeOnly, line: lineOf(source, node.start) }];
  });
}

function importOf(node: Node): { readonly specifier: Node; readonly typeOnly: boolean } | undefined {
  switch (node.type) {
    case "ImportDeclaration":
      return { specifier: node.source, typeOnly: node.importKind === "type" };
    case "ExportNamedDeclaration":
      return node.source === null ? undefined : { specifier: node.source, typeOnly: node.exportKind === "type" };
    case "ExportAllDeclaration":
      return { specifier: node.source, typeOnly: node.exportKind === "type" };
    case "ImportExpression":
      return { specifier: node.source, typeOnly: false };
    case "TSImportType":
      return { specifier: node.source, typeOnly: true };
    case "TSExternalModuleReference":
      return { specifier: node.expression, typeOnly: false };
    case "CallExpression":
      return loads(node.callee) ? { specifier: node.arguments[0] ?? node, typeOnly: false } : undefined;
    default:
      return undefined;
  }
}

/** Whether calling this loads a module: `require`, `require.resolve`, `import.meta.resolve`, `process.getBuiltinModule`. */
function loads(callee: Node): boolean {
  if (callee.type === "Identifier") return callee.name === "require";
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  const { object, property } = callee;
  if (property.name === "getBuiltinModule") return true;
  return (
    property.name === "resolve" &&
    ((object.type === "Identifier" && object.name === "require") || object.type === "MetaProperty")
  );
}

/** "sources/wix/xml.ts" belongs to sources, "files.ts" to files. */
function layerOf(file: string): string {
  return file.split("/")[0]?.replace(/\.ts$/, "") ?? "";
}

/** Why a file may not import a module; undefined where it may. */
function objection(file: string, { name, typeOnly }: Import): string | undefined {
  if (name === undefined) return "imports what is computed at run time";
  const from = layerOf(file);
  if (name.startsWith(".")) {
    const target = path.posix.join(path.posix.dirname(file), name);
    const to = layerOf(target);
    if (!(to in layers)) return `imports ${name}, which is in no layer`;
    if (to === from) return undefined;
    const allowed = layers[from] ?? [];
    if (allowed.includes(to) || (typeOnly && allowed.includes(`${to}*`))) return undefined;
    return allowed.includes(`${to}*`) ? `imports more than types of ${to} (${name})` : `imports ${to} (${name})`;
  }
  const module = builtinModules.includes(name) ? `node:${name}` : name;
  const door = doors.find((door) => door.module.test(module));
  if (door === undefined) return `imports the package ${name}`;
  const open = door.for.some((place) => file === place || file.startsWith(`${place}/`));
  return open ? undefined : `imports ${name}`;
}

const nodeGlobals = new Set(["process", "Buffer", "require", "global", "__dirname", "__filename", "setImmediate"]);

/** Where a file names what only Node has as a global. A file that asks with `typeof` whether it is there can do without it. */
function nodeGlobalsIn(source: Source): readonly string[] {
  const asked = new Set(
    source.nodes.flatMap((node) =>
      node.type === "UnaryExpression" && node.operator === "typeof" && node.argument.type === "Identifier"
        ? [node.argument.name]
        : [],
    ),
  );
  const members = new Set<Node>(
    source.nodes.flatMap((node) => {
      if (node.type === "MemberExpression" && !node.computed) return [node.property];
      return node.type === "Property" && !node.computed && !node.shorthand ? [node.key] : [];
    }),
  );
  return source.nodes.flatMap((node) =>
    node.type === "Identifier" && nodeGlobals.has(node.name) && !asked.has(node.name) && !members.has(node)
      ? [`src/${source.path}:${lineOf(source, node.start)} uses ${node.name}`]
      : [],
  );
}

/** Everything in a file that its layer forbids, as "src/path:line says what". */
function violations(source: Source): readonly string[] {
  const layer = layerOf(source.path);
  if (!(layer in layers)) return [`src/${source.path}:1 is in no layer`];
  const imports = importsOf(source).flatMap((found) => {
    const reason = objection(source.path, found);
    return reason === undefined ? [] : [`src/${source.path}:${found.line} ${reason}`];
  });
  return pure.includes(layer) ? [...imports, ...nodeGlobalsIn(source)] : imports;
}

test("src imports only what the layers allow", () => {
  const sources = readSources();
  assert.ok(sources.length > 0, "no source was read");
  assert.deepEqual(sources.flatMap(violations), []);
});

/** Each line: a file, what it says, and after `//` what is wrong with that (nothing after `// ok`). */
const examples = `
model/a.ts      import { run } from "../rules/rule.ts";             // imports rules (../rules/rule.ts)
model/a.ts      import "../sources/index.ts";                       // imports sources (../sources/index.ts)
client/a.ts     const it = await import("../server/main.ts");       // imports server (../server/main.ts)
server/a.ts     const it = await import(name);                      // imports what is computed at run time
server/a.ts     const it = require("../rules/rule.ts");             // imports rules (../rules/rule.ts)
rules/a.ts      import it = require("../cli/main.ts");              // imports cli (../cli/main.ts)
server/a.ts     require.resolve("htmlparser2");                     // imports htmlparser2
server/a.ts     import.meta.resolve("koffi");                       // imports koffi
server/a.ts     process.getBuiltinModule("node:fs");                // imports node:fs
payload/a.ts    export { a } from "../timeline/step.ts";            // imports timeline (../timeline/step.ts)
payload/a.ts    export * from "../timeline/step.ts";                // imports timeline (../timeline/step.ts)
payload/a.ts    export type { A } from "../rules/rule.ts";          // imports rules (../rules/rule.ts)
model/a.ts      let a: import("../rules/rule.ts").Rule;             // imports rules (../rules/rule.ts)
probe/a.ts      import type { A } from "../model/a.ts";             // imports model (../model/a.ts)
rules/a.ts      import { a } from "../payload/a.ts";                // imports more than types of payload (../payload/a.ts)
rules/a.ts      import { type A } from "../payload/a.ts";           // imports more than types of payload (../payload/a.ts)
cli/a.ts        import it from "../../package.json";                // imports ../../package.json, which is in no layer
server/a.ts     import it from "lodash";                            // imports the package lodash
sources/idt.ts  import { Tokenizer } from "htmlparser2";            // imports htmlparser2
server/a.ts     import * as vscode from "vscode";                   // imports vscode
client/a.ts     import {} from "vscode-languageserver/node.js";     // imports vscode-languageserver/node.js
server/a.ts     import {} from "vscode-languageclient/node";        // imports vscode-languageclient/node
probe/watch.ts  import koffi from "koffi";                          // imports koffi
server/a.ts     import { readFile } from "node:fs/promises";        // imports node:fs/promises
server/a.ts     import fs from "fs";                                // imports fs
server/a.ts     import { spawn } from "node:child_process";         // imports node:child_process
analysis/a.ts   import path from "node:path";                       // imports node:path
model/a.ts      import type { Stats } from "node:fs";               // imports node:fs
sources/a.ts    const bytes = Buffer.from(text);                    // uses Buffer
helpers/a.ts    export const a = 1;                                 // is in no layer
sources/wix/a.ts import { b } from "./b.ts"; import { c } from "../idt.ts"; // ok
rules/a.ts      import type { A } from "../payload/a.ts"; let a: import("../payload/a.ts").A; // ok
cli/main.ts     const server = await import("../server/main.ts");   // ok
files.ts        import { open } from "node:fs/promises"; import path from "node:path"; // ok
analysis/a.ts   if (typeof setImmediate === "function") setImmediate(a); // ok
analysis/a.ts   if (typeof process === "object") setImmediate(a);   // uses setImmediate
sources/a.ts    const { global: a } = it; it.process({ Buffer: a }); // ok
`;

describe("the test of the layers judges", () => {
  for (const example of examples.trim().split("\n")) {
    const [, file = "", text = "", says = ""] = /^(\S+)\s+(.*?)\s*\/\/ (.*)$/.exec(example) ?? [];
    const expected = says === "ok" ? [] : [`src/${file}:1 ${says}`];
    test(`${file}: ${text}`, () => assert.deepEqual(violations(readSource(file, text)), expected));
  }
});
