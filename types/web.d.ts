// What every runtime of the pure layers has, browsers included, and @types/node 20 declares only in part.
// The "DOM" library is no way out: it would let src mention `window` and `document`.
import type { TextDecoder as Decoder } from "node:util";

declare global {
  interface TextDecoder extends Decoder {}
}

declare module "worker_threads" {
  interface MessagePort {
    onmessage: ((event: { readonly data: unknown }) => void) | null;
  }
}
