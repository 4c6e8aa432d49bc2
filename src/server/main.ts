import { createConnection } from "vscode-languageserver/node";
import { startServer } from "./server.ts";

// The program that an editor starts: `--node-ipc`, `--stdio`, `--socket` or `--pipe` says how they talk.
startServer(createConnection());
