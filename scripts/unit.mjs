// Runs the unit tests: every test/**/*.test.ts but those of the VS Code host and of Wine, or the files named on the command line.
//   npm run unit                                   all
//   npm run unit -- test/model/site.test.ts        one file
//   npm run unit -- --test-name-pattern=escape     node's own options are passed on
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { testReporters } from "./reporters.mjs";
import { requireNode, root, run } from "./toolchain.mjs";

const outside = new Set(["host", "wine", "node", "fixtures", "node_modules"]);

/** Every unit test file below a folder, in a stable order. */
function testFiles(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const below = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return outside.has(entry.name) ? [] : testFiles(below);
      return entry.name.endsWith(".test.ts") ? [below] : [];
    });
}

/** A test that hangs fails by name after this time, in milliseconds, instead of holding up everything. */
const patience = 300_000;

const given = process.argv.slice(2);
const options = given.filter((argument) => argument.startsWith("-"));
const named = given.filter((argument) => !argument.startsWith("-"));
const files = named.length > 0 ? named : testFiles("test");
process.exitCode = await run(requireNode(), [
  "--test",
  `--test-timeout=${patience}`,
  ...testReporters(),
  ...options,
  ...files,
]);
