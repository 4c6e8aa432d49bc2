// Runs a suite that needs a VS Code: `extension` in the extension host of VS Code's server, `browser` in its page, `desktop` in the
// extension host of the desktop VS Code. Sets up and builds first, unless --built says that dist and the VSIX are there.
import process from "node:process";
import { packExtension } from "./package.mjs";
import { testReporters } from "./reporters.mjs";
import { setUpHost, setUpUnit } from "./setup.mjs";
import { findHostNode, requireNode, run } from "./toolchain.mjs";
import { vsixFile } from "./vsix.mjs";

const browserSuites = ["browser", "installerBrowser", "databaseGrid", "database", "fixesBrowser"].map(
  (name) => `test/host/${name}.test.ts`,
);

/** The arguments of Node for each suite, and what has to be built for it. */
const suites = {
  extension: { args: () => ["test/host/extensionHost.ts"], bundled: true, server: true },
  desktop: { args: () => ["test/host/desktop.ts"], bundled: true, server: false },
  browser: {
    // One after the other: each has a VS Code and a browser of its own.
    args: (options) => ["--test", "--test-concurrency=1", ...testReporters(), ...options, ...browserSuites],
    bundled: false,
    server: true,
  },
};

/** Sets up and builds what the suite needs; undefined, or the reason why it cannot run. */
async function prepare(suite, built) {
  if (!built) {
    const reason = (await setUpUnit()) ?? (suite.server ? await setUpHost() : undefined);
    if (reason !== undefined) return reason;
    if ((await packExtension()) !== 0) return "the extension could not be built";
  }
  if (suite.bundled && (await run(requireNode(), ["test/host/build.mjs"])) !== 0) return "the suite could not be built";
  return undefined;
}

async function main() {
  const [name, ...rest] = process.argv.slice(2);
  const suite = suites[name];
  if (suite === undefined) {
    console.error(`usage: node scripts/host.mjs ${Object.keys(suites).join("|")} [--built] [options of node --test]`);
    return 2;
  }
  const reason = await prepare(suite, rest.includes("--built"));
  if (reason !== undefined) {
    console.error(`The ${name} suite cannot run: ${reason}.`);
    return 3;
  }
  const options = rest.filter((option) => option !== "--built");
  const env = { ...process.env, MSI1618_VSIX: vsixFile() };
  return run(suite.server ? findHostNode() : requireNode(), suite.args(options), { env });
}

process.exitCode = await main();
