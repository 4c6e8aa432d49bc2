import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadedContents } from "../../src/analysis/contents.ts";
import { SnapshotStore } from "../../src/analysis/snapshot.ts";
import { SparseFile } from "../../src/analysis/sparseFile.ts";
import { createFiles } from "../../src/files.ts";
import { openArtifact } from "../../src/model/byteStream.ts";
import {
  type ContentRead,
  notingContents,
  openContent,
  readContent,
  readsAlike,
  wantedOf,
} from "../../src/model/contents.ts";
import type { ByteRange, Files, WantedFile } from "../../src/model/files.ts";
import { textSite } from "../../src/model/site.ts";
import { createFolder } from "../folder.ts";

const spelled = { value: "x.exe", site: textSite("/a.wxs", { start: 0, end: 0 }) };
const never = new AbortController().signal;
const content = Uint8Array.from({ length: 50_000 }, (_, at) => at % 251);
const slice = (start: number, end: number) => content.subarray(start, end);
const part = (start: number, end: number) => ({ start, bytes: slice(start, end) });

test("a sparse file answers what it knows, and wants what it does not", () => {
  const file = new SparseFile("/a.msi", { size: content.length, version: "1", parts: [part(4096, 8192)] });
  const wanted: WantedFile[] = [];
  assert.deepEqual(file.read(5000, 6000, wanted), slice(5000, 6000));
  assert.deepEqual(wanted, []);
  assert.equal(file.read(8000, 9000, wanted), undefined);
  assert.deepEqual(wanted, [{ path: "/a.msi", start: 8000, end: 9000 }]);
  file.add([part(8192, 12_288), part(0, 4096)]);
  assert.deepEqual(file.read(10, 12_000, []), slice(10, 12_000), "also across parts that were read one by one");
  assert.equal(file.loaded, 12_288);
  assert.deepEqual(file.read(60_000, 70_000, []), new Uint8Array(), "nothing lies beyond the end");
});

test("what is missing is asked for in whole blocks, and none of it twice", () => {
  const file = new SparseFile("/a.msi", { size: content.length, version: "1", parts: [part(4096, 8192)] });
  const asked: readonly ByteRange[] = [
    { start: 49_000, end: 60_000 },
    { start: 100, end: 4097 },
    { start: 200, end: 8193 },
  ];
  assert.deepEqual(file.missing(asked), [
    { start: 0, end: 4096 },
    { start: 8192, end: 12_288 },
    { start: 45_056, end: 50_000 },
  ]);
  assert.equal(file.add([part(4000, 9000)]), true);
  assert.equal(file.loaded, 5000);
  assert.equal(file.add([part(4000, 9000)]), false);
});

/** Files that note what is read of them. */
function noting(files: Files): Files & { readonly ranges: readonly (readonly ByteRange[])[] } {
  const ranges: (readonly ByteRange[])[] = [];
  return {
    ...files,
    ranges,
    readRanges: (path, these, signal) => {
      ranges.push(these);
      return files.readRanges(path, these, signal);
    },
  };
}

test("a store loads parts, keeps the stream while the file stays, and makes another when it changes", async () => {
  const folder = createFolder({ "Setup.msi": content });
  const path = `${folder.path}/Setup.msi`;
  const files = noting(createFiles({ roots: [folder.path], trusted: false }));
  const store = new SnapshotStore(files, () => false);
  assert.equal(store.bytes(path), undefined);
  assert.equal(await store.load([{ path, start: 0, end: 10 }, `${folder.path}/none.wxs`], never), 2);
  const stream = store.bytes(path);
  assert.ok(stream !== undefined && stream !== "absent");
  assert.equal(stream.size, content.length);
  assert.deepEqual(stream.read(0, 4096, []), slice(0, 4096));
  assert.equal(store.file(path), undefined, "it was never read as a whole");
  assert.equal(store.loadedOf(path), 4096);
  assert.equal(await store.load([{ path, start: 10, end: 20 }], never), 0, "known already");
  assert.deepEqual(files.ranges, [[{ start: 0, end: 4096 }]]);

  store.invalidate(path);
  await store.refresh(never);
  assert.equal(store.bytes(path), stream, "nothing changed");
  folder.write({ "Setup.msi": slice(0, 30_000) });
  store.invalidate(path);
  await store.refresh(never);
  assert.notEqual(store.bytes(path), stream);
  assert.deepEqual(store.changed(), [path]);
  store.settle();
  folder.remove("Setup.msi");
  store.invalidate(folder.path);
  await store.refresh(never);
  assert.equal(store.bytes(path), "absent");
  assert.deepEqual(store.changed(), [path]);
});

