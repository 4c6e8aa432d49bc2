import type { Artifact } from "../model/artifact.ts";
import type { ByteStream } from "../model/byteStream.ts";
import { readContent } from "../model/contents.ts";
import type { ActionType } from "../model/customAction.ts";
import type { Row } from "../model/database.ts";
import { textOf } from "../model/database.ts";
import type { Related } from "../model/finding.ts";
import type { Site, Sourced } from "../model/site.ts";
import { fileText } from "./code.ts";
import { followOwnCode } from "./commandLine/follow.ts";
import type { FoundScript, Ground } from "./commandLine/hop.ts";
import { installers } from "./directories.ts";
import { explainBy, gap, type Outcome, outcomeOf } from "./effects.ts";
import { packedFrom } from "./fileNames.ts";
import { artifactFile } from "./ground.ts";
import { propertyOrigin } from "./origins.ts";
import { type Place, valuesAt } from "./properties.ts";
import type { Reader } from "./reader.ts";
import { readCode } from "./scripts/read.ts";
import { spelledText, type Text } from "./text.ts";

/** An action that Windows Installer runs a script for, in one place. */
export interface ScriptAction {
  readonly reader: Reader;
  readonly action: Row;
  readonly type: ActionType;
  readonly source: string;
  readonly target: Sourced<string>;
  readonly place: Place | undefined;
  readonly ground: Ground;
}

/** A script where it stands. */
interface Stand {
  readonly text: Text;
  readonly site: Site;
  /** The file that it stands in by itself. */
  readonly path?: string;
  readonly called: string;
  readonly entry: string;
  readonly trail: readonly Related[];
}

/** What the script of an action does: one outcome for each text it can have. `complete`: one of them is what happens. */
export function outcomesOfScript(asked: ScriptAction): {
  readonly outcomes: readonly Outcome[];
  readonly complete: boolean;
} {
  const { reader, type, source, action, target } = asked;
  if (type.source === "property") return ofProperty(asked);
  const id = textOf(action, "Action") ?? "";
  const isInline = type.source === "directory" && reader.artifact("CustomAction", id) === undefined;
  const outcome = isInline ? ofText(asked) : ofFile(asked, type.source === "directory" ? id : source);
  return { outcomes: [target.value === "" && isInline ? gap("the action has no script") : outcome], complete: true };
}

function ofText(asked: ScriptAction): Outcome {
  const { value, site } = asked.target;
  return outcomeOfStand(asked, { text: spelledText(value, site), site, called: "the script", entry: "", trail: [] });
}

const TABLES = { binary: "Binary", file: "File", directory: "CustomAction" } as const;

function ofFile(asked: ScriptAction, key: string): Outcome {
  const { reader, type, target } = asked;
  const table = TABLES[type.source as keyof typeof TABLES];
  const artifact = reader.artifact(table, key);
  if (artifact?.stream !== undefined) return ofStream(asked, artifact, artifact.stream, key);
  const found: FoundScript = artifactFile(reader, table, key);
  const called = artifact?.name ?? key;
  if (found.kind === "lost") return gap(`what the script ${called} does is not followed: ${found.reason}`);
  const { path, text, site, related } = found;
  const entry = table === "CustomAction" ? "" : target.value.trim();
  return outcomeOfStand(asked, {
    text: fileText(text),
    site,
    path,
    called,
    entry,
    trail: related,
  });
}

/** A stream larger than this is no script that anybody wrote, in bytes. */
const LARGEST = 4 * 1024 * 1024;

/** A script that lies inside the database: whatever it does stands in the cell that holds it. */
function ofStream(asked: ScriptAction, artifact: Artifact, stream: ByteStream, key: string): Outcome {
  const { name, spelled } = artifact;
  const called = name ?? key;
  const lost = (reason: string) => gap(`what the script ${called} does is not followed: ${reason}`);
  if (stream.size > LARGEST) return lost("it is longer than is read");
  const text = textOfStream(asked.reader, stream, spelled.site.file);
  if (text === undefined) return lost("it is not loaded yet");
  const entry = asked.target.value.trim();
  const stand = {
    text: spelledText(text, spelled.site),
    site: spelled.site,
    called,
    entry,
    trail: [packedFrom(called, artifact)],
  };
  return outcomeOfStand(asked, stand);
}

const texts = new WeakMap<ByteStream, string>();

function textOfStream({ contents }: Reader, stream: ByteStream, path: string): string | undefined {
  const known = texts.get(stream);
  if (known !== undefined) return known;
  const content = readContent(contents, stream, 0, stream.size);
  if (content === undefined) return undefined;
  const text = contents.text({ path, content });
  texts.set(stream, text);
  return text;
}

function ofProperty(asked: ScriptAction): { readonly outcomes: readonly Outcome[]; readonly complete: boolean } {
  const { reader, source, place, target } = asked;
  const { candidates, complete } = valuesAt(reader, source, place);
  if (candidates.length === 0)
    return {
      outcomes: [gap(`the script is in the property ${source}: ${propertyOrigin(reader, source)}`)],
      complete: true,
    };
  const outcomes = candidates.map(({ value, site, related }) => {
    const entry = target.value.trim();
    return outcomeOfStand(asked, {
      text: spelledText(value, site),
      site,
      called: `[${source}]`,
      entry,
      trail: [related],
    });
  });
  return { outcomes, complete };
}

function outcomeOfStand(asked: ScriptAction, { text, site, path, called, entry, trail }: Stand): Outcome {
  const { reader, type, ground } = asked;
  const language = type.target === "jscript" ? "jscript" : "vbscript";
  const reading = readCode({ text, language, entry, session: true }, reader.contents);
  const outcome = outcomeOf(followOwnCode(reading, ground, path === undefined ? undefined : { path, site }), {
    site,
    ground,
    proof: "proven",
    via: [],
    trail,
    hypothetical: false,
    explain: explainBy(reader),
    installers: (command) => installers(reader, command),
  });
  return outcome.runs.length > 0 ? outcome : { ...outcome, runs: [{ program: called, arguments: entry, via: [] }] };
}
