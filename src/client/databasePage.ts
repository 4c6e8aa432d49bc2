/** Where the page finds what it is made of. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
  /** What the policy calls the place that style and script come from. */
  readonly source: string;
  /** Marks the one script that may run. */
  readonly nonce: string;
}

/** The page of a database editor. It holds nothing of the database: that comes by messages, and the script makes text of it. Nothing but its own script and style runs in it. */
export function databasePage({ style, script, source, nonce }: PageParts): string {
  const policy = `default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Installer database</title>
  <link rel="stylesheet" href="${style}">
</head>
<body>
  <div id="message" role="alert" hidden></div>
  <nav aria-label="Views">
    <div id="views" role="listbox" tabindex="0" aria-label="Custom actions, findings and tables"></div>
  </nav>
  <main>
    <div class="bar">
      <input id="filter" type="search" placeholder="Filter rows" aria-label="Filter rows" aria-controls="grid" spellcheck="false">
      <span id="status" role="status"></span>
      <button id="text" type="button" hidden>Open as Text</button>
    </div>
    <div id="grid" role="grid" tabindex="0" aria-readonly="true"></div>
    <div id="details" tabindex="-1" role="region" aria-label="Details of the active cell"></div>
  </main>
  <script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
