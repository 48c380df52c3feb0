/** "Where does it hurt?": the place or words for it, red flags, then likely tender spots and what presses them. */
import type { Finder } from '../../app/finder-model';
import type { Model, Send } from '../../app/model';
import type { Area, Audience, Complaint } from '../../wire.gen';
import { LaterBody } from '../body/later-body';
import '../css/finder.css';
import '../css/opens.css';
import { Blocked } from '../flow/blocked';
import { Questions } from '../flow/screening';
import { CallKeys } from '../parts/call-keys';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { Segments } from '../parts/segments';
import { T } from '../strings-rooms';
import { Answer } from './answer';
import { Choices } from './choices';

interface RoomProps {
  model: Model;
  send: Send;
}

interface FinderProps extends RoomProps {
  finder: Finder;
}

export function FinderRoom({ model, send }: RoomProps) {
  const finder = model.finder.value;
  const library = model.library.value;
  if (finder === 'failed') {
    return (
      <Empty icon="away" title={T.common.not_fetched_title} text={T.common.not_fetched}>
        <button type="button" class="button is-primary" onClick={() => location.reload()}>
          {T.common.try_again}
        </button>
      </Empty>
    );
  }
  if (finder === 'fetching' || library.state === 'loading')
    return <Empty title={T.finder.title} text={T.common.fetching} />;
  if (library.state === 'missing' || library.library.complaints === undefined) {
    return (
      <Empty icon="away" title={T.finder.title} text={T.finder.missing}>
        <Link class="button is-primary" to={{ screen: 'library' }} send={send}>
          {T.common.to_library}
        </Link>
      </Empty>
    );
  }
  if (finder.step === 'answer') return <Answer model={model} finder={finder} send={send} />;
  return <Where {...{ model, finder, send }} complaints={library.library.complaints} />;
}

/** The questions and stops of it, as before a run: the whole screen, with nothing beside them. */
export function FinderStage({ finder, send }: { finder: Finder; send: Send }) {
  const { complaint, step } = finder;
  if (complaint?.stop && step === 'stop') {
    const { action, what_to_do } = complaint.stop;
    return (
      <Blocked
        action={action}
        lead={what_to_do}
        because={[complaint.words]}
        because_title={T.finder.said}
        send={send}
        back={T.finder.wrong_words}
      />
    );
  }
  if (step === 'blocked' && finder.blocked_by !== null) {
    const because = finder.raised.filter((each) => each.action === finder.blocked_by);
    return <Blocked action={finder.blocked_by} because={because.map(({ question }) => question.ask)} send={send} />;
  }
  return <Questions asked={finder} title={complaint?.words ?? T.finder.title} send={send} />;
}

const AUDIENCES: readonly { value: Audience; label: string }[] = [
  { value: 'self-care', label: T.library.for_myself },
  { value: 'therapist', label: T.library.with_a_client },
];

function Where({ model, finder, complaints, send }: FinderProps & { complaints: readonly Complaint[] }) {
  const { area, search, listed } = finder;
  const is_said = search.trim() !== '';
  const is_found = is_said && listed.length > 0;
  if (area !== null) return <InArea area={area} listed={listed} send={send} />;
  return (
    <div class={is_found ? 'finder is-where is-found' : 'finder is-where'}>
      <header class="finder-head">
        <Link class="back" to={{ screen: 'library' }} send={send}>
          <Icon name="back" />
          {T.common.library}
        </Link>
        <h1 tabIndex={-1}>{T.finder.title}</h1>
        <p class="lead soft">{T.finder.lead[finder.audience]}</p>
      </header>
      <div class="finder-say">
        {model.sync.value.paired?.role !== 'client' && (
          <Segments
            name="audience"
            label={T.library.audience}
            value={finder.audience}
            options={AUDIENCES}
            on_choose={(audience) => send({ type: 'audience_chosen', audience })}
          />
        )}
        <Search search={search} send={send} />
        <p class="unseen" role="status">
          {is_said ? T.finder.counted(listed.length) : ''}
        </p>
      </div>
      {is_said && <Results listed={listed} search={search} send={send} />}
      <LaterBody
        draw={({ PlaceMap }) => (
          <PlaceMap
            build={model.settings.value.figure}
            on_choose={(chosen) => send({ type: 'area_chosen', area: chosen })}
          />
        )}
      />
      {!is_found && <All complaints={complaints} send={send} />}
    </div>
  );
}

function Search({ search, send }: { search: string; send: Send }) {
  return (
    <label class="search">
      <span class="unseen">{T.finder.search}</span>
      <Icon name="search" />
      <input
        class="input"
        type="search"
        enterkeyhint="search"
        autocomplete="off"
        placeholder={T.finder.search_hint}
        value={search}
        onInput={(event) => send({ type: 'complaint_searched', text: event.currentTarget.value })}
      />
    </label>
  );
}

function Results({ listed, search, send }: { listed: readonly Complaint[]; search: string; send: Send }) {
  if (listed.length > 0) return <Choices complaints={listed} send={send} />;
  const words = T.finder.none_found(search.trim());
  return (
    <div class="finder-none">
      <p class="notice is-waiting">{words}</p>
      <CallKeys said={[words]} />
    </div>
  );
}

function InArea({ area, listed, send }: { area: Area; listed: readonly Complaint[]; send: Send }) {
  return (
    <div class="finder">
      <header class="finder-head">
        <button type="button" class="back" onClick={() => send({ type: 'flow_backed' })}>
          <Icon name="back" />
          {T.finder.elsewhere}
        </button>
        <h1 tabIndex={-1}>{T.finder.area[area]}</h1>
      </header>
      <Choices complaints={listed} send={send} />
    </div>
  );
}

/** The whole list, by place: what the drawing leads to, for whoever would rather read. */
function All({ complaints, send }: { complaints: readonly Complaint[]; send: Send }) {
  const areas = (Object.keys(T.finder.area) as Area[]).filter((area) => complaints.some((each) => each.area === area));
  return (
    <details class="finder-all opens">
      <summary>{T.finder.all}</summary>
      <ul class="finder-places">
        {areas.map((area) => (
          <li key={area}>
            <button type="button" class="button" onClick={() => send({ type: 'area_chosen', area })}>
              {T.finder.area[area]}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
