import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Watching } from "../../../src/client/installer/watching.ts";
import { watch } from "../../../src/probe/watch.ts";
import { createReplay, IDLE, INSTALLING } from "../../host/replay.ts";

const folder = mkdtempSync(path.join(tmpdir(), "msi1618-watching-"));
const helper = path.resolve(import.meta.dirname, "../../host/replayHelper.mjs");
const replay = createReplay(folder, helper);

after(() => rmSync(folder, { recursive: true, force: true }));

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 20) {
    assert.ok(waited < 30_000, `not within 30 s: ${holds}`);
    await sleep(20);
  }
}

test("what is watched is told while somebody looks, and has a process only then", async () => {
  Object.assign(process.env, replay.env);
  const told: (string | undefined)[] = [];
  const watching = new Watching(
    (attention) => watch({ helper, attention }),
    (state) => told.push(state?.state),
  );
  replay.play({ does: "answer", readings: IDLE });
  watching.attend("focused");
  await until(() => told.length === 2);
  assert.equal(replay.runs(), true);
  replay.play({ does: "answer", readings: INSTALLING });
  await until(() => told.length === 3);
  watching.attend("hidden");
  await until(() => !replay.runs());
  replay.play({ does: "answer", readings: IDLE });
  watching.attend("background");
  await until(() => told.length === 5);
  watching.stop();
  await until(() => !replay.runs());
  assert.deepEqual(told, [undefined, "idle", "busy", undefined, "idle"]);
});
