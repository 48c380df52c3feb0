/** A pairing code: to type, to scan where another device can reach its address, and until when. */
import type { Code } from '../../wire.gen';
import { T } from '../strings-rooms';
import { time_text } from '../time';
import { QrCode } from './qr-code';

export function CodeCard({ code, is_local_only }: { code: Code; is_local_only: boolean }) {
  return (
    <div class="code-card">
      <p class="small">
        {T.devices.code_title} ({T.common.role[code.role].toLowerCase()})
      </p>
      <p class="code numbers">{code.code}</p>
      {!is_local_only && <QrCode text={code.url} label={T.devices.qr} hint={T.devices.scan} />}
      <p class="small soft numbers">{T.devices.code_until(time_text(code.expires_at))}</p>
      <p class="small code-url">{code.url}</p>
      {is_local_only && <p class="small notice is-waiting">{T.devices.local_only}</p>}
    </div>
  );
}
