/** The look around before Start and on return: one calm line when all is well, else one sentence each with one thing to do. */
import { useState } from 'preact/hooks';
import type { CueIntent, Preflight } from '../../app/cue-model';
import type { Model, Send } from '../../app/model';
import { Icon } from '../parts/icon';
import { T } from '../strings-rooms';

const W = T.preflight;
const MINUTE_MS = 60_000;
/** More than these do not fit beside the time: there they are turned over one by one, or the first are read. */
const MOST_AT_ONCE = 2;

interface Finding {
  words: string;
  keys: { name: string; intent: CueIntent | { type: 'sync_wanted' } }[];
}

interface PartProps {
  model: Model;
  /** Beside the time: of many one stands there, and the way to the next. */
  is_in_run?: boolean;
  /** Only said: under one key as large as the screen nothing else can be pressed; what that key opens says all. */
  is_read?: boolean;
  send: Send;
}

export function PreflightPart({ model, is_in_run, is_read, send }: PartProps) {
  const [turned, turn_to] = useState(0);
  const preflight = model.preflight.value;
  if (preflight === null) return null;
  const findings = findings_of(preflight);
  const is_open = findings.length > 0;
  const is_paged = (is_in_run || is_read) && findings.length > MOST_AT_ONCE;
  // What was mended is gone: where the last was, the first stands again.
  const at = turned < findings.length ? turned : 0;
  const shown = !is_paged ? findings : is_read ? findings.slice(0, MOST_AT_ONCE) : findings.slice(at, at + 1);
  return (
    <section class={is_open ? 'preflight' : 'preflight is-ready'} aria-label={W.checked}>
      {is_open ? (
        <ul>
          {shown.map(({ words, keys }) => (
            <li key={words}>
              <p>{words}</p>
              {(is_read ? [] : keys).map(({ name, intent }) => (
                <button key={name} type="button" class="button" onClick={() => send(intent)}>
                  {name}
                </button>
              ))}
            </li>
          ))}
        </ul>
      ) : is_looking(preflight) ? (
        <p class="preflight-ready">
          <Icon name="ring" />
          <strong>{W.checking}</strong>
        </p>
      ) : (
        <p class="preflight-ready">
          <Icon name="check" />
          <strong>{W.ready}</strong>
        </p>
      )}
      {!is_paged ? (
        <p class="small soft">{right_words(preflight)}</p>
      ) : is_read ? (
        <p>{W.more(findings.length - shown.length)}</p>
      ) : (
        <div class="preflight-turn">
          <span class="preflight-place numbers">{W.place(at + 1, findings.length)}</span>
          <button type="button" class="button" onClick={() => turn_to((at + 1) % findings.length)}>
            {W.next}
          </button>
        </div>
      )}
    </section>
  );
}

/** Something has not answered yet: nobody is told that all is ready before all was looked at. */
function is_looking({ screen, storage, clock }: Preflight): boolean {
  return screen === null || storage === null || clock === null;
}

/** What is not as it should be. */
function findings_of(found: Preflight): Finding[] {
  const { screen, battery, storage, clock, voice, unsent } = found;
  const findings: Finding[] = tone_finding(found.tone);
  const say = (words: string, ...keys: Finding['keys']) => findings.push({ words, keys });
  if (screen === 'refused' || screen === 'absent') say(W.screen[screen]);
  if (battery?.is_low) say(W.battery_low(Math.round(battery.share * 100)));
  if (clock !== null && clock !== 'unchecked' && clock.is_off) say(W.clock_off(Math.round(clock.ahead_ms / MINUTE_MS)));
  if (voice === 'none') say(W.voice.none);
  if (storage === 'best-effort') say(W.storage[storage], { name: W.keep, intent: { type: 'storage_wanted' } });
  if (unsent !== null && unsent > 0) say(W.unsent(unsent), { name: W.send, intent: { type: 'sync_wanted' } });
  return findings;
}

function tone_finding(tone: Preflight['tone']): Finding[] {
  switch (tone) {
    case 'heard':
    case 'off':
      return [];
    case 'tried':
      return [
        {
          words: W.tone.tried,
          keys: [
            { name: W.yes, intent: { type: 'tone_heard', is_heard: true } },
            { name: W.no, intent: { type: 'tone_heard', is_heard: false } },
          ],
        },
      ];
    case 'absent':
      return [{ words: W.tone.absent, keys: [] }];
    default:
      return [
        { words: W.tone[tone], keys: [{ name: tone === 'unasked' ? W.try : W.again, intent: { type: 'tone_tried' } }] },
      ];
  }
}

/** What is, in one line. */
function right_words({ tone, screen, battery, storage, clock, voice, unsent }: Preflight): string {
  const words = [
    (tone === 'heard' || tone === 'off') && W.tone[tone],
    screen === 'kept' && W.screen.kept,
    battery !== null && !battery.is_low && W.battery(Math.round(battery.share * 100)),
    storage !== null && storage !== 'best-effort' && W.storage[storage],
    clock !== null && (clock === 'unchecked' ? W.clock_unchecked : !clock.is_off && W.clock),
    voice === 'ready' && W.voice.ready,
    unsent === null ? W.kept_here : unsent === 0 && W.sent,
  ].filter((each) => each !== false);
  const line = words.join(', ');
  return line && `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}
