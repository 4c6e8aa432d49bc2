import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { type FromHelper, isFromHelper } from "./messages.ts";

/** What one look gave. `failed` may pass: `reason` is a sentence. */
export type Answer =
  | Pick<Extract<FromHelper, { kind: "readings" }>, "kind" | "readings">
  | { readonly kind: "unavailable" | "failed"; readonly reason: string };

/** How long an answer may take, in milliseconds: the first of a process, which has to start, and any other. */
const PATIENCE = { first: 20_000, next: 4_000 };

/** How long a process that failed is not started again, in milliseconds: twice as long each time, up to the last. */
const REST = { first: 1_000, last: 60_000 };

/** A process that works for so long, in milliseconds, is forgiven the failures before it. */
const PROVEN = 60_000;

/**
 * Owns the helper: starts it with the first question, asks one question at a time, ends it where it does not answer in time and starts it again later and later. Nothing of it blocks.
 */
export class HelperProcess {
  readonly #program: string;
  readonly #log: (message: string) => void;
  #running: Running | undefined;
  #asking: Promise<Answer> | undefined;
  #failures = 0;
  #rests: { readonly until: number; readonly reason: string } | undefined;

  constructor(program: string, log: (message: string) => void) {
    this.#program = program;
    this.#log = log;
  }

  /** Looks once; a look that is under way is everybody's. Never rejects. */
  ask(): Promise<Answer> {
    if (this.#asking !== undefined) return this.#asking;
    const asking = this.#ask().finally(() => {
      if (this.#asking === asking) this.#asking = undefined;
    });
    this.#asking = asking;
    return asking;
  }

  /** In how many milliseconds a helper that failed may be asked again. */
  get rest(): number {
    return Math.max(0, (this.#rests?.until ?? 0) - performance.now());
  }

  /** The process that runs, for those who measure it. */
  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /** Ends the process; a look that is under way fails, and the next one is another. */
  end(): void {
    this.#running?.end("it was ended");
    this.#running = undefined;
    this.#asking = undefined;
  }

  async #ask(): Promise<Answer> {
    if (this.rest > 0) return { kind: "failed", reason: this.#rests?.reason ?? "" };
    // What Windows refuses to start, a virus scanner's find for one, Node tells by an event or by throwing: both are known.
    try {
      this.#running ??= start(this.#program, this.#log);
    } catch (error) {
      return this.#failed(
        `The helper could not be started: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
    const running = this.#running;
    const answer = await running.ask();
    if (running !== this.#running) return { kind: "failed", reason: "The helper was ended." };
    if (answer.kind === "failed") return this.#failed(answer.reason);
    if (performance.now() - running.started > PROVEN) this.#failures = 0;
    return answer;
  }

  #failed(why: string): Answer {
    this.end();
    const rest = Math.min(REST.first * 2 ** this.#failures, REST.last);
    this.#failures++;
    this.#rests = { until: performance.now() + rest, reason: why };
    this.#log(`${why} It is started again in ${rest / 1000} s.`);
    return { kind: "failed", reason: why };
  }
}

/** One process, from its start to its end. */
interface Running {
  readonly pid: number | undefined;
  readonly started: number;
  readonly ask: () => Promise<Answer>;
  readonly end: (reason: string) => void;
}

function start(program: string, log: (message: string) => void): Running {
  const child = fork(program, [], {
    cwd: path.dirname(program),
    // The editor's own executable is a Node only where it is told so. What it was started with, as a port for its debugger, is not for us.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => log(`The helper says: ${text.trim()}`));
  let settle: ((answer: Answer) => void) | undefined;
  let over: Answer | undefined;
  let asked = 0;
  const finish = (answer: Answer) => {
    settle?.(answer);
    settle = undefined;
  };
  const close = (reason: string) => {
    // Once: where a process that already ends cannot be killed, Node says so by the event that calls this.
    if (over !== undefined) return;
    over = { kind: "failed", reason };
    child.kill("SIGKILL");
    finish(over);
  };
  child.on("error", (error) => close(`The helper could not be started: ${error.message}.`));
  child.on("exit", (code, signal) => close(`The helper ended by itself (${signal ?? exitCode(code)}).`));
  child.on("message", (message: unknown) => {
    if (!isFromHelper(message)) close("The helper said what nobody understands.");
    else if (message.id === asked) finish(message);
  });
  return {
    pid: child.pid,
    started: performance.now(),
    end: close,
    ask: () => {
      if (over !== undefined) return Promise.resolve(over);
      const patience = asked++ === 0 ? PATIENCE.first : PATIENCE.next;
      return within(patience, close, (resolve) => {
        settle = resolve;
        send(child, asked, close);
      });
    },
  };
}

/** What Windows ended is known by its status, as 0xc0000005 for a crash. */
function exitCode(code: number | null): string {
  return `exit code ${code !== null && code > 0xffff ? `0x${code.toString(16)}` : code}`;
}

function send(child: ChildProcess, id: number, close: (reason: string) => void): void {
  child.send({ kind: "probe", id }, (error) => {
    if (error !== null) close(`The helper cannot be asked: ${error.message}.`);
  });
}

function within(
  patience: number,
  close: (reason: string) => void,
  question: (resolve: (answer: Answer) => void) => void,
): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => close(`The helper did not answer within ${patience / 1000} s and was ended: a call of Windows may hang.`),
      patience,
    );
    question((answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}
