import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { analyseCorpus, corpus, corpusIsMissing } from "./corpus.ts";

/** Every finding in sources that are not known to nest an installation, looked at by hand: `folder rule action table confidence`, with the reason why it is right. */
const REVIEWED: Readonly<Record<string, string>> = {};

describe("the ordinary corpus", { skip: corpusIsMissing }, () => {
  const analysed = analyseCorpus("ordinary");

  test("is read without a defect of ours", async () => {
    const { problems } = await analysed;
    assert.deepEqual(
      problems.filter(({ code }) => code === "internal-error").map(({ message }) => message),
      [],
    );
  });

  test("has the findings that were reviewed, and no other", async () => {
    const { findings } = await analysed;
    const found = findings.map(({ rule, action, table, confidence, site }) => {
      const folder = site.file.slice(`${corpus}/ordinary/`.length).split("/")[0];
      return `${folder} ${rule} ${action} ${table} ${confidence}`;
    });
    assert.deepEqual(found.sort(), Object.keys(REVIEWED).sort());
  });
});
