// Stands in for dist/probe.js in tests (MSI1618_PROBE_HELPER names it): speaks the messages of src/probe/messages.ts, but answers with what
// the file $MSI1618_REPLAY says, read anew for each question:
//   { "does": "answer", "readings": … }   readings as src/probe/readings.ts has them
//   { "does": "hang" }                    blocks as a call of Windows that does not return
//   { "does": "crash" }                   ends as by an access violation
//   { "does": "vanish" }                  ends as a process that somebody kills
import { readFileSync, statSync, writeFileSync } from "node:fs";
import process from "node:process";

const file = process.env.MSI1618_REPLAY;

// Tests look here whether a helper still runs.
writeFileSync(`${file}.pid`, String(process.pid));

/** What is older than the readings stays as much older: they count as made when the file was written. */
function moved(value, delta) {
  if (Array.isArray(value)) return value.map((one) => moved(one, delta));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, moved(one, delta)]));
  const isTime = typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  return isTime ? new Date(Date.parse(value) + delta).toISOString() : value;
}

process.on("message", ({ id }) => {
  const script = JSON.parse(readFileSync(file, "utf8"));
  if (script.does === "hang") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (script.does === "crash") process.abort();
  if (script.does === "vanish") process.kill(process.pid, "SIGKILL");
  const delta = statSync(file).mtimeMs - Date.parse(script.readings.at);
  process.send({ kind: "readings", id, readings: { ...moved(script.readings, delta), at: new Date().toISOString() } });
});
process.on("disconnect", () => process.exit(0));
