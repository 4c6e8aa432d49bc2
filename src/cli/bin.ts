#!/usr/bin/env node
import process from "node:process";
import { run } from "./main.ts";

const abort = new AbortController();

// A reader that has seen enough closes the pipe, as `| head` does: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  abort.abort();
});

run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  cwd: process.cwd(),
  env: process.env,
  terminal: process.stdout.isTTY === true,
  columns: process.stdout.isTTY === true ? process.stdout.columns : undefined,
  signal: abort.signal,
}).then((code) => {
  process.exitCode = code;
});
