// `npm test`: sets everything up, runs every suite and ends with "N passed, N failed" (", N skipped") over all of them.
//   npm test -- unit browser     only these, after the build
// With MSI1618_REQUIRE_ALL=1 a suite that cannot run, or a test that is skipped, is a failure. .ci/run sets it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { setUpHost, setUpUnit } from "./setup.mjs";
import { root, run } from "./toolchain.mjs";

const requireAll = process.env.MSI1618_REQUIRE_ALL === "1";
const scratch = mkdtempSync(path.join(tmpdir(), "msi1618-test-"));

/** Every suite in order. One without `counted` is a single check: it counts as one test. */
const suites = [
  { name: "types", args: ["scripts/types.mjs"] },
  { name: "lint", args: ["scripts/node.mjs", "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"] },
  { name: "build", args: ["scripts/package.mjs"], always: true },
  { name: "unit", args: ["scripts/unit.mjs"], counted: true },
  { name: "extension", args: ["scripts/host.mjs", "extension", "--built"], counted: true, host: true },
  { name: "browser", args: ["scripts/host.mjs", "browser", "--built"], counted: true, host: true },
];

/** Runs one suite; its counts, where a suite that ends badly without a failed test counts as one failure. */
async function runSuite({ name, args, counted }) {
  const file = path.join(scratch, `${name}.json`);
  const env = { ...process.env, ...(counted ? { MSI1618_COUNTS: file } : {}) };
  const code = await run(process.execPath, args, { env, stdio: ["ignore", "inherit", "inherit"] });
  const counts = counted
    ? { passed: 0, failed: 0, skipped: 0, ...(existsSync(file) ? JSON.parse(readFileSync(file, "utf8") || "{}") : {}) }
    : { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
  const unexplained = (code !== 0 && counts.failed === 0) || (counted && counts.passed + counts.failed === 0);
  return { ...counts, failed: counts.failed + (unexplained ? 1 : 0) };
}

async function main() {
  const only = process.argv.slice(2);
  const chosen = suites.filter(({ name, always }) => only.length === 0 || only.includes(name) || always);
  const noUnit = await setUpUnit();
  const noHost = noUnit ?? (chosen.some(({ host }) => host) ? await setUpHost() : undefined);
  const results = [];
  for (const suite of chosen) {
    const reason = suite.host ? noHost : noUnit;
    console.log(`\n== ${suite.name}`);
    const began = performance.now();
    const counts = reason === undefined ? await runSuite(suite) : { passed: 0, failed: 0, skipped: 0 };
    results.push({ name: suite.name, reason, seconds: (performance.now() - began) / 1000, ...counts });
  }
  return report(results);
}

/** Prints the table and the closing line; the exit code. */
function report(results) {
  console.log("");
  for (const { name, reason, seconds, passed, failed, skipped } of results) {
    const said =
      reason === undefined
        ? `${closing(passed, failed, skipped)} in ${seconds.toFixed(1)} s`
        : `did not run: ${reason}`;
    console.log(`${name.padEnd(10)} ${said}`);
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const absent = results.filter(({ reason }) => reason !== undefined).length;
  const [passed, skipped] = [sum("passed"), sum("skipped")];
  const missed = requireAll ? absent + skipped : 0;
  if (missed > 0)
    console.log(`\n${missed} skipped, and everything is required here (MSI1618_REQUIRE_ALL=1): counted as failed`);
  const failed = sum("failed") + missed;
  console.log(`\n${closing(passed, failed, requireAll ? 0 : skipped)}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

function closing(passed, failed, skipped) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

process.chdir(root);
try {
  process.exitCode = await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
