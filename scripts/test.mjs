// `npm test`: sets everything up, runs every suite and ends with "N passed, N failed" (", N skipped") over all of them.
//   npm test -- unit browser     only these, after the build
// With MSI1618_REQUIRE_ALL=1 a suite that cannot run, or a test that is skipped, is a failure. .ci/run sets it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { missingPrograms, setUpHost, setUpUnit, setUpWine } from "./setup.mjs";
import { root, run } from "./toolchain.mjs";

const requireAll = process.env.MSI1618_REQUIRE_ALL === "1";
const scratch = mkdtempSync(path.join(tmpdir(), "msi1618-test-"));

/** Every suite in order. One without `counted` is a single check: it counts as one test. */
const suites = [
  { name: "types", args: ["scripts/types.mjs"] },
  { name: "lint", args: ["scripts/node.mjs", "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"] },
  { name: "build", args: ["scripts/package.mjs"], always: true },
  { name: "unit", args: ["scripts/unit.mjs"], counted: true },
  { name: "wine", args: ["scripts/wineTests.mjs", "--built"], counted: true, wine: true },
  { name: "extension", args: ["scripts/host.mjs", "extension", "--built"], counted: true, host: true },
  { name: "browser", args: ["scripts/host.mjs", "browser", "--built"], counted: true, host: true },
];

/** Counts of a suite that did not run. */
const nothing = { passed: 0, failed: 0, skips: [], later: [] };

/** Runs one suite; its counts, where a suite that ends badly without a failed test counts as one failure. */
async function runSuite({ name, args, counted }) {
  const file = path.join(scratch, `${name}.json`);
  const env = { ...process.env, ...(counted ? { MSI1618_COUNTS: file } : {}) };
  const code = await run(process.execPath, args, { env, stdio: ["ignore", "inherit", "inherit"] });
  const written = counted && existsSync(file) ? JSON.parse(readFileSync(file, "utf8") || "{}") : {};
  const counts = { ...nothing, ...(counted ? written : { passed: code === 0 ? 1 : 0 }) };
  const unexplained = (code !== 0 && counts.failed === 0) || (counted && counts.passed + counts.failed === 0);
  return { ...counts, failed: counts.failed + (unexplained ? 1 : 0) };
}

async function main() {
  const only = process.argv.slice(2);
  const chosen = suites.filter(({ name, always }) => only.length === 0 || only.includes(name) || always);
  const noUnit = await setUpUnit();
  const noHost = noUnit ?? (chosen.some(({ host }) => host) ? await setUpHost() : undefined);
  const noWine = noUnit ?? (chosen.some(({ wine }) => wine) ? await setUpWine() : undefined);
  const results = [];
  for (const suite of chosen) {
    const reason = suite.host ? noHost : suite.wine ? noWine : noUnit;
    console.log(`\n== ${suite.name}`);
    const began = performance.now();
    const counts =
      reason === undefined
        ? await runSuite(suite)
        : { ...nothing, skips: [{ name: `the whole suite ${suite.name}`, reason }] };
    results.push({ name: suite.name, reason, seconds: (performance.now() - began) / 1000, ...counts });
  }
  const compared = missingPrograms().map((program) => ({ name: "what is compared with it", reason: `no ${program}` }));
  return report(results, compared);
}

/** Prints the table, what was skipped and why, what is to come, and the closing line; the exit code. */
function report(results, missing) {
  console.log("");
  for (const { name, reason, seconds, passed, failed, skips } of results) {
    const ran = `${closing(passed, failed, skips.length)} in ${seconds.toFixed(1)} s`;
    console.log(`${name.padEnd(10)} ${reason === undefined ? ran : `did not run: ${reason}`}`);
  }
  list(
    "to come, not counted",
    results.flatMap(({ later }) => later),
  );
  const skips = [...results.flatMap((result) => result.skips), ...missing];
  list(
    requireAll
      ? "skipped, and counted as failed because everything is required here (MSI1618_REQUIRE_ALL=1)"
      : "skipped",
    skips.map(({ name, reason }) => `${name}: ${reason}`),
  );
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const passed = sum("passed");
  const failed = sum("failed") + (requireAll ? skips.length : 0);
  console.log(`\n${closing(passed, failed, requireAll ? 0 : skips.length)}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

function list(title, lines) {
  if (lines.length > 0) console.log(`\n${lines.length} ${title}:\n${lines.map((line) => `  ${line}`).join("\n")}`);
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
