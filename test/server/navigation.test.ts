import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import {
  DefinitionRequest,
  DiagnosticTag,
  type DocumentSymbol,
  DocumentSymbolRequest,
  InlayHintRequest,
  type Position,
  PrepareRenameRequest,
  type Range,
  ReferencesRequest,
  RenameRequest,
} from "vscode-languageserver/node";
import { type Marked, marked } from "../marked.ts";
import { type ClientOptions, createFolder, type Folder, LspClient } from "./lspClient.ts";

const V4 = 'xmlns="http://wixtoolset.org/schemas/v4/wxs"';

const PACKAGE = marked(`<Wix ${V4}>
  <Package Name="Outer" Manufacturer="Contoso" Version="1.0.0" UpgradeCode="7e2b1c58-0d1e-4b0c-8f0c-1f3f7a1d2a10">
    <?if 1 = 2?>«
    <Property Id="OFF" Value="1" />
    »<?endif?>
    <InstallExecuteSequence>
      <Custom Action="«‸InstallChild»" After="InstallFiles" Condition="NOT Installed" />
    </InstallExecuteSequence>
  </Package>
</Wix>
`);

const ACTIONS = marked(`<Wix ${V4}>\r
  <Fragment>\r
    <CustomAction Id="«InstallChild»" Directory="INSTALLFOLDER" ExeCommand="a.exe" Execute="deferred" Impersonate="no" />\r
    <Property Id="MODE" Value="1" />\r
  </Fragment>\r
</Wix>\r
`);

let clean: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const step of clean) await step();
  clean = [];
});

interface Started {
  readonly client: LspClient;
  readonly folder: Folder;
  readonly package: string;
  readonly actions: string;
}

async function start(options: Omit<ClientOptions, "folders"> = {}): Promise<Started> {
  const folder = createFolder({ "Package.wxs": PACKAGE.text, "Actions.wxs": ACTIONS.text });
  clean.push(() => folder.remove());
  const client = await LspClient.start({ ...options, folders: [folder] });
  clean.unshift(() => client.stop());
  await client.analysed();
  return { client, folder, package: folder.uriOf("Package.wxs"), actions: folder.uriOf("Actions.wxs") };
}

