// Builds dist/: the extension's client, the language server, the command line and the rule pages.
//   node esbuild.mjs [--production] [--watch]
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import * as esbuild from "esbuild";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");
const here = import.meta.dirname;
const dist = path.join(here, "dist");

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: here,
  bundle: true,
  platform: "node",
  target: "node20",
  outdir: "dist",
  sourcemap: "linked",
  minify: production,
  metafile: true,
  // The tables of code pages are text: escaped they would take twice the room.
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

/** A module that the client imports dynamically stays a file of its own, loaded when it is asked for: esbuild splits ES modules only. */
/** @type {esbuild.Plugin} */
const apart = {
  name: "apart",
  setup: (build) =>
    build.onResolve({ filter: /^\.\/.*\.ts$/ }, ({ kind, path: name }) =>
      kind === "dynamic-import" ? { path: name.replace(/\.ts$/, ".cjs"), external: true } : undefined,
    ),
};

/** VS Code loads the client with require(): the manifest's `main` is a .cjs file. */
/** @type {esbuild.BuildOptions} */
const client = {
  ...common,
  entryPoints: {
    extension: "src/client/extension.ts",
    languageClient: "src/client/languageClient.ts",
    installer: "src/client/installer/installer.ts",
  },
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  external: ["vscode"],
  plugins: [apart],
  // import() becomes require(), through which the extension host hands out `vscode`.
  supported: { "dynamic-import": false },
};

/**
 * The server and the command line are ES modules that share the engine in a common chunk: `msi1618 lsp` loads the server when
 * asked and `msi1618 check` never does. Chunks lie beside the entries, so `new URL("rules/", import.meta.url)` is dist/rules from
 * each of them. The helper of the live state, dist/probe.js, finds koffi beside it or not at all. The language server libraries are CommonJS and call require() for Node's modules: the banner gives them one.
 */
/** @type {esbuild.BuildOptions} */
const programs = {
  ...common,
  entryPoints: { server: "src/server/main.ts", cli: "src/cli/bin.ts", probe: "src/probe/helper.ts" },
  format: "esm",
  splitting: true,
  // Its binary cannot be bundled: koffi is a package beside the programs, in a VSIX for Windows as in an npm installation.
  external: ["koffi"],
  chunkNames: "[name]-[hash]",
  banner: {
    js: 'import { createRequire as createRequire1618 } from "node:module"; const require = createRequire1618(import.meta.url);',
  },
};

/**
 * Copies src/rules/<id>.md to dist/rules/<id>.md, without the marks that the pages' tests need: `msi1618 explain` and the editor's
 * rule page read them there.
 */
function copyRulePages() {
  const from = path.join(here, "src/rules");
  const to = path.join(dist, "rules");
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  if (!existsSync(from)) return;
  for (const name of readdirSync(from).filter((name) => name.endsWith(".md")))
    writeFileSync(path.join(to, name), readFileSync(path.join(from, name), "utf8").replaceAll(/[«»‸]/g, ""));
}

/** The runtime and the grammars of the syntax trees, which src/parsers.ts loads from beside the program when an action leads to such a source. */
const GRAMMARS = ["tree-sitter.wasm", ...["javascript", "c-sharp", "cpp"].map((name) => `tree-sitter-${name}.wasm`)];

function copyGrammars() {
  const from = path.join(here, "node_modules/@vscode/tree-sitter-wasm/wasm");
  mkdirSync(dist, { recursive: true });
  for (const name of GRAMMARS) copyFileSync(path.join(from, name), path.join(dist, name));
}

/** Where the licences of what is bundled stand: they ask that their text goes along. */
const NOTICES = "notices.txt";

/** Writes the licence of each package of which something went into dist, in the order of their names. */
function writeNotices(results) {
  const inputs = [
    ...results.flatMap(({ metafile }) => Object.keys(metafile.inputs)),
    "node_modules/@vscode/tree-sitter-wasm/",
  ];
  const folders = new Set(
    inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? []),
  );
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(here, folder, "package.json"), "utf8"));
    const file = readdirSync(path.join(here, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${folder} is bundled and has no licence to go along with it`);
    const text = readFileSync(path.join(here, folder, file), "utf8")
      .replaceAll("\r\n", "\n")
      .trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync(path.join(dist, NOTICES), notices.join(`\n${"-".repeat(80)}\n\n`));
}

/** Removes what an earlier build left in dist and this one did not write. */
function removeStale(results) {
  const written = new Set(
    results
      .flatMap(({ metafile }) => Object.keys(metafile.outputs))
      .map((file) => path.basename(file))
      .concat(GRAMMARS, NOTICES),
  );
  for (const entry of readdirSync(dist, { withFileTypes: true })) {
    if (entry.isFile() && !written.has(entry.name)) rmSync(path.join(dist, entry.name));
  }
}

/** @type {esbuild.Plugin} */
const announce = {
  name: "announce",
  setup: (build) => {
    // The background task of .vscode/tasks.json waits for these lines.
    build.onStart(() => console.log("[watch] build started"));
    build.onEnd(({ errors }) => {
      copyRulePages();
      copyGrammars();
      console.log(`[watch] build finished, ${errors.length} errors`);
    });
  },
};

if (watch) {
  for (const options of [client, programs]) {
    const context = await esbuild.context({ ...options, plugins: [...(options.plugins ?? []), announce] });
    await context.watch();
  }
} else {
  const results = await Promise.all([esbuild.build(client), esbuild.build(programs)]);
  removeStale(results);
  writeNotices(results);
  copyRulePages();
  copyGrammars();
}
