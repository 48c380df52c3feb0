/** Installing the app: suggested once in the library, always in the settings, and before pairing where a tab stands apart. */
import type { Model, Send } from '../../app/model';
import { install as T } from '../strings/install';
import { Link } from './link';

interface InstallProps {
  model: Model;
  send: Send;
}

/** After the first finished session, until it is closed. */
export function InstallHint({ model, send }: InstallProps) {
  if (!model.is_install_suggested.value) return null;
  return (
    <section class="notice" aria-label={T.title}>
      <p>{T.suggested}</p>
      {model.install.value === 'offered' ? (
        <InstallButton send={send} />
      ) : (
        <Link class="button" to={{ screen: 'settings' }} send={send}>
          {T.show_how}
        </Link>
      )}
      <button type="button" class="button is-plain" onClick={() => send({ type: 'install_dismissed' })}>
        {T.not_now}
      </button>
    </section>
  );
}

/** What the settings say of it; nothing where there is no way. */
export function InstallPart({ model, send }: InstallProps) {
  const state = model.install.value;
  if (state === 'none') return null;
  return (
    <section class="settings-part">
      <h2>{T.title}</h2>
      {state === 'installed' && <p>{T.installed}</p>}
      {state === 'offered' && (
        <>
          <p>{T.offered}</p>
          <div class="settings-keys">
            <InstallButton send={send} />
          </div>
        </>
      )}
      {state === 'ios-steps' && (
        <>
          <p>{T.by_hand}</p>
          <Steps last={T.pair_there} />
          <p class="small soft">{T.apart}</p>
        </>
      )}
    </section>
  );
}

/** On iOS a camera opens a tab: what is paired there is of no use to the app on the Home Screen. */
export function InstallBeforePairing({ model, code }: { model: Model; code: string | null }) {
  if (model.install.value !== 'ios-steps') return null;
  return (
    <section class="notice install-first">
      <h2>{T.before_pairing}</h2>
      <p>{T.apart}</p>
      <Steps last={code === null ? T.pair_there : T.type_there} code={code} />
    </section>
  );
}

function Steps({ last, code = null }: { last: string; code?: string | null }) {
  return (
    <ol class="install-steps">
      {T.steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
      <li>
        {last} {code !== null && <strong class="install-code numbers">{code}</strong>}
      </li>
    </ol>
  );
}

function InstallButton({ send }: { send: Send }) {
  return (
    <button type="button" class="button" onClick={() => send({ type: 'install_wanted' })}>
      {T.install}
    </button>
  );
}
