/**
 * Lets everything that waits (messages, an abort, other requests) have its turn before the work goes on.
 *
 * A microtask would not do: they run before the event loop looks at anything else. A message channel costs far less than a timer and exists wherever the engine runs.
 */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** How long work goes on before others have their turn, in milliseconds: no one notices it, and it makes the turns themselves cost nothing. */
const BREATH = 4;

/** Work that lets others have their turn now and then, and stops when it is aborted. */
export function createBreath(signal: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < BREATH) return;
    await nextTurn();
    last = performance.now();
    signal.throwIfAborted();
  };
}
