/** What lets go, in a sheet that lies over a running hold: nobody has to close it first ([PK8]). */
import type { Run, Send } from '../../app/model';
import { is_under_pressure } from './controls';
import { ReleaseKey, StopButton } from './stop-button';

interface LetGoProps {
  run: Run;
  send: Send;
}

/** Release and Stop at the foot of a sheet, for as long as somebody is pressing. */
export function LetGo({ run, send }: LetGoProps) {
  if (!is_under_pressure(run)) return null;
  return (
    <div class="let-go">
      <ReleaseKey run={run} send={send} />
      <StopButton run={run} is_held={false} send={send} />
    </div>
  );
}
