/** Where generated projects pretend to lie. */
export const generatedRoot = "/generated";

const head = '<?xml version="1.0" encoding="utf-8"?>\n<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">\n';

/**
 * A WiX 4 project of a package and fragments of about `size` characters each, `files` sources in all. Every second fragment has two custom actions, one of which
 * installs a package: as many actions as the corpus has, and far more findings.
 */
export function generateProject(files: number, size: number): ReadonlyMap<string, string> {
  const names = Array.from({ length: files - 1 }, (_, at) => `Part${at}`);
  const references = names.map((name) => `<ComponentGroupRef Id="${name}" />`).join("\n      ");
  const product = `${head}  <Package Name="Generated" Version="1.0.0" Manufacturer="Contoso" UpgradeCode="0E5B1D0A-4E39-4B51-9B7E-2A3C3F6D9001">
    <StandardDirectory Id="ProgramFiles6432Folder"><Directory Id="INSTALLFOLDER" Name="Generated" /></StandardDirectory>
    <Feature Id="Main">
      ${references}
    </Feature>
  </Package>
</Wix>
`;
  return new Map([
    [`${generatedRoot}/Generated.wixproj`, '<Project Sdk="WixToolset.Sdk/5.0.2" />\n'],
    [`${generatedRoot}/Package.wxs`, product],
    ...names.map((name, at) => [`${generatedRoot}/${name}.wxs`, generateFragment(name, size, at % 2 === 0)] as const),
  ]);
}

/** One fragment of about `size` characters: components, and two actions where it is to have some. */
export function generateFragment(name: string, size: number, actions: boolean): string {
  const parts = [`${head}  <Fragment>\n    <ComponentGroup Id="${name}" Directory="INSTALLFOLDER">\n`];
  let length = parts[0]?.length ?? 0;
  for (let at = 0; length < size - 900; at++) {
    const part = `      <Component Id="cmp${name}_${at}" Guid="*">\n        <File Id="fil${name}_${at}" KeyPath="yes" Source="$(var.SourceDir)\\${name}\\library.${at}.dll" />\n      </Component>\n`;
    parts.push(part);
    length += part.length;
  }
  parts.push("    </ComponentGroup>\n", actions ? actionsOf(name) : "", "  </Fragment>\n</Wix>\n");
  return parts.join("");
}

const actionsOf = (name: string) => `
    <CustomAction Id="Install${name}" Directory="INSTALLFOLDER" ExeCommand="msiexec.exe /i &quot;[INSTALLFOLDER]${name}.msi&quot; /qn" Execute="deferred" Impersonate="no" />
    <CustomAction Id="Start${name}" Directory="INSTALLFOLDER" ExeCommand="net start ${name}" Return="ignore" />
    <InstallExecuteSequence>
      <Custom Action="Install${name}" Before="InstallFinalize" Condition="NOT Installed" />
      <Custom Action="Start${name}" After="InstallFinalize" />
    </InstallExecuteSequence>
`;
