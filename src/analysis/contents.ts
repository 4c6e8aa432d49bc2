import type { ByteStream } from "../model/byteStream.ts";
import type { ContentFile, Contents, Wanted } from "../model/contents.ts";
import type { WantedFile } from "../model/files.ts";
import type { Parsers, SyntaxLanguage, SyntaxParser } from "../model/syntax.ts";
import { decodedOf } from "../sources/wix/encoding.ts";
import type { SnapshotStore } from "./snapshot.ts";

/** What the payload layer sees of the workspace: the snapshot, the names of its files, and the parsers that were loaded. */
export class LoadedContents implements Contents {
  readonly #store: SnapshotStore;
  readonly #parsers: Parsers | undefined;
  readonly #loaded = new Map<SyntaxLanguage, SyntaxParser | "absent">();
  readonly #names: Pick<Contents, "namesakes" | "below">;

  constructor(store: SnapshotStore, parsers: Parsers | undefined, names: Pick<Contents, "namesakes" | "below">) {
    this.#store = store;
    this.#parsers = parsers;
    this.#names = names;
  }

  file(path: string): ContentFile | "absent" | undefined {
    return this.#store.file(path);
  }

  bytes(path: string): ByteStream | "absent" | undefined {
    return this.#store.bytes(path);
  }

  /** Noted by whoever asks: see `notingContents`. */
  miss(): void {}

  text(file: ContentFile): string {
    return decodedOf(file).text;
  }

  namesakes(name: string): readonly string[] {
    return this.#names.namesakes(name);
  }

  below(folder: string): readonly string[] {
    return this.#names.below(folder);
  }

  parser(language: SyntaxLanguage): SyntaxParser | "absent" | undefined {
    return this.#parsers === undefined ? "absent" : this.#loaded.get(language);
  }

  /** Loads what was missed. Returns how much of it nobody had looked for before. */
  async load(wanted: readonly Wanted[], signal: AbortSignal): Promise<number> {
    const files = wanted.flatMap((one): readonly WantedFile[] => {
      if (one.kind === "parser") return [];
      return [one.kind === "file" ? one.path : one.range];
    });
    const found = await this.#store.load(files, signal);
    const languages = new Set(wanted.flatMap((one) => (one.kind === "parser" ? [one.language] : [])));
    for (const language of languages) this.#loaded.set(language, (await this.#parsers?.load(language)) ?? "absent");
    signal.throwIfAborted();
    return found + languages.size;
  }
}
