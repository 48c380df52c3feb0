/** Whether a device's clock can be trusted, by asking a server once. Pure. */

/** Off by more, times in the history would be misread, and what rests between sessions with them. */
const OFF_MS = 120_000;

/** `asked_at`, `answered_at`: this device's clock around the question; `server_at`: the server's, when it answered. */
export function clock_from(
  asked_at: number,
  answered_at: number,
  server_at: number,
): { ahead_ms: number; is_off: boolean } {
  const ahead_ms = Math.round((asked_at + answered_at) / 2 - server_at);
  return { ahead_ms, is_off: Math.abs(ahead_ms) > OFF_MS };
}
