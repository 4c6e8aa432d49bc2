// Bundles the extension-host suite to test/host/out: index.cjs, which VS Code calls, and one file for each *.test.ts.
import { rmSync } from "node:fs";
import * as esbuild from "esbuild";

const absWorkingDir = import.meta.dirname;
rmSync(`${absWorkingDir}/out`, { recursive: true, force: true });
await esbuild.build({
  absWorkingDir,
  entryPoints: ["extension/index.ts", "extension/*.test.ts"],
  outdir: "out",
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  sourcemap: "inline",
  // mocha is found in the repository's node_modules: it has to be one instance for all test files.
  external: ["vscode", "mocha"],
  logLevel: "warning",
});
