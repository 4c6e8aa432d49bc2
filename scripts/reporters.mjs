import process from "node:process";

/** Node's options that leave the counts where scripts/test.mjs wants them. */
export function testReporters() {
  const counts = process.env.MSI1618_COUNTS;
  if (counts === undefined) return [];
  return [
    ["--test-reporter=dot", "--test-reporter-destination=stdout"],
    ["--test-reporter=./scripts/countTests.mjs", `--test-reporter-destination=${counts}`],
  ].flat();
}
