/** The body map of a protocol's page: all its steps in their order; one that is picked says where to search. */
import { useId, useMemo, useState } from 'preact/hooks';
import type { Build } from '../../core/body/landmarks';
import { mark_key } from '../../core/body/scene';
import type { ProtocolVersion } from '../../wire.gen';
import { T } from '../strings-rooms';
import { BodyMap } from './map';
import { marks_of_protocol } from './marks';

const ASPECT = 0.92;

export function ProtocolMap({ version, build }: { version: ProtocolVersion; build: Build }) {
  const marks = useMemo(() => marks_of_protocol(version), [version]);
  const [picked, pick] = useState<string | null>(null);
  const said_id = useId();
  const shown = marks.find((mark) => mark_key(mark) === picked);
  if (marks.length === 0) return null;
  return (
    <div class="body-of-protocol">
      <BodyMap
        marks={marks}
        build={build}
        audience={version.protocol.audience}
        current={picked}
        zones={version.zones}
        aspect={ASPECT}
        begin="region"
        is_listed={false}
        said_id={said_id}
        on_pick={(key) => pick(key === picked ? null : key)}
      />
      <div class="body-said" id={said_id}>
        {shown && (
          <>
            <h3>
              {shown.point.muscle.plain} <span class="pill">{T.common.side[shown.side]}</span>
            </h3>
            <p>{shown.point.search_area}</p>
            <p class="small soft">
              {T.reading.referral}: {shown.point.referral}
            </p>
          </>
        )}
      </div>
    </div>
  );
}
