/**
 * The actions that Windows Installer brings along.
 *
 * @see https://learn.microsoft.com/windows/win32/msi/standard-actions-reference
 */
const STANDARD_ACTIONS: ReadonlySet<string> = new Set(
  `ADMIN ADVERTISE AllocateRegistrySpace AppSearch BindImage CCPSearch CostFinalize CostInitialize CreateFolders CreateShortcuts
  DeleteServices DisableRollback DuplicateFiles ExecuteAction FileCost FindRelatedProducts ForceReboot INSTALL InstallAdminPackage
  InstallExecute InstallExecuteAgain InstallFiles InstallFinalize InstallInitialize InstallODBC InstallServices InstallSFPCatalogFile
  InstallValidate IsolateComponents LaunchConditions MigrateFeatureStates MoveFiles MsiConfigureServices MsiPublishAssemblies
  MsiUnpublishAssemblies PatchFiles ProcessComponents PublishComponents PublishFeatures PublishProduct RegisterClassInfo RegisterComPlus
  RegisterExtensionInfo RegisterFonts RegisterMIMEInfo RegisterProduct RegisterProgIdInfo RegisterTypeLibraries RegisterUser
  RemoveDuplicateFiles RemoveEnvironmentStrings RemoveExistingProducts RemoveFiles RemoveFolders RemoveIniValues RemoveODBC
  RemoveRegistryValues RemoveShortcuts ResolveSource RMCCPSearch ScheduleReboot SelfRegModules SelfUnregModules SEQUENCE
  SetODBCFolders StartServices StopServices UnpublishComponents UnpublishFeatures UnregisterClassInfo UnregisterComPlus
  UnregisterExtensionInfo UnregisterFonts UnregisterMIMEInfo UnregisterProgIdInfo UnregisterTypeLibraries ValidateProductID
  WriteEnvironmentStrings WriteIniValues WriteRegistryValues`.split(/\s+/),
);

/** True for `InstallFiles` and the like, which no CustomAction row defines. */
export function isStandardAction(action: string): boolean {
  return STANDARD_ACTIONS.has(action);
}
