/** Typed messages between client and server, beyond what LSP has. Positions are LSP's: from 0, in UTF-16 units. */

/** Sent by the server after each analysis: what the language status item shows. */
export interface AnalysisState {
  /** Actions that run code in all databases, and how many of them were understood. */
  readonly actions: number;
  readonly understood: number;
  readonly findings: number;
  readonly files: number;
  readonly milliseconds: number;
  /** Names what was not understood, at most 50: shown on request. */
  readonly unresolved: readonly { readonly action: string; readonly reason: string; readonly uri: string; readonly line: number; readonly character: number }[];
}

/** Notification server -> client with an AnalysisState. */
export const ANALYSIS_STATE = "msi1618/analysisState";

/** Notification client -> server with no parameters: forget everything and analyse again. */
export const REANALYSE = "msi1618/reanalyse";
