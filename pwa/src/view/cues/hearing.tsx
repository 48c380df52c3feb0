/** How one is told: which tones, how loud, and one to hear. */
import type { Hearing } from '../../core/hearing';
import { PROFILES } from '../../core/hearing';
import { Segments } from '../parts/segments';
import { Slider } from '../parts/slider';
import { T } from '../strings-rooms';

interface HearingProps {
  name: string;
  hearing: Hearing;
  on_choose: (hearing: Hearing) => void;
  on_try: () => void;
}

export function HearingChoice({ name, hearing, on_choose, on_try }: HearingProps) {
  const { profile, volume } = hearing;
  return (
    <div class="hearing">
      <Segments
        name={name}
        label={T.hearing.title}
        value={profile}
        options={PROFILES.map((value) => ({ value, label: T.hearing.profile[value] }))}
        on_choose={(chosen) => on_choose({ ...hearing, profile: chosen })}
      />
      <p class="small soft">{T.hearing.note[profile]}</p>
      {profile !== 'silent' && (
        <div class="hearing-loud">
          <Slider
            label={T.hearing.volume}
            min={0}
            max={1}
            step={0.05}
            value={volume}
            on_change={(chosen) => on_choose({ ...hearing, volume: chosen })}
          />
          <button type="button" class="button" onClick={on_try}>
            {T.hearing.try}
          </button>
        </div>
      )}
    </div>
  );
}
