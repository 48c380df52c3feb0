/** The reading part of a protocol's page: its steps, what is known of it, who must not use it, how often. */
import type { ComponentChildren } from 'preact';
import type { Comfort, Frequency, Point, ProtocolVersion, Step } from '../wire.gen';
import { grade_word } from './grade';
import { Band } from './parts/scale';
import { T } from './strings-rooms';

export function PageReading({ version }: { version: ProtocolVersion }) {
  const { protocol, condition } = version;
  return (
    <div class="page-reading">
      <Part title={T.reading.steps}>
        <p class="soft">{T.reading.steps_note}</p>
        <ol class="steps">
          {protocol.steps.map((step, index) => (
            <StepEntry key={`${index}-${step.point}`} step={step} version={version} />
          ))}
        </ol>
      </Part>
      {protocol.notes.length > 0 && (
        <Part title={T.reading.notes}>
          <Lines lines={protocol.notes} />
        </Part>
      )}
      <Part title={T.reading.evidence}>
        <p class="grade">{T.reading.grade(grade_word(condition.evidence.grade))}</p>
        <p>{condition.evidence.statement}</p>
        <p class="small soft">{T.reading.sources(condition.evidence.sources)}</p>
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
  return (
    <li class="step">
      <h3>
        {point?.muscle.plain ?? step.point}{' '}
        {point?.self_care === 'gentle-only' && <span class="tag">{T.reading.gentle_only}</span>}
      </h3>
      <p class="step-dose numbers">
        {T.reading.planned_side[step.side]}, {T.reading.holds(step.reps)}, {T.reading.hold(step.hold_s, step.hold_kind)}
      </p>
      {point && <p class="step-area">{point.search_area}</p>}
      <p class="step-band numbers">
        <Band {...comfort} />
        <span>
          {T.common.band(low, high)}, {T.reading.ceiling(step.ceiling_nrs)}
        </span>
      </p>
      {point && <PointNotes point={point} version={version} />}
    </li>
  );
}

function PointNotes({ point, version }: { point: Point; version: ProtocolVersion }) {
  const is_self_care = version.protocol.audience === 'self-care';
  const position = is_self_care ? point.self?.position : point.therapist.position;
  const tools = is_self_care ? point.self?.tools : point.therapist.technique;
  return (
    <>
      <dl class="step-notes">
        {position && <Note term={T.reading.position} text={sentence(position)} />}
        {tools && tools.length > 0 && (
          <Note term={T.reading.tools} text={sentence(tools.map(T.reading.tool).join(', '))} />
        )}
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

/** Content writes "prone or seated"; a page writes "Prone or seated." */
function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
