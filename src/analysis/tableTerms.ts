/**
 * What WiX spells with an attribute is a bit of the Type column, or a number of a sequence, to someone who looks at tables.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/custom-action-return-processing-options
 */
const TERMS: Readonly<Record<string, string>> = {
  '(Return="check")': "(neither 64 nor 128 in its Type)",
  'Return="check"': "its exit code, which is checked,",
  'Return="ignore"': "64 in its Type",
  'Return="asyncWait"': "128 in its Type",
  'Return="asyncNoWait"': "192 in its Type",
  'Execute="deferred"': "Deferred execution (1024 in its Type)",
  'Execute="firstSequence"': "256 in its Type",
  'Execute="oncePerProcess"': "512 in its Type",
  'Impersonate="no"': "no impersonation (2048)",
  'After="InstallFinalize"': "a number after InstallFinalize",
};

/** A sentence about a custom action as someone reads it who has tables before him and no WiX source. */
export function inTableTerms(sentence: string): string {
  let said = sentence;
  for (const [attribute, term] of Object.entries(TERMS)) said = said.replaceAll(attribute, term);
  return said;
}
