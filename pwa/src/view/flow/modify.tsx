/** Some answers leave points out: by themselves, or those that the person names who knows the body. */
import { asks_sites, change_of, is_named, may_put_back, reasons_out } from '../../app/leaving-out';
import type { Flow, Send } from '../../app/model';
import { has_points_left } from '../../app/screening';
import type { Point, Question } from '../../wire.gen';
import { Toggle } from '../parts/toggle';
import { T } from '../strings-rooms';
import { FlowFrame } from './frame';

interface StepProps {
  flow: Flow;
  send: Send;
}

export function ModifyStep({ flow, send }: StepProps) {
  const { protocol } = flow.version;
  const raised = flow.raised.filter((each) => each.action !== 'emergency');
  const is_empty = !has_points_left(flow);
  const is_open = !is_empty && !is_named(flow);
  return (
    <FlowFrame
      title={protocol.title}
      send={send}
      actions={
        <>
          {is_empty && <p class="flow-hint">{T.flow.modify.all_out}</p>}
          {is_open && <p class="flow-hint">{T.flow.modify.open}</p>}
          <button
            type="button"
            class="button is-primary"
            disabled={is_open}
            onClick={() => send({ type: 'flow_continued' })}
          >
            {is_empty ? T.flow.modify.end : T.flow.modify.confirm}
          </button>
        </>
      }
    >
      <h1 tabIndex={-1}>{asks_sites(flow) ? T.flow.modify.title : T.flow.modify.title_changed}</h1>
      {asks_sites(flow) && (
        <p class="lead soft">{flow.audience === 'self-care' ? T.flow.modify.lead : T.flow.modify.lead_therapist}</p>
      )}
      <ul class="raised">
        {raised.map(({ question }) => (
          <li key={question.id}>
            <p>{question.ask}</p>
            <p class="raised-hint">{hint_of(question)}</p>
          </li>
        ))}
      </ul>
      <Places flow={flow} send={send} />
    </FlowFrame>
  );
}

/** What rests today is out already, and is no question here. */
function Places({ flow, send }: StepProps) {
  const points = flow.version.points.filter((point) => !flow.guard.left_out.includes(point.id));
  const settled = points.filter((point) => !may_put_back(flow, point.id));
  const is_free = (point: Point) => asks_sites(flow) || reasons_out(flow, point).length > 0;
  const asked = points.filter((point) => may_put_back(flow, point.id) && is_free(point));
  return (
    <>
      {settled.length > 0 && (
        <section class="left-out">
          <h2 class="left-out-title">{T.flow.modify.taken}</h2>
          <ul>
            {settled.map((point) => (
              <li key={point.id}>{point.muscle.plain}</li>
            ))}
          </ul>
        </section>
      )}
      {(asked.length > 0 || asks_sites(flow)) && (
        <ul class="leave-out">
          {asked.map((point) => (
            <LeaveOut key={point.id} flow={flow} point={point} send={send} />
          ))}
          {asks_sites(flow) && (
            <li>
              <Toggle
                name={T.flow.modify.none_affected}
                is_on={flow.is_none_affected}
                on_change={(is_so) => send({ type: 'none_affected', is_so })}
              />
            </li>
          )}
        </ul>
      )}
    </>
  );
}

function LeaveOut({ flow, point, send }: StepProps & { point: Point }) {
  const is_left_out = flow.left_out.includes(point.id);
  const is_taken = reasons_out(flow, point).length > 0;
  const state = is_left_out ? T.flow.modify.left_out : T.flow.modify.kept;
  return (
    <li>
      <Toggle
        name={T.flow.modify.leave_out(point.muscle.plain)}
        note={is_taken ? T.flow.modify.near(state, zones_of(flow, point)) : state}
        is_on={is_left_out}
        on_change={(is_on) => send({ type: 'left_out', point: point.id, is_left_out: is_on })}
      />
    </li>
  );
}

/** The zones near which this point lies, of those that an answer spares. */
function zones_of(flow: Flow, point: Point): string {
  const spared = reasons_out(flow, point).flatMap((question) => question.zones ?? []);
  const near = flow.version.zones.filter(({ id }) => spared.includes(id) && point.zones_nearby.includes(id));
  return near.map((zone) => zone.name).join(', ');
}

function hint_of(question: Question): string {
  return T.flow.modify.hints[question.id] ?? T.flow.modify.changes[change_of(question)];
}
