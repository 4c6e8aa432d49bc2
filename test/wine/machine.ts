import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/** Where the compiled programs of test/wine/programs are. */
const built = process.env["MSI1618_TEST_BUILT"] ?? "";

/** Where the VSIX for Windows was laid out. */
export const extension = process.env["MSI1618_TEST_EXTENSION"] ?? "";

/** Another process that can do with the mutex what installations do: the commands of mutexHolder.c. */
export class Holder {
  readonly #process: ChildProcessWithoutNullStreams = spawn(path.join(built, "mutexHolder.exe"));
  readonly #lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Has a command done; fails where it could not be. */
  async do(...commands: readonly ("create" | "take" | "release" | "abandon" | "close" | "deny")[]): Promise<void> {
    for (const command of commands) {
      this.#process.stdin.write(`${command}\n`);
      const { value } = await this.#lines.next();
      assert.equal(value, `${command} ok`);
    }
  }

  /** Ends the process without a word, as a crash does. */
  async crash(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }

  /** Ends the process in order. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.stdin.end();
    await ended;
  }
}

/** Does things to the service msiserver, in order: `start`, `stop`, or a control of installerService.c. */
export function service(...actions: readonly ("start" | "stop" | "begin" | "end" | "crash" | "stopping")[]): void {
  const controls: Readonly<Record<string, string>> = {
    begin: "128",
    end: "129",
    crash: "130",
    stopping: "131",
  };
  for (const action of actions) control(controls[action] ?? action);
}

/** Puts our service in place of Wine's own. */
export function installService(): void {
  control("configure", path.join(built, "installerService.exe"));
}

function control(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(path.join(built, "serviceControl.exe"), args, { encoding: "utf8" });
  assert.equal(status, 0, `serviceControl ${args.join(" ")}: ${stderr}`);
}

/** Writes a text into the registry, or removes its key. */
export function registry(key: string, name: string, value: string | undefined): void {
  const args = value === undefined ? ["delete", key, "/f"] : ["add", key, "/v", name, "/d", value, "/f"];
  const { status, stdout } = spawnSync("reg.exe", args, { encoding: "utf8" });
  assert.equal(status, 0, stdout);
}

/** The event log that the stand-in for wevtapi.dll reads: each of these replaces it. */
export class EventLog {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "msi1618-events-"));
  readonly #file = path.join(this.#folder, "events.txt");

  constructor() {
    process.env["MSI1618_TEST_EVENTS"] = this.#file;
    this.write();
  }

  /** Events as XML, the oldest first. */
  write(...events: readonly string[]): void {
    writeFileSync(this.#file, events.map((event) => `${event}\n`).join(""));
  }

  /** What the stand-in does in place of reading. */
  misbehave(how: "hang" | "crash" | "denied"): void {
    writeFileSync(this.#file, how);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

let records = 100;

/** An event of MsiInstaller as Windows renders it. */
export function event(id: number, time: Date, ...data: readonly string[]): string {
  records++;
  const texts = [...data, "(NULL)", "(NULL)"].map((text) => `<Data>${escaped(text)}</Data>`).join("");
  return (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='MsiInstaller'/>" +
    `<EventID Qualifiers='0'>${id}</EventID><Version>0</Version><Level>4</Level><Task>0</Task><Opcode>0</Opcode>` +
    `<Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='${time.toISOString().replace("Z", "0000Z")}'/>` +
    `<EventRecordID>${records}</EventRecordID><Correlation/><Execution ProcessID='0' ThreadID='0'/>` +
    "<Channel>Application</Channel><Computer>TEST</Computer><Security UserID='S-1-5-18'/></System>" +
    `<EventData>${texts}<Binary>00FF</Binary></EventData></Event>`
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Waits until something holds, looking every 50 ms; fails after a minute: Wine is slow on a busy machine. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    assert.ok(performance.now() < end, `not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
