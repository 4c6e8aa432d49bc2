import type { InstallerState } from "./state.ts";

/** The state in a few words that need no colour, as in `Installing contoso.msi 0:42`; `now` in milliseconds since 1970. */
export function headline(state: InstallerState, now: number): string {
  switch (state.state) {
    case "idle":
      return "Installer idle";
    case "busy":
      return [state.package === null ? "Installer busy" : `Installing ${state.package}`, ...elapsed(state, now)].join(
        " ",
      );
    case "unknown":
      return "Installer state unknown";
    case "unavailable":
      return "Installer state unavailable";
  }
}

function elapsed({ since }: InstallerState, now: number): readonly string[] {
  if (since === null) return [];
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  const rest = two(seconds % 60);
  return [hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`];
}
