/**
 * The view's one door: the whole app drawn from the model.
 *
 * Shows state and sends intents; decides nothing. Owns where the focus goes when the screen changes.
 */
import '@preact/signals';
import './css/tokens.css';
import './css/base.css';
import './css/buttons.css';
import './css/parts.css';
import './css/sheet.css';
import './css/scale.css';
import './css/library.css';
import './css/page.css';
import './css/page-wide.css';
import './css/flow.css';
import './css/answers.css';
import './css/guard.css';
import './css/run.css';
import './css/run-keys.css';
import './css/run-short.css';
import './css/run-wide.css';
import './css/run-lying.css';
import './css/run-far.css';
import './css/run-cards.css';
import './css/run-asking.css';
import './css/flow-large.css';
import './css/run-steps.css';
import './css/run-large.css';
import './css/past.css';
import './css/help.css';
import './css/call.css';
import './css/machine.css';
import './css/minutes.css';
import './css/cues.css';
import './css/forced.css';
import { useLayoutEffect } from 'preact/hooks';
import type { Flow, Model, Route, Send, Settings } from '../app/model';
import { wear_distance } from './distance';
import { Later, NotFetched, OnceFetched, useRoomsFetchedWhenIdle } from './later';
import { LibraryRoom } from './library';
import { Milestones } from './milestones';
import { Nav } from './parts/nav';
import { T } from './strings';

interface AppProps {
  model: Model;
  send: Send;
}

export function App({ model, send }: AppProps) {
  const theme = model.settings.value.theme;
  useLayoutEffect(() => wear(theme), [theme]);
  const distance_m = model.settings.value.distance_m;
  useLayoutEffect(() => wear_distance(model.settings.peek()), [distance_m]);
  useFocusOnHeading(screen_key(model));
  useRoomsFetchedWhenIdle(model.library.value.state !== 'loading');
  return (
    <>
      <Milestones model={model} />
      <OnceFetched draw={({ PageTitle }) => <PageTitle model={model} />} />
      {model.lock.value.is_locked ? <Locked model={model} send={send} /> : <Open model={model} send={send} />}
    </>
  );
}

function Open({ model, send }: AppProps) {
  const flow = model.flow.value;
  const route = model.route.value;
  return (
    <>
      {route.screen === 'finder' && is_asking(model) ? (
        <div class="stage">
          <TroubleLine model={model} />
          <Finding model={model} send={send} />
        </div>
      ) : route.screen === 'flow' && flow ? (
        <div class="stage">
          <TroubleLine model={model} />
          <FlowStep model={model} flow={flow} send={send} />
        </div>
      ) : (
        <div class="frame">
          <Nav route={route} has_lock={model.lock.value.is_set} send={send} />
          <main tabIndex={-1}>
            <TroubleLine model={model} />
            {model.has_update.value && <UpdateOffer send={send} />}
            {model.is_session_missed.value ? <NotFetched /> : <Room model={model} route={route} send={send} />}
          </main>
        </div>
      )}
    </>
  );
}

/** The lock stands alone: nothing of what is behind it is drawn. */
function Locked({ model, send }: AppProps) {
  return (
    <main class="locked">
      <Later draw={({ LockScreen }) => <LockScreen model={model} send={send} />} />
    </main>
  );
}

/** The ground of each palette, for the bars around the page: the same as --paper in css/tokens.css. */
const PAPER = { light: '#f6f2ea', dark: '#12191a', candle: '#000' } as const;

/** Puts the chosen palette on; `auto` follows the device. */
function wear(theme: Settings['theme']): void {
  const { dataset } = document.documentElement;
  // Out of candlelight the light comes back slowly (css/tokens.css).
  if (dataset.theme === 'candle' && theme !== 'candle') dataset.was = 'candle';
  else delete dataset.was;
  if (theme === 'auto') delete dataset.theme;
  else dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.media.includes('dark') ? 'dark' : 'light';
    meta.content = PAPER[theme === 'auto' ? own : theme];
  }
}

/** The questions and stops of the finder have the screen to themselves, as before a run. */
function is_asking(model: Model): boolean {
  const finder = model.finder.value;
  return typeof finder === 'object' && finder.step !== 'where' && finder.step !== 'answer';
}

function Finding({ model, send }: AppProps) {
  const finder = model.finder.value;
  return typeof finder === 'object' ? (
    <Later draw={({ FinderStage }) => <FinderStage finder={finder} send={send} />} />
  ) : null;
}