function positionIn({ text }: Marked, offset: number): Position {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function rangeIn(source: Marked, index: number): Range {
  const span = source.spans[index] ?? assert.fail("no such mark");
  return { start: positionIn(source, span.start), end: positionIn(source, span.end) };
}

const SCHEDULED = rangeIn(PACKAGE, 1);
const DEFINED = rangeIn(ACTIONS, 0);
const cursor = (uri: string) => ({ textDocument: { uri }, position: positionIn(PACKAGE, PACKAGE.cursor ?? -1) });

describe("navigation over the protocol", () => {
  test("leads to the definition in another file, and back to every reference", async () => {
    const { client, ...uris } = await start();
    const at = cursor(uris.package);
    assert.deepEqual(await client.ask(DefinitionRequest.type, at), [{ uri: uris.actions, range: DEFINED }]);
    const declared = await client.ask(ReferencesRequest.type, { ...at, context: { includeDeclaration: true } });
    assert.deepEqual(declared, [
      { uri: uris.actions, range: DEFINED },
      { uri: uris.package, range: SCHEDULED },
    ]);
    const used = await client.ask(ReferencesRequest.type, { ...at, context: { includeDeclaration: false } });
    assert.deepEqual(used, [{ uri: uris.package, range: SCHEDULED }]);
  });

  test("follows unsaved text", async () => {
    const { client, ...uris } = await start();
    await client.open(uris.actions, ACTIONS.text);
    const top = { line: 0, character: 0 };
    await client.change(uris.actions, "\n\n", { start: top, end: top });
    const [location] = [await client.ask(DefinitionRequest.type, cursor(uris.package))].flat();
    assert.ok(location !== null && location !== undefined && "range" in location);
    assert.equal(location.range.start.line, DEFINED.start.line + 2);
  });

  test("gives an outline whose names lie within what they name", async () => {
    const { client, ...uris } = await start();
    const textDocument = { uri: uris.actions };
    const [fragment] = (await client.ask(DocumentSymbolRequest.type, { textDocument })) as DocumentSymbol[];
    assert.deepEqual(
      fragment?.children?.map(({ name, detail, selectionRange }) => [name, detail, selectionRange.start.line]),
      [
        ["InstallChild", "a.exe", 2],
        ["MODE", "1", 3],
      ],
    );
    assert.deepEqual(fragment?.children?.[0]?.selectionRange, DEFINED);
  });

  test("renames across files, for the version of the document that is open", async () => {
    const { client, ...uris } = await start();
    await client.open(uris.package, PACKAGE.text);
    const at = cursor(uris.package);
    assert.deepEqual(await client.ask(PrepareRenameRequest.type, at), {
      range: SCHEDULED,
      placeholder: "InstallChild",
    });
    const edit = await client.ask(RenameRequest.type, { ...at, newName: "Start" });
    const changes = (edit?.documentChanges ?? []).flatMap((one) => ("edits" in one ? [one] : []));
    assert.deepEqual(
      changes.map(({ textDocument, edits }) => [textDocument.uri, textDocument.version, edits]),
      [
        [uris.actions, null, [{ range: DEFINED, newText: "Start" }]],
        [uris.package, 1, [{ range: SCHEDULED, newText: "Start" }]],
      ],
    );
  });

  test("says why something cannot be renamed", async () => {
    const { client, ...uris } = await start();
    const at = cursor(uris.package);
    await assert.rejects(client.ask(RenameRequest.type, { ...at, newName: "not a name" }), /no identifier/);
    const property = { textDocument: { uri: uris.actions }, position: { line: 3, character: 20 } };
    await assert.rejects(client.ask(PrepareRenameRequest.type, property), /Only custom actions can be renamed/);
  });

  test("answers nothing for documents that are no installer source", async () => {
    const { client, folder } = await start();
    const uri = folder.uriOf("other.xml");
    await client.open(uri, "<a/>");
    assert.equal(await client.ask(DocumentSymbolRequest.type, { textDocument: { uri } }), null);
  });
});

describe("what is shown beside and over the text", () => {
  const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

  test("is the type of each action after its Id, unless the setting is off", async () => {
    const { client, ...uris } = await start({ settings: { inlayHints: true } });
    const params = { textDocument: { uri: uris.actions }, range: everything };
    const [hint, ...more] = (await client.ask(InlayHintRequest.type, params)) ?? [];
    assert.deepEqual(more, []);
    assert.equal(hint?.label, ": 3106 deferred EXE");
    assert.deepEqual(hint.position, { ...DEFINED.end, character: DEFINED.end.character + 1 });
    assert.match(String(hint.tooltip), /^3106 = EXE with the directory as working directory \(34\) \+ deferred/);
    await client.configure({ inlayHints: false });
    await client.until("the editor to be told", () => client.hintRefreshes > 0);
    assert.equal(await client.ask(InlayHintRequest.type, params), null);
  });

  test("is what fades a branch that is off, while its document is open", async () => {
    const { client, ...uris } = await start();
    assert.deepEqual(client.diagnostics(uris.package), []);
    await client.analysed(() => client.open(uris.package, PACKAGE.text));
    assert.deepEqual(
      client.diagnostics(uris.package).map(({ range, tags, severity }) => ({ range, tags, severity })),
      [{ range: rangeIn(PACKAGE, 0), tags: [DiagnosticTag.Unnecessary], severity: 4 }],
    );
    const changed = PACKAGE.text.replace("1 = 2", "1 = 1");
    await client.analysed(() => client.change(uris.package, changed));
    assert.deepEqual(client.diagnostics(uris.package), []);
    await client.analysed(() => client.change(uris.package, PACKAGE.text));
    await client.analysed(() => client.close(uris.package));
    assert.deepEqual(client.diagnostics(uris.package), []);
  });
});
