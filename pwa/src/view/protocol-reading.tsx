/** The reading part of a protocol's page: its steps, what is known of it, who must not use it, how often. */
import type { ComponentChildren } from 'preact';
import type { Build } from '../core/body/landmarks';
import type { BodyPosition, Comfort, Frequency, Point, Protocol, ProtocolVersion, Step } from '../wire.gen';
import { LaterBody } from './body/later-body';
import { grade_word } from './grade';
import { is_fingers_only, sentence } from './means';
import { Band } from './parts/scale';
import { Sources } from './protocol-sources';
import { T } from './strings-rooms';

export function PageReading({ version, build }: { version: ProtocolVersion; build: Build }) {
  const { protocol, condition } = version;
  return (
    <div class="page-reading">
      <Part title={T.reading.steps}>
        <p class="soft">{T.reading.steps_note}</p>
        <LaterBody draw={({ ProtocolMap }) => <ProtocolMap version={version} build={build} />} />
        {has_two_sides(protocol) && <p class="side-order">{T.reading.side_order[protocol.side_order ?? 'by-step']}</p>}
        <div class="step-groups">
          {groups_of(protocol).map(({ lies, from, steps }) => (
            <section key={from}>
              {lies && <p class="step-lies">{T.reading.lies[lies]}</p>}
              <ol class="steps" start={from + 1}>
                {steps.map((step, index) => (
                  <StepEntry key={`${from + index}-${step.point}`} step={step} version={version} />
                ))}
              </ol>
            </section>
          ))}
        </div>
      </Part>
      {protocol.notes.length > 0 && (
        <Part title={T.reading.notes}>
          <Lines lines={protocol.notes} />
        </Part>
      )}
      <Part title={T.reading.evidence}>
        <p class="grade">{T.reading.grade(grade_word(condition.evidence.grade))}</p>
        <p>{condition.evidence.statement}</p>
        <div class="claims">
          <div>
            <h3>{T.reading.may_say}</h3>
            <p>{condition.may_say}</p>
          </div>
          <div>
            <h3>{T.reading.must_not_say}</h3>
            <p>{condition.must_not_say}</p>
          </div>
        </div>
        <Sources version={version} />
      </Part>
      <Part title={T.reading.who_not}>
        <Lines lines={[...condition.who_must_not_use, T.reading.minimum_age(protocol.minimum_age)]} />
      </Part>
      <Part title={T.reading.frequency}>
        <Lines lines={frequency_lines(protocol.frequency)} />
      </Part>
      {version.zones.length > 0 && (
        <Part title={T.reading.zones}>
          <dl class="zones">
            {version.zones.map((zone) => (
              <div key={zone.id}>
                <dt>
                  {zone.name} <span class="tag">{T.reading.zone[zone.level]}</span>
                </dt>
                <dd>{zone.why}</dd>
              </div>
            ))}
          </dl>
        </Part>
      )}
      <footer class="page-foot small soft">
        {T.reading.about.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {protocol.audience === 'therapist' && <p>{T.protocol.for_therapists}</p>}
      </footer>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="part">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function StepEntry({ step, version }: { step: Step; version: ProtocolVersion }) {
  const point = version.points.find((each) => each.id === step.point);
  const [low, high] = step.target_nrs;
  const comfort: Comfort = { low, high, ceiling: step.ceiling_nrs };
  const is_alone = version.protocol.audience === 'self-care';
  return (
    <li class="step">
      <h3>
        {point?.muscle.plain ?? step.point}{' '}
        {point?.self_care === 'gentle-only' && <span class="tag">{T.reading.gentle_only}</span>}
        {is_alone && point && is_fingers_only(point) && <span class="tag">{T.reading.fingers_only}</span>}
        {(step.optional || step.leave_out_if) && <span class="tag">{T.reading.may_be_left_out}</span>}
      </h3>
      <p class="step-dose numbers">
        {T.reading.planned_side[step.side]}, {T.reading.holds(step.reps)}, {T.reading.hold(step)}
      </p>
      {point && <p class="step-area">{point.search_area}</p>}
      <p class="step-band numbers">
        <Band {...comfort} />
        <span>
          {T.common.band(low, high)}, {T.reading.ceiling(step.ceiling_nrs)}
        </span>
      </p>
      {point && <PointNotes step={step} point={point} version={version} />}
    </li>
  );
}

function PointNotes({ step, point, version }: { step: Step; point: Point; version: ProtocolVersion }) {
  const is_self_care = version.protocol.audience === 'self-care';
  const position = is_self_care ? point.self?.position : point.therapist.position;
  const means = [is_self_care ? undefined : step.technique, step.tool].flatMap((each) => each ?? []);
  const usual = (is_self_care ? point.self?.tools : point.therapist.technique) ?? [];
  const tools = means.length > 0 ? means : usual;
  const again = version.screening.filter(({ id }) => point.ask_again?.includes(id));
  return (
    <>
      <dl class="step-notes">
        {position && <Note term={T.reading.position} text={sentence(position)} />}
        {tools.length > 0 && <Note term={T.reading.tools} text={sentence(tools.map(T.reading.tool).join(', '))} />}
        {step.cue && <Note term={is_self_care ? T.reading.cue : T.reading.say} text={step.cue} />}
        {!is_self_care && step.note && <Note term={T.reading.note} text={step.note} />}
        {!is_self_care && step.leave_out_if && (
          <Note term={T.reading.leave_out_if} text={sentence(step.leave_out_if)} />
        )}
        {again.map((question) => (
          <Note key={question.id} term={T.reading.ask_again} text={question.ask} />
        ))}
        <Note term={T.reading.referral} text={point.referral} />
        <Note term={T.reading.latin} text={point.muscle.latin} lang="la" />
      </dl>
      {point.cautions.length > 0 && (
        <ul class="cautions">
          {point.cautions.map((caution) => (
            <li key={caution}>{caution}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Note({ term, text, lang }: { term: string; text: string; lang?: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd lang={lang}>{text}</dd>
    </div>
  );
}

function frequency_lines(frequency: Frequency): string[] {
  const lines = [T.reading.per_week(frequency.max_per_week), T.reading.hours_between(frequency.min_hours_between)];
  if (frequency.same_point_min_hours != null) lines.push(T.reading.same_point(frequency.same_point_min_hours));
  if (frequency.review_after_sessions != null) lines.push(T.reading.review_sessions(frequency.review_after_sessions));
  if (frequency.review_after_weeks != null) lines.push(T.reading.review_weeks(frequency.review_after_weeks));
  lines.push(T.reading.end_course(frequency.stop_if_no_change_after_weeks), T.reading.sore);
  return lines;
}

function has_two_sides({ steps }: Protocol): boolean {
  return steps.some((step) => step.side === 'both');
}

interface Group {
  lies: BodyPosition | null;
  /** The place of its first step in the protocol, from 0. */
  from: number;
  steps: Step[];
}

/** The steps by how one lies; a step that names nothing is pressed as one already lies. */
function groups_of({ steps }: Protocol): Group[] {
  const groups: Group[] = [];
  for (const [index, step] of steps.entries()) {
    const last = groups.at(-1);
    const lies = step.body_position ?? last?.lies ?? null;
    if (last && last.lies === lies) last.steps.push(step);
    else groups.push({ lies, from: index, steps: [step] });
  }
  return groups;
}
