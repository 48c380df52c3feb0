/** Where the run is now: the region of the current point, small beside the clock. Still, and nothing to press. */
import { useMemo } from 'preact/hooks';
import type { Build } from '../../core/body/landmarks';
import type { ProtocolVersion, Side } from '../../wire.gen';
import '../css/body-run.css';
import { name_of, point_of } from '../run/names';
import { BodyThumb } from './map';

interface RunMapProps {
  version: ProtocolVersion;
  point: string;
  side: Side;
  build: Build;
}

export function RunMap({ version, point: id, side, build }: RunMapProps) {
  const mark = useMemo(() => {
    const point = point_of(version, id);
    if (point === undefined || side === 'midline') return null;
    return { point, side, text: '', name: name_of(version, id, side) };
  }, [version, id, side]);
  if (mark === null) return null;
  return (
    <div class="run-map">
      <BodyThumb mark={mark} build={build} aspect={1} begin="current" />
    </div>
  );
}
