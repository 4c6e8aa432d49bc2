import { standardTables } from "../../model/schema.ts";

/**
 * The tables that an analysis may look at. Of all others nothing is read but their names, because in a large package they may be large: a test holds this list against what the
 * engine asks for.
 */
export const ENGINE_TABLES: readonly string[] = [...standardTables.keys(), "ModuleSignature", "MsiPatchMetadata"];
