/** Files that a person takes away: here a download. */

export interface Exporter {
  /** Hands the text to the person as a file of that name. */
  save(name: string, text: string): void;
}

/** Browsers read the file after the click; a minute is long enough for all of them. */
const KEPT_MS = 60_000;

export class BrowserExporter implements Exporter {
  save(name: string, text: string): void {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
  }
}
