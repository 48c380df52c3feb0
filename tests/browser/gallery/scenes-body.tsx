/** The body map by itself: every point there is, each view, each figure, zones and regions; and the small ones of a run. */
import type { ComponentChild } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Build } from '../../../pwa/src/core/body/landmarks';
import { type BodyView, mark_key, marks_in } from '../../../pwa/src/core/body/scene';
import { BodyMap, type BodyMark, BodyThumb } from '../../../pwa/src/view/body/map';
import type { Library } from '../../../pwa/src/wire.gen';

export type BodyScene = (library: Library) => ComponentChild;

/** Every point on both sides, numbered as the library lists them. */
export function all_marks(library: Library): BodyMark[] {
  return library.points.flatMap((point, index) =>
    (['left', 'right'] as const).map((side) => ({
      point,
      side,
      text: `${index + 1}`,
      name: `${point.muscle.plain}, ${side}`,
    })),
  );
}

function every(view: BodyView, build: Build = 'neither'): BodyScene {
  return (library) => (
    <BodyMap
      marks={marks_in(view, all_marks(library)) as BodyMark[]}
      build={build}
      audience="self-care"
      current={null}
      aspect={0.52}
      begin="whole"
      is_listed
    />
  );
}

function detail(view: BodyView): BodyScene {
  return (library) => (
    <BodyMap
      marks={marks_in(view, all_marks(library)) as BodyMark[]}
      build="neither"
      audience="self-care"
      current={null}
      aspect={1.5}
      begin="whole"
      is_listed
    />
  );
}

/** One point as a therapist sees it: its own, what it is often felt in, and the region around it. */
function picked(id: string, begin: 'whole' | 'current'): BodyScene {
  return (library) => {
    // What an area shows is said in its name too, as everywhere in the app.
    const marks = all_marks(library)
      .filter(({ point }) => point.region === library.points.find((p) => p.id === id)?.region)
      .map((mark) => ({ ...mark, name: `${mark.name}, step ${mark.text}` }));
    const current = marks.find((mark) => mark.point.id === id);
    return (
      <BodyMap
        marks={marks}
        build="female"
        audience="therapist"
        current={current ? mark_key(current) : null}
        zones={library.zones}
        aspect={0.9}
        begin={begin}
        is_listed={false}
        on_pick={() => {}}
      />
    );
  };
}

/** The whole of one side with every zone, as a therapist sees it who has asked for them. */
function zoned(view: 'front' | 'back'): BodyScene {
  return (library) => (
    <Asked>
      <BodyMap
        marks={marks_in(view, all_marks(library)).filter(({ side }) => side === 'left') as BodyMark[]}
        build="neither"
        audience="therapist"
        current={null}
        zones={library.zones}
        aspect={0.52}
        begin="whole"
        is_listed={false}
      />
    </Asked>
  );
}

/** Presses the one button that asks for the zones. */
function Asked({ children }: { children: ComponentChild }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.querySelector<HTMLElement>('.is-zones')?.click(), []);
  return <div ref={place}>{children}</div>;
}

function one(library: Library): ComponentChild {
  const mark = all_marks(library).find(({ point }) => point.id === 'infraspinatus-central');
  return mark && <BodyThumb mark={mark} build="neither" aspect={0.52} begin="whole" />;
}

function thumbs(library: Library): ComponentChild {
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(84px, 1fr))', gap: '8px' }}>
      {all_marks(library)
        .filter((mark) => mark.side === 'left')
        .map((mark) => (
          <BodyThumb key={mark.name} mark={mark} build="neither" aspect={1} begin="current" />
        ))}
    </div>
  );
}

export const BODY_SCENES: Record<string, BodyScene> = {
  'body/front': every('front'),
  'body/back': every('back'),
  'body/front-male': every('front', 'male'),
  'body/back-male': every('back', 'male'),
  'body/front-female': every('front', 'female'),
  'body/back-female': every('back', 'female'),
  'body/head': detail('head'),
  'body/palm': detail('palm'),
  'body/hand': detail('hand'),
  'body/sole': detail('sole'),
  'body/picked': picked('infraspinatus-central', 'current'),
  'body/picked-head': picked('masseter-superficial', 'whole'),
  'body/zones-front': zoned('front'),
  'body/zones-back': zoned('back'),
  'body/one': one,
  'body/small': thumbs,
};
