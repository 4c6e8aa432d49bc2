/** Typed messages between client and server, beyond what LSP has. Positions are LSP's: from 0, in UTF-16 units. */

/** Sent by the server after each analysis: what the language status item shows. */
export interface AnalysisState {
  /** Actions that run code in all databases, and how many of them were understood. */
  readonly actions: number;
  readonly understood: number;
  readonly findings: number;
  readonly files: number;
  readonly milliseconds: number;
  /** Set where the newest analysis ended in an error of ours: everything else here is then as the last good one left it. */
  readonly failure?: string;
  /** Names what was not understood, at most 50: shown on request. */
  readonly unresolved: readonly {
    readonly action: string;
    readonly reason: string;
    readonly uri: string;
    readonly line: number;
    readonly character: number;
  }[];
}

/** Notification server -> client with an AnalysisState. */
export const ANALYSIS_STATE = "msi1618/analysisState";

/** Notification client -> server with no parameters: forget everything and analyse again. */
export const REANALYSE = "msi1618/reanalyse";

/** What the client tells the server at the start. A client that sends nothing gets the answers fit for any editor. */
export interface InitializationOptions {
  /** False where the user has not said that the workspace may be trusted: nothing outside the opened folders is read. Absent counts as true. */
  readonly trusted?: boolean;
  /** The address of a rule's page with `{rule}` for its id; without it, the page's file. */
  readonly rulePage?: string;
  /** True for a client that opens `file.msi#table/row/column` at that cell, `/storage` after it for a database inside the file; the parts are percent-encoded twice. */
  readonly cellUris?: boolean;
  /** The client's command that opens the page of the rule whose id is its argument; without it, no code action offers that. */
  readonly explainCommand?: string;
  /** The client's command that accepts the finding whose fingerprint and name are its arguments in the settings; without it, no code action offers that. */
  readonly acceptCommand?: string;
}

/** What a custom editor shows of a database. `actions`: its custom actions with schedule and verdict; `findings`: what is found in it; `table`: the rows of one table. */
export type DatabaseView =
  | { readonly kind: "actions"; readonly database: string }
  | { readonly kind: "findings"; readonly database: string }
  | { readonly kind: "table"; readonly database: string; readonly table: string };

/** A cell of a database: `database` is the storage that holds it, `""` for the file's own; `row` is the primary key, its parts joined by a tab. */
export interface CellPlace {
  readonly database: string;
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

/** The rows of a view as a person wants to see them: those that hold every word of `filter`, in the order of one column or of the database. */
export interface RowOrder {
  readonly view: DatabaseView;
  readonly filter: string;
  readonly sort: { readonly column: number; readonly descending: boolean } | null;
}

/** A question about a database. */
export type DatabaseQuery =
  | { readonly kind: "overview" }
  /** The rows `[from, to)` of an order. */
  | { readonly kind: "rows"; readonly order: RowOrder; readonly from: number; readonly to: number }
  /** Where a cell stands in an order. */
  | { readonly kind: "locate"; readonly order: RowOrder; readonly cell: CellPlace }
  /** The value of a cell from one of its UTF-16 units on, and what is found there; `row` counts in the view, not in the order. */
  | {
      readonly kind: "details";
      readonly view: DatabaseView;
      readonly row: number;
      readonly column: number;
      readonly from: number;
    };

export type ShownSeverity = "error" | "warning" | "information" | "hint";

/** A table of a database in the list of tables. */
export interface TableSummary {
  readonly name: string;
  readonly rows: number;
  readonly findings: number;
}

/** A database of a file: the file's own, whose id is `""`, or one that lies inside it as a substorage, whose id is the storage's name. */
export interface DatabaseSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly actions: number;
  readonly findings: number;
  readonly tables: readonly TableSummary[];
}

export interface ColumnShown {
  readonly name: string;
  readonly type: "string" | "integer" | "binary";
  readonly key: boolean;
}

