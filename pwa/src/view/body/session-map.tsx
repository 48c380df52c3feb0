/** What was pressed in a session and how it eased, on the body. The list of holds beside it says the same in words. */
import { useMemo, useState } from 'preact/hooks';
import type { Build } from '../../core/body/landmarks';
import { mark_key } from '../../core/body/scene';
import type { SessionRecord } from '../../core/history';
import type { ProtocolVersion } from '../../wire.gen';
import { T } from '../strings-rooms';
import { BodyMap } from './map';
import { marks_of_session } from './marks';

const ASPECT = 1.1;

interface SessionMapProps {
  session: SessionRecord;
  version: ProtocolVersion;
  build: Build;
}

export function SessionMap({ session, version, build }: SessionMapProps) {
  const marks = useMemo(() => marks_of_session(session, version), [session, version]);
  const [picked, pick] = useState<string | null>(null);
  const shown = marks.find((mark) => mark_key(mark) === picked);
  if (marks.length === 0) return null;
  return (
    <>
      <BodyMap
        marks={marks}
        build={build}
        audience={session.audience}
        current={picked}
        aspect={ASPECT}
        begin="region"
        is_listed={false}
        note={T.body.eased_note}
        on_pick={(key) => pick(key === picked ? null : key)}
      />
      <p class="body-eased">{shown?.name}</p>
    </>
  );
}
