import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import koffi from "koffi";
import { createReader } from "../../src/probe/read.ts";
import { loadWindows, systemFolder, type Windows } from "../../src/probe/windows/calls.ts";
import { readEvents } from "../../src/probe/windows/eventLog.ts";
import { EventLog, event, Holder, installService, service } from "./machine.ts";

/** How many looks, and how many of the event log alone, which is not read with every look. */
const LOOKS = 10_000;
const QUERIES = 2_000;

let windows: Windows;
let querySystem: (information: number, into: Buffer, bytes: number, needed: null) => number;
let holder: Holder;
let log: EventLog;

before(async () => {
  windows = await loadWindows();
  querySystem = koffi.load("ntdll.dll").func("int32_t NtQuerySystemInformation(int, void *, uint32_t, void *)");
  log = new EventLog();
  holder = new Holder();
  installService();
  service("start");
});

after(async () => {
  await holder.end();
  service("stop");
  log.remove();
});

const SYSTEM_EXTENDED_HANDLE_INFORMATION = 64;

/**
 * How many handles this process has open, by the list of all handles of the system: a count, something else, and 40 bytes for each, of which the second eight are the owner's process
 * id. GetProcessHandleCount would be simpler, and tells nothing under Wine.
 */
function handles(): number {
  const list = Buffer.alloc(1 << 20);
  assert.equal(querySystem(SYSTEM_EXTENDED_HANDLE_INFORMATION, list, list.length, null), 0);
  const count = Number(list.readBigUInt64LE(0));
  const owners = Array.from({ length: count }, (_, index) => Number(list.readBigUInt64LE(16 + index * 40 + 8)));
  return owners.filter((pid) => pid === process.pid).length;
}

test(`${LOOKS} looks and ${QUERIES} queries leave no handle open`, async (context) => {
  await holder.do("take");
  log.write(event(1040, new Date(), "C:\\contoso.msi", String(holder.pid)));
  const open: () => number = koffi.load(`${systemFolder()}\\wevtapi.dll`).func("int OpenEventHandles()");
  const look = createReader(windows);
  for (let count = 0; count < 100; count++) look();
  const before = handles();
  const times: number[] = [];
  for (let count = 0; count < LOOKS; count++) {
    const began = performance.now();
    look();
    times.push(performance.now() - began);
  }
  for (let count = 0; count < QUERIES; count++) readEvents(windows);
  const after = handles();
  times.sort((a, b) => a - b);
  const [median, p99] = [times[LOOKS / 2] ?? 0, times[LOOKS * 0.99] ?? 0];
  context.diagnostic(`a look takes ${median.toFixed(2)} ms (median), ${p99.toFixed(2)} ms (99th percentile)`);
  context.diagnostic(`${before} handles before, ${after} after`);
  // Without this the count would prove nothing.
  const { OpenProcess, CloseHandle } = windows.kernel32();
  const another = OpenProcess(0x1000, 0, process.pid);
  assert.equal(handles(), after + 1);
  CloseHandle(another);
  // Node's own threads come and go by one or two.
  assert.ok(after <= before + 5, `${after - before} more handles after ${LOOKS} looks`);
  assert.equal(open(), 0);
});