/** A cell as a grid shows it: one line, cut where it is long. */
export interface CellShown {
  readonly text: string;
  /** `null`: an empty cell; `unknown`: the value is not known, and `text` is how the source spells it. */
  readonly state?: "null" | "unknown" | "binary";
  /** What the value means, in words: a decoded type. */
  readonly note?: string;
  /** The loudest finding that stands in this cell. */
  readonly severity?: ShownSeverity;
  /** Where the cell leads. */
  readonly link?: CellPlace;
}

/** A row of a view; `index` counts in the view whatever its order. */
export interface RowShown {
  readonly index: number;
  readonly cells: readonly CellShown[];
}

/** A place of a proof: in the same file where `cell` is there, else not shown here. */
export interface RelatedShown {
  readonly message: string;
  readonly cell?: CellPlace;
}

/** A finding in the words of the Problems panel. */
export interface FindingShown {
  readonly severity: ShownSeverity;
  readonly rule: string;
  readonly message: string;
  readonly advice: string;
  readonly outcome: string;
  readonly confidence: string;
  readonly basis: string;
  readonly related: readonly RelatedShown[];
}

/** Answers to the queries of the same kind; `unavailable` to any of them where the file is no database that can be read, or has changed meanwhile. */
export type DatabaseAnswer =
  | {
      readonly kind: "overview";
      readonly file: string;
      readonly databases: readonly DatabaseSummary[];
      readonly problems: readonly { readonly severity: ShownSeverity; readonly message: string }[];
    }
  | {
      readonly kind: "rows";
      readonly columns: readonly ColumnShown[];
      /** Of the order, and of the view without a filter. */
      readonly total: number;
      readonly unfiltered: number;
      readonly from: number;
      readonly rows: readonly RowShown[];
    }
  | { readonly kind: "locate"; readonly at: number | null; readonly column: number }
  | {
      readonly kind: "details";
      readonly title: string;
      readonly text: string;
      /** Of the whole value, in UTF-16 units. */
      readonly length: number;
      readonly note?: string;
      readonly findings: readonly FindingShown[];
    }
  | { readonly kind: "unavailable"; readonly reason: string };

/** Request client -> server: a DatabaseRequest, answered by a DatabaseAnswer. Asking opens the file: the server analyses it even where it lies in no opened folder. */
export const DATABASE = "msi1618/database";

export interface DatabaseRequest {
  readonly uri: string;
  readonly query: DatabaseQuery;
}

/** Notification client -> server with the URI of a database whose last editor was closed. */
export const DATABASE_CLOSED = "msi1618/databaseClosed";

/** Request client -> server with a DatabaseTextRequest, answered by a DatabaseText; null where there is no such table. */
export const DATABASE_TEXT = "msi1618/databaseText";

export interface DatabaseTextRequest {
  readonly uri: string;
  readonly database: string;
  readonly table: string;
}

/** A table as a text archive (.idt), with what is found in it. Lines and characters count from 0. */
export interface DatabaseText {
  readonly text: string;
  readonly findings: readonly (FindingShown & {
    readonly line: number;
    readonly start: number;
    readonly end: number;
  })[];
}

/** What the webview of a database editor does besides asking. */
export type WebviewCommand =
  | { readonly kind: "explain"; readonly rule: string }
  | { readonly kind: "openText"; readonly database: string; readonly table: string };

/** Messages webview -> client. `shown` answers a `show` of the same id. */
export type FromWebview =
  | { readonly type: "query"; readonly id: number; readonly query: DatabaseQuery }
  | { readonly type: "command"; readonly command: WebviewCommand }
  | { readonly type: "shown"; readonly id: number; readonly found: boolean };

/** Messages client -> webview. `answer` and `failed` answer a `query` of the same id; `changed` says that all that was answered is old. */
export type ToWebview =
  | { readonly type: "answer"; readonly id: number; readonly answer: DatabaseAnswer }
  | { readonly type: "failed"; readonly id: number; readonly message: string }
  | { readonly type: "changed" }
  | { readonly type: "show"; readonly id: number; readonly cell: CellPlace };
