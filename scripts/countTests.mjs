// A reporter for node:test that writes nothing but counts, as JSON: scripts/test.mjs adds those of all suites.

/**
 * A skipped `describe` counts as one skipped test: node:test counts nothing there, and a suite that did not run would look like one that
 * does not exist. `later` is what tests said with `context.diagnostic("later: …")`.
 * @param {AsyncIterable<{ type: string, data: { name?: string, skip?: string | boolean, message?: string, file?: string, counts?: Record<string, number> } }>} events
 */
export default async function* countTests(events) {
  const skips = [];
  const later = [];
  for await (const { type, data } of events) {
    if (type === "test:pass" && data.skip !== undefined) skips.push({ name: data.name, reason: String(data.skip) });
    if (type === "test:diagnostic" && data.message.startsWith("later: ")) later.push(data.message.slice(7));
    // There is also one summary for each file; the one of the whole run names none.
    if (type !== "test:summary" || data.file !== undefined) continue;
    const { passed, skipped, todo, tests } = data.counts;
    yield JSON.stringify({ passed, failed: tests - passed - skipped - todo, skips, later });
  }
}
