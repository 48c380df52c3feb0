/** Every fact that no server is proven to hold, as a file. Must never change one: they go out as they were written. */
import type { Recorder } from './recorder';
import type { World } from './world';

/** One fact a line; those that wait in memory come last. */
export async function export_unproven(
  { database, clock, exporter }: Pick<World, 'database' | 'clock' | 'exporter'>,
  recorder: Recorder,
): Promise<void> {
  const waiting = recorder.waiting();
  const rows = await database.unproven().catch(() => []);
  const lines = [...rows.map((row) => row.raw), ...waiting.map((fact) => JSON.stringify(fact))];
  exporter.save(`holdwell-unsent-${clock.now().wall_ms}.jsonl`, lines.map((line) => `${line}\n`).join(''));
}