test("a part is found under another spelling, and a file that is known whole serves as a stream", async () => {
  const folder = createFolder({ "Redist/Setup.EXE": content, "a.bin": content });
  const store = new SnapshotStore(createFiles({ roots: [folder.path], trusted: false }), () => false);
  const spelled = `${folder.path}/redist/setup.exe`;
  await store.load([{ path: spelled, start: 0, end: 1 }, `${folder.path}/a.bin`], never);
  const found = store.bytes(spelled);
  assert.ok(found !== undefined && found !== "absent");
  assert.deepEqual(found.read(1, 5, []), slice(1, 5));
  const whole = store.bytes(`${folder.path}/a.bin`);
  assert.ok(whole !== undefined && whole !== "absent");
  assert.equal(whole, store.bytes(`${folder.path}/a.bin`));
  assert.deepEqual([...(whole.read(49_990, 60_000, []) ?? [])], [...slice(49_990, 50_000)]);
});

test("what reading a stream misses is noted, loaded, and then answered otherwise", async () => {
  const folder = createFolder({ "setup.exe": content });
  const contents = new LoadedContents(
    new SnapshotStore(createFiles({ roots: [folder.path], trusted: false }), () => false),
    undefined,
    { namesakes: () => [], below: () => [] },
  );
  const artifact = { spelled, paths: [`${folder.path}/setup.exe`] };
  const look = (): ContentRead[] => {
    const notes = new Map<string, ContentRead>();
    const noting = notingContents(contents, notes);
    const stream = openContent(noting, artifact);
    if (stream !== undefined && stream !== "absent") {
      const found = readContent(noting, stream, 20_000, 20_010);
      if (found !== undefined) assert.deepEqual([...found], [...slice(20_000, 20_010)]);
    }
    return [...notes.values()];
  };
  const rounds: ContentRead[][] = [];
  for (let reads = look(); ; reads = look()) {
    rounds.push(reads);
    if ((await contents.load(wantedOf(reads), never)) === 0) break;
    assert.ok(!reads.every((read) => readsAlike(contents, read)), "a judgement that missed it does not hold any more");
  }
  assert.deepEqual(
    rounds.map((reads) => reads.map(({ about }) => about).join(" ")),
    ["bytes range", "bytes range", "bytes"],
  );
  assert.ok(rounds.at(-1)?.every((read) => readsAlike(contents, read)));
});

test("an artifact is opened in the first of its places that is there", async () => {
  const folder = createFolder({ "b.exe": content });
  const store = new SnapshotStore(createFiles({ roots: [folder.path], trusted: false }), () => false);
  const paths = [`${folder.path}/a.exe`, `${folder.path}/b.exe`];
  const wanted: WantedFile[] = [];
  for (let round = 0; round < 2; round++) {
    assert.equal(openArtifact({ spelled, paths }, store, wanted), undefined);
    await store.load(wanted.splice(0), never);
  }
  const found = openArtifact({ spelled, paths }, store, wanted);
  assert.ok(found !== undefined && found !== "absent");
  assert.equal(found.size, content.length);
  assert.equal(openArtifact({ spelled, paths: paths.slice(0, 1) }, store, wanted), "absent");
  assert.equal(openArtifact({ spelled, paths, stream: found }, store, wanted), found);
  assert.deepEqual(wanted, []);
});