function Room({ model, route, send }: AppProps & { route: Route }) {
  switch (route.screen) {
    case 'protocol':
      return <Later draw={({ ProtocolRoom }) => <ProtocolRoom model={model} send={send} />} />;
    case 'finder':
      return <Later draw={({ FinderRoom }) => <FinderRoom model={model} send={send} />} />;
    case 'build':
      return <Later draw={({ BuildRoom }) => <BuildRoom model={model} send={send} />} />;
    case 'history':
      return <Later draw={({ HistoryRoom }) => <HistoryRoom model={model} send={send} />} />;
    case 'session':
      return <Later draw={({ SessionRoom }) => <SessionRoom {...route} model={model} send={send} />} />;
    case 'devices':
      return <Later draw={({ DevicesRoom }) => <DevicesRoom model={model} send={send} />} />;
    case 'pair':
      return <Later draw={({ PairRoom }) => <PairRoom model={model} send={send} />} />;
    case 'settings':
      return <Later draw={({ SettingsRoom }) => <SettingsRoom model={model} send={send} />} />;
    case 'audit':
      return <Later draw={({ AuditRoom }) => <AuditRoom model={model} send={send} />} />;
    case 'client':
      return <Later draw={({ ClientRoom }) => <ClientRoom model={model} send={send} id={route.id} />} />;
    case 'status':
      return <Later draw={({ StatusRoom }) => <StatusRoom model={model} send={send} />} />;
    default:
      return <LibraryRoom model={model} send={send} />;
  }
}

function FlowStep({ model, flow, send }: AppProps & { flow: Flow }) {
  switch (flow.step) {
    case 'who':
      return <Later draw={({ WhoStep }) => <WhoStep model={model} flow={flow} send={send} />} />;
    case 'check-in':
      return <Later draw={({ CheckInStep }) => <CheckInStep flow={flow} send={send} />} />;
    case 'review':
      return <Later draw={({ ReviewStep }) => <ReviewStep flow={flow} send={send} />} />;
    case 'guard':
      return <Later draw={({ GuardStep }) => <GuardStep flow={flow} send={send} />} />;
    case 'screening':
      return <Later draw={({ ScreeningStep }) => <ScreeningStep flow={flow} send={send} />} />;
    case 'blocked':
      return <Later draw={({ BlockedStep }) => <BlockedStep flow={flow} send={send} />} />;
    case 'modify':
      return <Later draw={({ ModifyStep }) => <ModifyStep flow={flow} send={send} />} />;
    case 'steps':
      return <Later draw={({ StepsStep }) => <StepsStep model={model} flow={flow} send={send} />} />;
    case 'side':
      return <Later draw={({ SideStep }) => <SideStep flow={flow} send={send} />} />;
    case 'pain-before':
      return (
        <Later draw={({ PainStep }) => <PainStep key="before" model={model} flow={flow} send={send} when="before" />} />
      );
    case 'pain-after':
      return (
        <Later draw={({ PainStep }) => <PainStep key="after" model={model} flow={flow} send={send} when="after" />} />
      );
    case 'run':
      return <Later draw={({ RunRoom }) => <RunRoom model={model} send={send} />} />;
    default:
      return <Later draw={({ SummaryRoom }) => <SummaryRoom model={model} send={send} />} />;
  }
}

/** What keeps the app from keeping things, on every screen until it is over. */
function TroubleLine({ model }: { model: Model }) {
  const trouble = model.trouble.value;
  return trouble && <p class="trouble">{T.common.trouble[trouble]}</p>;
}

function UpdateOffer({ send }: { send: Send }) {
  return (
    <div class="notice update">
      <p>{T.common.update}</p>
      <button type="button" class="button" onClick={() => send({ type: 'update_applied' })}>
        {T.common.update_action}
      </button>
    </div>
  );
}

/** What makes a screen another screen: then the reading begins at its heading again. */
function screen_key(model: Model): string {
  const route = model.route.value;
  if (model.lock.value.is_locked) return 'locked';
  if (model.is_session_missed.value) return 'missed';
  const finder = model.finder.value;
  if (route.screen === 'finder' && typeof finder === 'object') return `finder ${finder.step} ${finder.area}`;
  if (route.screen !== 'flow') return 'id' in route ? `${route.screen} ${route.id}` : route.screen;
  const { session, question } = model.run.value ?? {};
  const stage = session?.stage === 'parked' ? 'parked' : (question?.id ?? '');
  return `flow ${model.flow.value?.step} ${stage}`;
}

function useFocusOnHeading(key: string): void {
  // With the screen itself, not after it is painted: by then somebody may be typing into a field of it.
  useLayoutEffect(() => {
    // On the very first screen the browser begins where it begins.
    if (is_first) {
      is_first = false;
      return;
    }
    window.scrollTo(0, 0);
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [key]);
}

let is_first = true;
