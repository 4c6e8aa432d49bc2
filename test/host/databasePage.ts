import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import type { Page } from "playwright-core";
import { databasePage } from "../../src/client/databasePage.ts";
import { WebviewChannel } from "../../src/client/webviewChannel.ts";
import type { DatabaseAnswer, DatabaseQuery, ToWebview, WebviewCommand } from "../../src/protocol.ts";

const media = path.resolve(import.meta.dirname, "../../media/database");
const NONCE = "only-this-script";
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };

/** A database page in a browser of its own, with the extension's end of the channel in this process: the page as VS Code shows it, without VS Code around it. */
export interface OpenPage {
  readonly channel: WebviewChannel;
  readonly commands: readonly WebviewCommand[];
  /** What the page asked, in order. */
  readonly queries: readonly DatabaseQuery[];
  close(): Promise<void>;
}

/** Serves the page on the loopback interface and opens it. `colors` are the theme's, as VS Code gives them to a webview. */
export async function openPage(
  page: Page,
  answer: (query: DatabaseQuery) => DatabaseAnswer,
  colors: Readonly<Record<string, string>>,
): Promise<OpenPage> {
  const server = createServer(async (request, response) => {
    const name = path.basename(request.url ?? "");
    if (name === "") {
      response.setHeader("Content-Type", "text/html");
      response.end(databasePage({ style: "style.css", script: "main.js", source: "'self'", nonce: NONCE }));
      return;
    }
    const type = TYPES[path.extname(name)];
    if (type !== undefined) response.setHeader("Content-Type", type);
    response.statusCode = type === undefined ? 404 : 200;
    response.end(type === undefined ? "" : await readFile(path.join(media, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const commands: WebviewCommand[] = [];
  const queries: DatabaseQuery[] = [];
  const post = (message: ToWebview) =>
    void page.evaluate((data) => window.dispatchEvent(new MessageEvent("message", { data })), message);
  const channel = new WebviewChannel(
    { post },
    {
      answer: (query) => {
        queries.push(query);
        return Promise.resolve(answer(query));
      },
      command: (command) => void commands.push(command),
    },
  );
  await page.exposeFunction("receive1618", (message: unknown) => channel.receive(message));
  await page.addInitScript(standIn, colors);
  await page.goto(`http://127.0.0.1:${port}/`);
  return {
    channel,
    commands,
    queries,
    close: async () => {
      channel.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What VS Code gives to the page of a webview. Runs in the page. */
function standIn(colors: Readonly<Record<string, string>>): void {
  let state: unknown;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => void Reflect.get(window, "receive1618")(message),
      getState: () => state,
      setState: (next: unknown) => {
        state = next;
      },
    }),
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const [name, value] of Object.entries(colors)) document.documentElement.style.setProperty(name, value);
  });
}
