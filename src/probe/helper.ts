import { type FromHelper, isToHelper, type ToHelper } from "./messages.ts";
import { openReader } from "./read.ts";

/**
 * The helper's program: reads the machine in a process of its own, so that a call that crashes or hangs takes nothing along. It is forked, answers one message for each, and ends with its
 * channel.
 */
function serve(send: (message: FromHelper) => void): void {
  const reader = openReader();
  process.on("message", (message: unknown) => {
    if (isToHelper(message)) reader.then((reader) => send(answer(message, reader)));
  });
  process.on("disconnect", () => process.exit(0));
}

function answer({ id }: ToHelper, reader: Awaited<ReturnType<typeof openReader>>): FromHelper {
  if (typeof reader !== "function") return { ...reader, id };
  return { kind: "readings", id, readings: reader() };
}

if (process.send === undefined) {
  console.error("This is a part of msi1618, which starts it by itself: msi1618 status shows what it reads.");
  process.exitCode = 2;
} else serve(process.send.bind(process));
