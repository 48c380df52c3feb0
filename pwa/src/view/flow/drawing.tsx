/** In the questions about pain: where it hurts, shaded by whoever likes to. Nothing of the figure is fetched before. */
import { useState } from 'preact/hooks';
import type { Flow, Model, Send } from '../../app/model';
import { LaterBody } from '../body/later-body';
import '../css/drawing.css';
import { T } from '../strings-rooms';

interface DrawingProps {
  flow: Flow;
  build: Model['settings']['value']['figure'];
  when: 'before' | 'after';
  send: Send;
}

export function DrawingPart({ flow, build, when, send }: DrawingProps) {
  const drawn = when === 'before' ? flow.drawn_before : flow.drawn_after;
  const [is_open, open] = useState(drawn.length > 0);
  return (
    <section class="pain-drawing" aria-label={T.drawing.figure}>
      <button type="button" class="button is-wide" aria-expanded={is_open} onClick={() => open(!is_open)}>
        {T.drawing.open}
      </button>
      {is_open && (
        <LaterBody
          draw={({ PainDrawing }) => (
            <PainDrawing
              points={flow.version.points}
              drawn={drawn}
              build={build}
              on_toggle={(region) => send({ type: 'region_shaded', region })}
            />
          )}
        />
      )}
    </section>
  );
}
