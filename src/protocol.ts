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
  /** The client's command that opens the page of the rule whose id is its argument; without it, no code action offers that. */
  readonly explainCommand?: string;
  /** The client's command that accepts the finding whose fingerprint and name are its arguments in the settings; without it, no code action offers that. */
  readonly acceptCommand?: string;
}
