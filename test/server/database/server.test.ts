import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { ProtocolRequestType } from "vscode-languageserver/node";
import {
  DATABASE,
  DATABASE_CLOSED,
  DATABASE_TEXT,
  type DatabaseAnswer,
  type DatabaseQuery,
  type DatabaseRequest,
  type DatabaseText,
  type DatabaseTextRequest,
} from "../../../src/protocol.ts";
import { COLUMNS, databaseStorage, writeDatabase } from "../../sources/msi/databaseWriter.ts";
import { createFolder, type Folder, LspClient } from "../lspClient.ts";

const ASK = new ProtocolRequestType<DatabaseRequest, DatabaseAnswer, never, void, void>(DATABASE);
const TEXT = new ProtocolRequestType<DatabaseTextRequest, DatabaseText | null, never, void, void>(DATABASE_TEXT);

/** A package with one nested installation; tables that no analysis looks at are read for the editor only. */
function packageWith(command: string) {
  return {
    tables: {
      CustomAction: { columns: COLUMNS.CustomAction, rows: [["Run/it 50%", 34, "TARGETDIR", command, null]] },
      InstallExecuteSequence: { columns: COLUMNS.InstallExecuteSequence, rows: [["Run/it 50%", null, 4001]] },
      Ours: { columns: { Key: "*s72", Text: "L255" }, rows: [["a", "one\ttwo"]] },
    },
  } as const;
}

const NESTING = "msiexec /i child.msi /qn";

let clients: LspClient[] = [];
let folders: Folder[] = [];

afterEach(async () => {
  for (const client of clients) await client.stop();
  for (const folder of folders) folder.remove();
  [clients, folders] = [[], []];
});

function folderWith(files: Readonly<Record<string, Uint8Array>>): Folder {
  const folder = createFolder(files);
  folders.push(folder);
  return folder;
}

async function start(opened: readonly Folder[], cellUris = true): Promise<LspClient> {
  const client = await LspClient.start({ folders: opened, options: { cellUris } });
  clients.push(client);
  await client.analysed();
  return client;
}

async function ask<Kind extends DatabaseQuery["kind"]>(
  client: LspClient,
  uri: string,
  query: Extract<DatabaseQuery, { kind: Kind }>,
) {
  const answer = await client.ask(ASK, { uri, query });
  assert.equal(answer.kind, query.kind, JSON.stringify(answer));
  return answer as Extract<DatabaseAnswer, { kind: Kind }>;
}

describe("a database in an opened folder", () => {
  test("has diagnostics whose URI names the cell, for clients that can open such, and else its own", async () => {
    const folder = folderWith({ "Setup.msi": writeDatabase(packageWith(NESTING)) });
    const uri = folder.uriOf("Setup.msi");
    const cell = `${uri}#CustomAction/Run%252Fit%252050%2525/Target`;
    const client = await start([folder]);
    assert.deepEqual([client.codes(uri), client.codes(cell)], [[], ["nested-install-in-execute-sequence"]]);
    const other = await start([folder], false);
    assert.deepEqual(other.codes(uri), ["nested-install-in-execute-sequence"]);
  });

  test("is shown with all its tables, and counted once", async () => {
    const folder = folderWith({ "Setup.msi": writeDatabase(packageWith(NESTING)) });
    const client = await start([folder]);
    const uri = folder.uriOf("Setup.msi");
    const { databases } = await ask(client, uri, { kind: "overview" });
    assert.deepEqual(
      databases[0]?.tables.map(({ name, rows, findings }) => `${name} ${rows} ${findings}`),
      ["CustomAction 1 1", "InstallExecuteSequence 1 0", "Ours 1 0", "_SummaryInformation 0 0"],
    );
    const view = { kind: "table", database: "", table: "Ours" } as const;
    const { rows } = await ask(client, uri, { kind: "rows", order: { view, filter: "", sort: null }, from: 0, to: 9 });
    assert.deepEqual(
      rows.map(({ cells }) => cells.map(({ text }) => text)),
      [["a", "one␉two"]],
    );
    assert.deepEqual([client.states.at(-1)?.findings, client.states.at(-1)?.actions], [1, 1]);
  });

  test("is shown anew when it changes on the disk", async () => {
    const folder = folderWith({ "Setup.msi": writeDatabase(packageWith(NESTING)) });
    const client = await start([folder]);
    const uri = folder.uriOf("Setup.msi");
    assert.equal((await ask(client, uri, { kind: "overview" })).databases[0]?.findings, 1);
    folder.write("Setup.msi", writeDatabase(packageWith("notepad")));
    await client.analysed(() => client.changedOnDisk(uri, 2));
    assert.equal((await ask(client, uri, { kind: "overview" })).databases[0]?.findings, 0);
  });

  test("leads into the databases inside it", async () => {
    const child = databaseStorage(packageWith(NESTING));
    const folder = folderWith({
      "Setup.msi": writeDatabase({ ...packageWith("notepad"), storages: { child } }),
    });
    const client = await start([folder]);
    const { databases } = await ask(client, folder.uriOf("Setup.msi"), { kind: "overview" });
    assert.deepEqual(
      databases.map(({ id, findings }) => [id, findings]),
      [
        ["", 0],
        ["child", 1],
      ],
    );
    const view = { kind: "findings", database: "child" } as const;
    const order = { view, filter: "", sort: null };
    const { rows } = await ask(client, folder.uriOf("Setup.msi"), { kind: "rows", order, from: 0, to: 9 });
    assert.deepEqual(rows[0]?.cells[4]?.link, {
      database: "child",
      table: "CustomAction",
      row: "Run/it 50%",
      column: "Target",
    });
  });

  test("is text on request, findings at their cells", async () => {
    const folder = folderWith({ "Setup.msi": writeDatabase(packageWith(NESTING)) });
    const client = await start([folder]);
    const uri = folder.uriOf("Setup.msi");
    const text = await client.ask(TEXT, { uri, database: "", table: "CustomAction" });
    const [found] = text?.findings ?? [];
    const line = text?.text.split("\r\n")[found?.line ?? 0];
    assert.equal(line?.slice(found?.start, found?.end), NESTING);
    assert.equal(await client.ask(TEXT, { uri, database: "", table: "Nowhere" }), null);
  });
});

describe("a database in no opened folder", () => {
  test("is analysed while an editor shows it, and forgotten afterwards", async () => {
    const [folder, elsewhere] = [folderWith({}), folderWith({ "Setup.msi": writeDatabase(packageWith(NESTING)) })];
    const client = await start([folder]);
    const uri = elsewhere.uriOf("Setup.msi");
    assert.equal((await ask(client, uri, { kind: "overview" })).databases[0]?.findings, 1);
    const cell = client.published.at(-1)?.uri ?? "";
    assert.deepEqual([cell.split("#")[0], client.codes(cell).length], [uri, 1]);
    await client.analysed(() => client.notify(DATABASE_CLOSED, uri));
    assert.deepEqual(client.codes(cell), []);
  });

  test("that is no database is said to be none", async () => {
    const elsewhere = folderWith({ "Page.msi": Buffer.from("<!DOCTYPE html><html></html>") });
    const client = await start([folderWith({})]);
    const query = { kind: "overview" } as const;
    const answer = await client.ask(ASK, { uri: elsewhere.uriOf("Page.msi"), query });
    assert.ok(answer.kind === "unavailable");
    assert.match(answer.reason, /HTML page/);
    const gone = await client.ask(ASK, { uri: elsewhere.uriOf("Gone.msi"), query });
    assert.equal(gone.kind, "unavailable");
  });
});
