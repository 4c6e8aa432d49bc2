import path from "node:path";
import type { VersionReading } from "../readings.ts";
import { type Out, systemFolder, type Windows } from "./calls.ts";
import { failed } from "./failure.ts";

/**
 * Where VS_FIXEDFILEINFO stands in a file's version information: after three words and the key `VS_VERSION_INFO` with its end, at the next multiple of four (SDK: VS_VERSIONINFO).
 */
const FIXED_INFO = 40;

const SIGNATURE = 0xfeef04bd;

/** Reads the version of Windows Installer: that of its library, msi.dll. */
export function readInstallerVersion({ kernel32, version }: Windows): VersionReading {
  const file = path.win32.join(systemFolder(), "msi.dll");
  const { GetFileVersionInfoSizeW, GetFileVersionInfoW } = version();
  const unused: Out = [0];
  const bytes = GetFileVersionInfoSizeW(file, unused);
  if (bytes === 0) return failed("GetFileVersionInfoSizeW", kernel32().GetLastError());
  const info = Buffer.alloc(bytes);
  if (GetFileVersionInfoW(file, 0, bytes, info) === 0) return failed("GetFileVersionInfoW", kernel32().GetLastError());
  if (bytes < FIXED_INFO + 16 || info.readUInt32LE(FIXED_INFO) !== SIGNATURE)
    return { kind: "failed", reason: "the version information of msi.dll has another shape" };
  // dwFileVersionMS and dwFileVersionLS, the higher word of each first.
  const words = [10, 8, 14, 12].map((offset) => info.readUInt16LE(FIXED_INFO + offset));
  return { kind: "version", version: words.join(".") };
}
