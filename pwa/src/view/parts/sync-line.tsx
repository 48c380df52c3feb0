/**
 * The sync line: how many facts the server is proven to hold, and honestly why not all.
 *
 * Says "N of M on the server" of one session or of everything, only from receipts; never a bare tick.
 */
import type { Model, Send, SyncState } from '../../app/model';
import { T } from '../strings';
import { Link } from './link';

interface SyncLineProps {
  model: Model;
  send: Send;
  /** One session's facts; everything where it is missing. */
  session_id?: string;
  /** The room has a key of its own that saves what is unsent. */
  is_saved?: boolean;
}

type Look = 'whole' | 'partly' | 'refused' | 'apart';

export function SyncLine({ model, send, session_id, is_saved }: SyncLineProps) {
  const state = model.sync.value;
  const of_session = session_id === undefined ? undefined : model.session_sync.value[session_id];
  const count = of_session ?? { written: state.written, on_server: state.on_server, refused: state.refused.length };
  const { look, text } = said_of(state, count, session_id);
  const is_stuck = look === 'refused' && state.unsent > 0 && !is_saved;
  return (
    <div class="sync">
      <span class="sync-text" role="status">
        <span class={`sync-dot is-${look}`} aria-hidden="true" />
        <span>{text}</span>
      </span>
      {is_stuck && (
        <button type="button" class="button is-plain" onClick={() => send({ type: 'export_wanted' })}>
          {T.sync.export}
        </button>
      )}
      {(state.paired === null || state.activity === 'signed-out') && (
        <Link class="button is-plain" to={{ screen: 'pair' }} send={send}>
          {T.sync.pair}
        </Link>
      )}
    </div>
  );
}

interface Count {
  written: number;
  on_server: number;
  refused: number;
}

/** The words of the line, and how it looks. */
export function said_of(state: SyncState, count: Count, session_id?: string): { look: Look; text: string } {
  if (state.paired === null && state.activity !== 'revoked') return { look: 'apart', text: T.sync.unpaired };
  const number =
    count.written === 0 && session_id === undefined ? T.sync.nothing : T.sync.on_server(count.on_server, count.written);
  if (state.activity === 'revoked') return { look: 'refused', text: revoked_text(state, number, session_id) };
  // What was proven once says nothing of a server that knows this device no more.
  if (state.activity === 'signed-out') {
    return { look: 'refused', text: signed_out_words(count) };
  }
  if (count.refused > 0) {
    const why = state.refused[0]?.title ?? '';
    return { look: 'refused', text: `${number}, ${T.sync.refused(why)}` };
  }
  if (state.progress !== null && session_id === undefined)
    return { look: 'partly', text: T.sync.progress(state.progress.read, state.progress.of) };
  if (count.on_server >= count.written) return { look: 'whole', text: number };
  if (state.network === 'offline') return { look: 'partly', text: `${number}, ${T.sync.waiting}` };
  if (state.activity === 'waiting') return { look: 'partly', text: `${number}. ${put_off_text(state)}` };
  return { look: 'partly', text: state.activity === 'syncing' ? `${number}, ${T.sync.syncing}` : number };
}

function put_off_text({ put_off }: SyncState): string {
  return put_off ? T.sync.put_off[put_off] : T.sync.trying_again;
}

export function signed_out_words({ written, on_server }: Pick<Count, 'written' | 'on_server'>): string {
  return T.sync.signed_out(Math.max(0, written - on_server));
}

/** A removed device belongs to no practice: what counts is what never reached the server, whosever it was. */
function revoked_text(state: SyncState, number: string, session_id?: string): string {
  if (state.unsent === 0 && state.handed_over > 0 && session_id === undefined)
    return T.sync.handed_over(state.handed_over);
  const count = session_id === undefined ? T.sync.unsent(state.unsent) : number;
  return `${count}, ${T.sync.revoked}`;
}
