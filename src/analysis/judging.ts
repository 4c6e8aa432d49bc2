import { type Contents, readsAlike, wantedOf } from "../model/contents.ts";
import type { Database } from "../model/database.ts";
import type { Rule } from "../rules/rule.ts";
import type { LoadedContents } from "./contents.ts";
import { type Judgement, judge } from "./judge.ts";
import { createBreath } from "./turn.ts";

/** A script leads to a script that leads to another, and each round finds one more: further than this nothing is followed. */
const MOST_ROUNDS = 24;

/** Judges databases, loads what their actions point at and judges them again until nothing is missing; keeps what did not change. */
export class Judge {
  readonly #contents: LoadedContents;
  readonly #rules: readonly Rule[];
  readonly #kept = new WeakMap<Database, Judgement>();

  constructor(contents: LoadedContents, rules: readonly Rule[]) {
    this.#contents = contents;
    this.#rules = rules;
  }

  /** The judgement of each database, in their order, and how many databases had to be judged for it. */
  async judge(databases: readonly Database[], signal: AbortSignal): Promise<Judged> {
    const judged = new Set<Database>();
    const breathe = createBreath(signal);
    let open = databases;
    for (let round = 0; open.length > 0 && round < MOST_ROUNDS; round++) {
      for (const database of open) {
        const known = this.#kept.get(database);
        if (known !== undefined && holds(known, this.#contents)) continue;
        this.#kept.set(database, judge(database, this.#rules, this.#contents));
        judged.add(database);
        await breathe();
      }
      open = open.filter((database) => this.#missing(database).length > 0);
      const found = await this.#contents.load(
        open.flatMap((database) => this.#missing(database)),
        signal,
      );
      if (found === 0) break;
    }
    return { judgements: databases.flatMap((one) => this.#kept.get(one) ?? []), judged: judged.size };
  }

  #missing(database: Database) {
    return wantedOf(this.#kept.get(database)?.reads ?? []);
  }
}

/** What became of some databases. */
export interface Judged {
  readonly judgements: readonly Judgement[];
  readonly judged: number;
}

/** True where everything outside the tables is as it was when the judgement was made. */
function holds({ reads }: Judgement, contents: Contents): boolean {
  return reads.every((read) => readsAlike(contents, read));
}
