// A reporter for node:test that writes nothing but the final counts, as JSON: scripts/test.mjs adds those of all suites.

/** @param {AsyncIterable<{ type: string, data: { file?: string, counts?: Record<string, number> } }>} events */
export default async function* countTests(events) {
  for await (const { type, data } of events) {
    // There is also one summary for each file; the one of the whole run names none.
    if (type !== "test:summary" || data.file !== undefined) continue;
    const { passed, cancelled, skipped, todo, tests } = data.counts;
    yield JSON.stringify({ passed, failed: tests - passed - skipped - todo, cancelled, skipped: skipped + todo });
  }
}
