/**
 * Lets everything that waits (messages, an abort, other requests) have its turn before the work goes on.
 *
 * A microtask would not do: they run before the event loop looks at anything else. A message channel costs far less than a timer and exists wherever the engine runs.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
