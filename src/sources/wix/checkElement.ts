import { unknownAttribute } from "./compileAttributes.ts";
import { report, type SectionBuilder } from "./compileSection.ts";
import { type Element, tagSite } from "./tree.ts";

/** The attributes that elements have in any generation of the language, for those whose misspelling changes what an action does. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  SetProperty: "Id Action Value Before After Sequence Condition",
  SetDirectory: "Id Action Value Sequence Condition",
  Publish: "Dialog Control Event Property Value Order Condition",
  Property: "Id Value Admin Hidden Secure ComplianceCheck SuppressModularization",
  Binary: "Id Name SourceFile src SuppressModularization",
  EmbeddedChainer: "Id BinarySource FileSource PropertySource CommandLine Condition",
  EmbeddedUI:
    "Id Name SourceFile SupportBasicUI IgnoreActionData IgnoreActionStart IgnoreCommonData IgnoreError IgnoreFatalExit IgnoreFilesInUse IgnoreInfo IgnoreInitialize IgnoreInstallEnd IgnoreInstallStart IgnoreOutOfDiskSpace IgnoreProgress IgnoreResolveSource IgnoreRMFilesInUse IgnoreShowDialog IgnoreTerminate IgnoreUser IgnoreWarning",
  EmbeddedUIResource: "Id Name SourceFile",
  UpgradeVersion:
    "ExcludeLanguages IgnoreRemoveFailure IncludeMaximum IncludeMinimum Language Maximum Minimum MigrateFeatures OnlyDetect Property RemoveFeatures",
  MajorUpgrade:
    "AllowDowngrades AllowSameVersionUpgrades Disallow DisallowUpgradeErrorMessage DowngradeErrorMessage IgnoreLanguage IgnoreRemoveFailure MigrateFeatures RemoveFeatures Schedule",
};

const allowed = new Map(Object.entries(ATTRIBUTES).map(([name, attributes]) => [name, new Set(attributes.split(" "))]));

/** Reports attributes that the compilers reject (UnexpectedAttribute). */
export function checkAttributes(builder: SectionBuilder, element: Element): void {
  const known = allowed.get(element.name);
  if (known === undefined) return;
  for (const attribute of element.attributes) {
    if (attribute.namespace === "" && !known.has(attribute.name)) unknownAttribute(builder, element, attribute);
  }
}

/**
 * True for a child that the compiler is to read: one of WiX's namespace, or one without any, as it comes from an include whose root has none. The preprocessor of v3
 * writes text that is parsed again, in which such a child takes the namespace around it; from v4 on it keeps none, and is rejected. It is read all the same, and
 * reported once in each file.
 */
export function isRead(builder: SectionBuilder, child: Element, parent: Element): boolean {
  if (child.namespace === parent.namespace || child.namespace === builder.element.namespace) return true;
  if (child.namespace !== "") return false;
  const code = "no-namespace";
  const isKnown = builder.problems.some((problem) => problem.code === code && problem.site.file === child.file);
  if (builder.context.generation === "wix4" && !isKnown) {
    const message = `${child.name} has no namespace here, and WiX rejects that from version 4 on: give the root element of this file the xmlns of the sources that include it.`;
    report(builder, "warning", code, message, tagSite(child));
  }
  return true;
}
