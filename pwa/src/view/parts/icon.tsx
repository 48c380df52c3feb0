/** The few drawings of the interface, each on a 24-unit grid. Always beside words, never instead of them. */

const DRAWINGS = {
  library: 'M5 4.5h9.5A2.5 2.5 0 0 1 17 7v13H7.5A2.5 2.5 0 0 1 5 17.5zM5 17.5A2.5 2.5 0 0 1 7.5 15H17M20 7v13',
  history: 'M4 12a8 8 0 1 0 2.6-5.9M4 4.5v4h4M12 7.5V12l3 2',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  hand: 'M12 3.5 21 19.5H3zM12 10v4.2M12 17v.1',
  ring: 'M12 4a8 8 0 1 1-7.6 5.5',
  search: 'M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15 15l5 5',
  check: 'M5 12.5 10 17.5 19.5 7',
  clinician: 'M9 4h6v5h5v6h-5v5H9v-5H4V9h5z',
  candle: 'M12 3.5c2.6 3 3.9 4.7 3.9 6.6a3.9 3.9 0 0 1-7.8 0c0-1.9 1.3-3.6 3.9-6.6zM9.5 17.2v3.3h5v-3.3z',
  whole: 'M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15M12 10.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z',
  lock: 'M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5',
  erase: 'M9 5.5h11.5v13H9L3.5 12zM12 9.5l5 5M17 9.5l-5 5',
  bin: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10.3 10.5v5.5M13.7 10.5v5.5',
  person: 'M12 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM5 20c.6-4 3.3-6 7-6s6.4 2 7 6',
  away: 'M4 4l16 16M5 11.5a10 10 0 0 1 4.2-2.4M13 8.7a10 10 0 0 1 6 2.8M8.3 15a5 5 0 0 1 5-1.3M12 18.5v.1',
  pair: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2',
  done: 'M5 12.5l4.5 4.5L19 7.5',
} as const;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={DRAWINGS[name]} />
    </svg>
  );
}
