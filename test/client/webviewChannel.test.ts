import assert from "node:assert/strict";
import { test } from "node:test";
import { WebviewChannel } from "../../src/client/webviewChannel.ts";
import type { DatabaseAnswer, DatabaseQuery, ToWebview, WebviewCommand } from "../../src/protocol.ts";

const CELL = { database: "", table: "CustomAction", row: "Run", column: "Target" };

function open(answer: (query: DatabaseQuery, signal: AbortSignal) => Promise<DatabaseAnswer>) {
  const posted: ToWebview[] = [];
  const commands: WebviewCommand[] = [];
  const channel = new WebviewChannel(
    { post: (message) => void posted.push(message) },
    { answer, command: (command) => void commands.push(command) },
  );
  return { channel, posted, commands };
}

const gone: DatabaseAnswer = { kind: "unavailable", reason: "gone" };
const overview = (id: number) => ({ type: "query", id, query: { kind: "overview" } });
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a question of the page is answered under its number", async () => {
  const { channel, posted } = open(() => Promise.resolve(gone));
  channel.receive(overview(7));
  await settled();
  assert.deepEqual(posted, [{ type: "answer", id: 7, answer: gone }]);
});

test("what cannot be answered says why", async () => {
  const { channel, posted } = open(() => Promise.reject(new Error("no server")));
  channel.receive(overview(8));
  await settled();
  assert.deepEqual(posted, [{ type: "failed", id: 8, message: "no server" }]);
});

test("a cell is shown once the page says so", async () => {
  const { channel, posted } = open(() => Promise.resolve(gone));
  const shown = channel.show(CELL);
  const [message] = posted;
  assert.ok(message?.type === "show");
  channel.receive({ type: "shown", id: message.id, found: true });
  assert.equal(await shown, true);
});

test("what was asked of a page that closes is rejected, and so is what is asked afterwards", async () => {
  const { channel, posted } = open(() => Promise.resolve(gone));
  const before = channel.show(CELL);
  channel.close();
  await assert.rejects(before, /closed/);
  await assert.rejects(channel.show(CELL), /closed/);
  channel.changed();
  channel.receive(overview(9));
  await settled();
  assert.deepEqual(
    posted.map(({ type }) => type),
    ["show"],
  );
});

test("a page that begins anew is asked again what it has not answered", async () => {
  const { channel, posted } = open(() => Promise.resolve(gone));
  const shown = channel.show(CELL);
  channel.receive(overview(1));
  await settled();
  const asked = posted.flatMap((message) => (message.type === "show" ? [message.id] : []));
  assert.equal(asked.length, 2);
  assert.equal(asked[0], asked[1]);
  channel.receive({ type: "shown", id: asked[0], found: true });
  assert.equal(await shown, true);
  channel.receive(overview(2));
  assert.equal(posted.filter(({ type }) => type === "show").length, 2);
});

test("an answer that comes after the page has closed goes nowhere, and the work was told to end", async () => {
  let ended = false;
  let answer = (_: DatabaseAnswer) => {};
  const { channel, posted } = open((_, signal) => {
    signal.addEventListener("abort", () => {
      ended = true;
    });
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  channel.receive(overview(1));
  channel.close();
  answer(gone);
  await settled();
  assert.deepEqual([ended, posted], [true, []]);
});

test("what is none of the protocol is ignored", async () => {
  const { channel, posted, commands } = open(() => Promise.resolve(gone));
  const strange = [
    null,
    "query",
    { type: "query" },
    { type: "query", id: 1, query: { kind: "delete" } },
    { type: "command", command: { kind: "workbench.action.quit" } },
    { type: "shown", id: "1", found: true },
    { type: "shown", id: 99, found: true },
  ];
  for (const message of strange) channel.receive(message);
  channel.receive({ type: "command", command: { kind: "explain", rule: "a-rule" } });
  await settled();
  assert.deepEqual(posted, []);
  assert.deepEqual(commands, [{ kind: "explain", rule: "a-rule" }]);
});
