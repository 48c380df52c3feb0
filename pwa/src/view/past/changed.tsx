/** What was different in this session's plan: left out, halved, on one side only. Nothing where it was as it stands. */
import type { Model } from '../../app/model';
import type { SessionRecord } from '../../core/history';
import type { ProtocolVersion } from '../../wire.gen';
import { plain_name } from '../run/names';
import { T } from '../strings-rooms';

interface ChangedProps {
  session: SessionRecord;
  version: ProtocolVersion | undefined;
  model: Model;
}

export function Changed({ session, version, model }: ChangedProps) {
  const library = model.library.value.state === 'ready' ? model.library.value.library : undefined;
  const names = session.left_out.map((id) => plain_name(library, id));
  const lines = [
    names.length > 0 && T.past.left_out(names.join(', ')),
    session.left_out_steps.length > 0 && T.past.left_out(steps_of(session, version).join(', ')),
    session.fitted && T.past.fitted,
    session.is_halved && T.past.halved,
    session.sides && T.past.sides[session.sides],
  ].filter((line) => typeof line === 'string');
  if (lines.length === 0) return null;
  return (
    <section class="block">
      <h2>{T.past.changed}</h2>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </section>
  );
}

/** "Shin muscle (step 4)"; by its number alone where the protocol is not known here. */
function steps_of(session: SessionRecord, version: ProtocolVersion | undefined): string[] {
  return session.left_out_steps.map((index) => {
    const step = version?.protocol.steps[index];
    return step ? T.flow.steps.name(plain_name(version, step.point), index + 1) : T.past.step(index + 1);
  });
}
