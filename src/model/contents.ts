import type { Artifact } from "./artifact.ts";
import { type ByteStream, type Container, openArtifact } from "./byteStream.ts";
import type { FileContent, FileRange, WantedFile } from "./files.ts";
import type { SyntaxLanguage, SyntaxParser } from "./syntax.ts";

/** A file of the workspace. The same object stands for the same content: what is derived from it may be kept in a WeakMap. */
export interface ContentFile {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly content: FileContent;
}

/** What would be needed and is not loaded yet. */
export type Wanted =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "range"; readonly range: FileRange }
  | { readonly kind: "parser"; readonly language: SyntaxLanguage };

/**
 * What lies outside the tables, as far as it is loaded. Nothing here reads: an answer of undefined says that nobody has looked yet. Whoever asks goes on without it;
 * analysis loads what was asked for and asks again, a bounded number of times.
 */
export interface Contents extends Container {
  /** The file; `"absent"` where it is known not to be there or not to be readable. */
  file(path: string): ContentFile | "absent" | undefined;
  /** The text of a file as an editor shows it; `""` for one that is no text. */
  text(file: ContentFile): string;
  /** The paths of the scripts, sources and programs of the workspace that are called so (lower case, as in `setup.ps1`), sorted. */
  namesakes(name: string): readonly string[];
  /** The same by the folder that they lie in or below, sorted. */
  below(folder: string): readonly string[];
  /** Makes syntax trees of a language; `"absent"` where no parser for it can be had here. */
  parser(language: SyntaxLanguage): SyntaxParser | "absent" | undefined;
  /** Says what opening or reading a `ByteStream` wanted. */
  miss(wanted: readonly WantedFile[]): void;
}

/** Where there is nothing beside the tables. */
export const NO_CONTENTS: Contents = {
  file: () => "absent",
  bytes: () => "absent",
  text: () => "",
  namesakes: () => [],
  below: () => [],
  parser: () => "absent",
  miss: () => {},
};

/** A question to `Contents` and what the answer was. */
export type ContentRead =
  | { readonly about: "file"; readonly key: string; readonly answer: ReturnType<Contents["file"]> }
  | { readonly about: "namesakes" | "below"; readonly key: string; readonly answer: readonly string[] }
  | { readonly about: "parser"; readonly key: SyntaxLanguage; readonly answer: ReturnType<Contents["parser"]> }
  | { readonly about: "bytes"; readonly key: string; readonly answer: ReturnType<Contents["bytes"]> }
  /** A part that was not loaded. */
  | { readonly about: "range"; readonly key: string; readonly range: FileRange; readonly answer: undefined };

/** Hands questions on and notes each of them once with its answer: all that a result made with it hangs on. */
export function notingContents(contents: Contents, notes: Map<string, ContentRead>): Contents {
  const note = (read: ContentRead) => void notes.set(`${read.about} ${read.key}`, read);
  return {
    text: (file) => contents.text(file),
    bytes(key) {
      const answer = contents.bytes(key);
      note({ about: "bytes", key, answer });
      return answer;
    },
    miss(wanted) {
      contents.miss(wanted);
      for (const one of wanted) {
        if (typeof one === "string") continue;
        note({ about: "range", key: `${one.path} ${one.start} ${one.end}`, range: one, answer: undefined });
      }
    },
    file(key) {
      const answer = contents.file(key);
      note({ about: "file", key, answer });
      return answer;
    },
    namesakes(key) {
      const answer = contents.namesakes(key);
      note({ about: "namesakes", key, answer });
      return answer;
    },
    below(key) {
      const answer = contents.below(key);
      note({ about: "below", key, answer });
      return answer;
    },
    parser(key) {
      const answer = contents.parser(key);
      note({ about: "parser", key, answer });
      return answer;
    },
  };
}

/** True where a question is answered as it was before. */
export function readsAlike(contents: Contents, read: ContentRead): boolean {
  if (read.about === "file") return contents.file(read.key) === read.answer;
  if (read.about === "parser") return contents.parser(read.key) === read.answer;
  if (read.about === "bytes") return contents.bytes(read.key) === read.answer;
  if (read.about === "range") return !isLoaded(contents, read.range);
  const now = read.about === "below" ? contents.below(read.key) : contents.namesakes(read.key);
  if (now === read.answer) return true;
  return now.length === read.answer.length && now.every((path, at) => path === read.answer[at]);
}

/** What a result would have needed that was not loaded. */
export function wantedOf(reads: Iterable<ContentRead>): readonly Wanted[] {
  const wanted: Wanted[] = [];
  for (const read of reads) {
    if (read.answer !== undefined) continue;
    if (read.about === "file") wanted.push({ kind: "file", path: read.key });
    else if (read.about === "parser") wanted.push({ kind: "parser", language: read.key });
    else if (read.about === "range") wanted.push({ kind: "range", range: read.range });
  }
  return wanted;
}

function isLoaded(contents: Contents, { path, start, end }: FileRange): boolean {
  const stream = contents.bytes(path);
  return stream === "absent" || stream?.read(start, end, []) !== undefined;
}

/** Opens what an artifact leads to, as `openArtifact`; what that wants is missed. */
export function openContent(contents: Contents, artifact: Artifact): ByteStream | "absent" | undefined {
  const wanted: WantedFile[] = [];
  const found = openArtifact(artifact, contents, wanted);
  contents.miss(wanted);
  return found;
}

/** The bytes `[start, end)` of a stream, cut at its size; undefined where they are not loaded, and then missed. */
export function readContent(
  contents: Contents,
  stream: ByteStream,
  start: number,
  end: number,
): Uint8Array | undefined {
  const wanted: WantedFile[] = [];
  const bytes = stream.read(start, end, wanted);
  contents.miss(wanted);
  return bytes;
}
