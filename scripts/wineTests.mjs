// Runs test/wine inside Wine: the calls of Windows, the process that makes them, and the command line as the VSIX for Windows has it.
//   npm run test:wine                                  all of it, after what it needs is set up and built
//   npm run test:wine -- test/wine/cli.test.ts         one file
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { testReporters } from "./reporters.mjs";
import { setUpUnit, setUpWine } from "./setup.mjs";
import { findNode, run } from "./toolchain.mjs";
import { stage } from "./vsix.mjs";
import { built, stopWine, windowsNode, windowsPath, wine, wineEnvironment, wineFolder } from "./wine.mjs";

/** The tests of test/wine, in a stable order. */
function testFiles() {
  return readdirSync(wineFolder)
    .filter((name) => name.endsWith(".test.ts"))
    .sort()
    .map((name) => `test/wine/${name}`);
}

/** Runs tests inside Wine, one file after the other: they share one mutex, one service and one event log. Returns an exit code. */
async function runTests(given) {
  const scratch = mkdtempSync(path.join(tmpdir(), "msi1618-wine-"));
  const output = path.join(scratch, "output.txt");
  const extension = path.join(scratch, "extension");
  // What the VSIX for Windows holds: the tests start its programs.
  stage(extension, "win32-x64");
  const env = {
    ...wineEnvironment,
    MSI1618_TEST_EXTENSION: windowsPath(extension),
    MSI1618_TEST_BUILT: windowsPath(built),
  };
  const options = given.filter((one) => one.startsWith("-"));
  const files = given.filter((one) => !one.startsWith("-"));
  const reporters = testReporters().map((one) =>
    one.replace(/^(--test-reporter-destination=)(\/.*)$/, (_, name, file) => name + windowsPath(file)),
  );
  const args = [
    "--test",
    "--test-concurrency=1",
    "--test-timeout=600000",
    ...reporters,
    ...options,
    ...(files.length > 0 ? files : testFiles()),
  ];
  try {
    const code = await wine("wine", [windowsNode, ...args], { output: openSync(output, "w"), env });
    process.stdout.write(readFileSync(output));
    return code;
  } finally {
    await stopWine();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function main(given) {
  if (!given.includes("--built")) {
    const reason = (await setUpUnit()) ?? (await setUpWine());
    if (reason !== undefined) {
      console.error(`The wine suite cannot run: ${reason}.`);
      return 3;
    }
    const code = await run(findNode(), ["esbuild.mjs", "--production"]);
    if (code !== 0) return code;
  }
  return runTests(given.filter((one) => one !== "--built"));
}

process.exitCode = await main(process.argv.slice(2));
