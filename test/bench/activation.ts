import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { median, notMeasured, type Row, rounds } from "./measure.ts";

const bundle = path.resolve(import.meta.dirname, "../../dist/extension.cjs");

/** Stands in for VS Code's API: everything is there, does nothing, and finds nothing. What the host itself spends is not in the number. */
const host = `
const nothing = new Proxy(function () {}, {
  get: (_, name) => (name === "then" || name === Symbol.iterator ? undefined : name === Symbol.toPrimitive ? () => "" : nothing),
  apply: () => nothing,
  construct: () => nothing,
});
// As a prototype, because the bundle copies the module's own properties and inherits the rest.
module.exports = Object.create(new Proxy({}, {
  get: (_, name) => name !== "workspace" ? nothing : new Proxy({}, {
    get: (_, member) => member === "findFiles" ? async () => [] : member === "textDocuments" || member === "workspaceFolders" ? [] : nothing,
  }),
}));
`;

const activation = `
const began = performance.now();
const extension = require(process.argv[1]);
extension.activate({ subscriptions: [], extensionUri: {} });
const took = performance.now() - began;
const client = Object.keys(require.cache).some((file) => file.includes("anguageClient"));
console.log(JSON.stringify({ took, client }));
`;

/** Loading the extension and activating it in a window without an installer source; the language client must not be loaded. */
export function activationRow(): Row {
  const what = "activation without a source";
  const bar = "<= 30 ms";
  if (!existsSync(bundle)) return notMeasured(what, bar, "dist/extension.cjs is not built: npm run build");
  const folder = mkdtempSync(path.join(tmpdir(), "msi1618-activation-"));
  try {
    mkdirSync(path.join(folder, "vscode"));
    writeFileSync(path.join(folder, "vscode/index.js"), host);
    const runs = Array.from({ length: rounds }, () => activate(folder));
    const good = runs.filter((run) => run !== undefined);
    if (good.length < runs.length)
      return notMeasured(what, bar, "the extension could not be activated outside VS Code");
    const took = median(good.map((run) => run.took));
    const client = good.some((run) => run.client);
    const measured = `${took.toFixed(1)} ms, without VS Code's own part`;
    return { what, measured, bar, pass: took <= 30 && !client, counters: `language client loaded: ${client}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function activate(modules: string): { readonly took: number; readonly client: boolean } | undefined {
  const env = { ...process.env, NODE_PATH: modules };
  const { status, stdout } = spawnSync(process.execPath, ["-e", activation, bundle], { env, encoding: "utf8" });
  if (status !== 0) return undefined;
  const said: unknown = JSON.parse(stdout);
  const fits = typeof said === "object" && said !== null && "took" in said && "client" in said;
  return fits && typeof said.took === "number" && typeof said.client === "boolean"
    ? { took: said.took, client: said.client }
    : undefined;
}
