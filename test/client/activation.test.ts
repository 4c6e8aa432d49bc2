import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import * as esbuild from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");

/** What is loaded with the extension itself: all that it imports other than dynamically. */
async function loadedAtActivation(): Promise<readonly string[]> {
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["src/client/extension.ts"],
    outdir: "unused",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    external: ["vscode"],
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const seen = new Set<string>();
  const follow = (output: string): readonly string[] => {
    const found = metafile.outputs[output];
    if (found === undefined || seen.has(output)) return [];
    seen.add(output);
    const next = found.imports.filter(({ kind }) => kind !== "dynamic-import");
    return [...Object.keys(found.inputs), ...next.flatMap((one) => follow(one.path))];
  };
  return follow("unused/extension.js");
}

test("activation loads the client's own light modules and nothing of the language client or the installer's state", async () => {
  const loaded = await loadedAtActivation();
  assert.ok(loaded.includes("src/client/extension.ts"));
  assert.deepEqual(
    loaded.filter((file) => !file.startsWith("src/client/") && file !== "src/protocol.ts"),
    [],
  );
  assert.ok(!loaded.includes("src/client/languageClient.ts"));
  assert.ok(!loaded.includes("src/client/installer/installer.ts"));
});
