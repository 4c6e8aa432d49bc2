import { Tokenizer } from "htmlparser2";

/**
 * One bare pass of the tokenizer, with the entity decoding that it does unless told otherwise; counts what it saw, so that nothing is optimised away.
 * The engine decodes entities itself and later: `decodeEntities` false is about half the work.
 */
export function tokenize(text: string, decodeEntities = true): number {
  let seen = 0;
  const count = () => {
    seen++;
  };
  const tokenizer = new Tokenizer(
    { xmlMode: true, decodeEntities },
    {
      onattribdata: count,
      onattribentity: count,
      onattribend: count,
      onattribname: count,
      oncdata: count,
      onclosetag: count,
      oncomment: count,
      ondeclaration: count,
      onend: count,
      onopentagend: count,
      onopentagname: count,
      onprocessinginstruction: count,
      onselfclosingtag: count,
      ontext: count,
      ontextentity: count,
    },
  );
  tokenizer.write(text);
  tokenizer.end();
  return seen;
}

/** The same over many texts, each on its own. */
export function tokenizeAll(texts: Iterable<string>, decodeEntities = true): number {
  let seen = 0;
  for (const text of texts) seen += tokenize(text, decodeEntities);
  return seen;
}
