/** Build a session: points, their order, holds and a name. What is broken is said where it is, and only whole is it saved. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BuildState } from '../../app/build-model';
import type { Model, Send } from '../../app/model';
import type { BuildChange } from '../../core/build';
import { clock_text } from '../../core/format';
import type { Point } from '../../wire.gen';
import '../css/build.css';
import '../css/opens.css';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { holds_of_protocol, Score } from '../parts/score';
import { barred_reason } from '../strings/common';
import { T } from '../strings-rooms';
import { Picker } from './picker';
import { type Fault, StepCard, title_of } from './step-card';

interface RoomProps {
  model: Model;
  send: Send;
}

export function BuildRoom({ model, send }: RoomProps) {
  const state = model.build.value;
  if (state === null) return <Empty title={T.build.title} text={T.library.loading} />;
  return <Workbench state={state} build={model.settings.value.figure} send={send} />;
}

interface WorkbenchProps {
  state: BuildState;
  build: Model['settings']['value']['figure'];
  send: Send;
}

function Workbench({ state, build, send }: WorkbenchProps) {
  const [said, say] = useState('');
  // Where the points have a place beside the order they stand open; else once nothing is picked yet.
  const opens = useRef(state.draft.steps.length === 0 || matchMedia('(min-width: 860px)').matches);
  const { draft, condition } = state;
  // Before anything is picked or chosen there is nothing to tell it by.
  const is_open = draft.condition === null && draft.steps.length === 0;
  const last = useRef('');
  // A step that was moved is another place in the page: the finger stays on its button.
  useLayoutEffect(() => {
    if (last.current !== '') document.getElementById(last.current)?.focus();
    last.current = '';
  }, [draft.steps]);
  const change = (made: BuildChange) => {
    say(words_of(made, state));
    if (made.to === 'move') last.current = `move-${made.by}-${made.key}`;
    if (made.to === 'remove') last.current = 'steps-title';
    send({ type: 'build_changed', change: made });
  };
  return (
    <div class="build">
      <Link class="back" to={{ screen: 'library' }} send={send}>
        <Icon name="back" />
        {T.common.library}
      </Link>
      <header class="build-head">
        <h1 tabIndex={-1}>{state.is_edit ? T.build.title_edit : T.build.title}</h1>
        <p class="draft">{T.library.draft}</p>
        <p class="lead soft">{T.build.lead}</p>
      </header>
      <div class="build-fields">
        <label class="field">
          <span>{T.build.name}</span>
          <input
            id={NAME}
            value={draft.name}
            maxLength={80}
            autocomplete="off"
            placeholder={T.build.name_hint}
            onInput={(event) => change({ to: 'name', name: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>{T.build.condition}</span>
          <select
            value={is_open ? '' : condition?.id}
            aria-describedby="condition-note"
            onChange={(event) => change({ to: 'condition', condition: event.currentTarget.value })}
          >
            {is_open && (
              <option value="" selected disabled>
                {T.build.condition_open}
              </option>
            )}
            {state.conditions.map(({ id, title }) => (
              <option key={id} value={id} selected={!is_open && id === condition?.id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <p id="condition-note" class="small soft">
          {T.build.condition_note}
        </p>
      </div>
      <div class="build-body">
        <details class="build-pick opens" open={opens.current}>
          <summary>{draft.steps.length === 0 ? T.build.pick : T.build.pick_more}</summary>
          <Picker points={state.points} steps={draft.steps} build={build} change={change} />
        </details>
        <section class="build-steps" aria-labelledby="steps-title">
          <h2 id="steps-title" tabIndex={-1}>
            {T.build.steps}
          </h2>
          {draft.steps.length === 0 && <p class="build-none soft">{T.build.none}</p>}
          <ol>
            {draft.steps.map((each, place) => (
              <StepCard
                key={each.key}
                entry={each}
                place={place}
                count={draft.steps.length}
                point={point_of(state, each.step.point)}
                faults={faults_at(state, place)}
                change={change}
              />
            ))}
          </ol>
          {(draft.steps.length > 0 || draft.name !== '') && (
            <button type="button" class="button is-plain" onClick={() => send({ type: 'build_dropped' })}>
              {T.build.drop}
            </button>
          )}
        </section>
      </div>
      <p class="unseen" role="status">
        {said}
      </p>
      <SaveBar state={state} send={send} />
    </div>
  );
}

/** How long it takes, and Save; where it cannot be saved, why not. */
function SaveBar({ state, send }: { state: BuildState; send: Send }) {
  const { version, lacks, broken, draft } = state;
  // What is only not there yet is no fault.
  const is_open = broken.length === 0 && !lacks.includes('promise');
  const whole = broken.filter(({ steps }) => steps.length === 0).map(({ rule }) => broken_words(rule));
  const places = [...new Set(broken.flatMap(({ steps }) => steps))].sort((a, b) => a - b).map((place) => place + 1);
  const why = [
    ...lacks.map((lack) => T.build.lacks[lack]),
    ...whole,
    ...(places.length > 0 ? [T.build.at_steps(places)] : []),
  ];
  // What is missing is gone to: below a long list nobody sees the name, or the step that needs a look.
  const save = () => {
    if (why.length === 0) send({ type: 'build_saved' });
    else if (places[0] !== undefined) focus_on(title_of(draft.steps[places[0] - 1]?.key));
    else if (!lacks.includes('steps') && lacks.length > 0) focus_on(NAME);
  };
  return (
    <footer class="build-save">
      {version && <Score holds={holds_of_protocol(version.protocol)} />}
      <p class="build-length numbers">
        <strong>{T.build.length(clock_text(state.length_ms / 1000))}</strong>{' '}
        <span class="soft">{T.build.count(draft.steps.length)}</span>
      </p>
      <button
        type="button"
        class="button is-primary"
        aria-disabled={why.length > 0}
        aria-describedby="why-not-saved"
        onClick={save}
      >
        {T.build.save}
      </button>
      <ul id="why-not-saved" class={is_open ? 'build-why is-open small' : 'build-why small'}>
        {why.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </footer>
  );
}

/** Of the field for the name, to be gone to. */
const NAME = 'build-name';

function focus_on(id: string): void {
  document.getElementById(id)?.focus();
}

function broken_words(rule: string): string {
  return T.build.broken[rule] ?? barred_reason(rule);
}

/** What is broken at one step. */
function faults_at({ broken }: BuildState, place: number): Fault[] {
  return broken.flatMap(({ rule, steps }) => (steps.includes(place) ? [{ rule, words: broken_words(rule) }] : []));
}

function point_of(state: BuildState, id: string): Point | undefined {
  return state.points.find((point) => point.id === id);
}

/** What a change did, for those who do not see the list. */
function words_of(change: BuildChange, state: BuildState): string {
  const { steps } = state.draft;
  const name = (id: string | undefined) => point_of(state, id ?? '')?.muscle.plain ?? '';
  if (change.to === 'add') return T.build.said.added(name(change.point), steps.length + 1);
  if (change.to !== 'move' && change.to !== 'remove' && change.to !== 'way') return '';
  const place = steps.findIndex(({ key }) => key === change.key);
  const point = name(steps[place]?.step.point);
  if (change.to === 'way') return T.build.said.way(point, T.build.ways[change.way], T.build.way_says[change.way]);
  if (change.to === 'remove') return T.build.said.removed(point);
  const next = place + change.by;
  return next < 0 || next >= steps.length ? '' : T.build.said.moved(point, next + 1, steps.length);
}
