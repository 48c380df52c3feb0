/**
 * A QR code as one SVG path, always dark on light: scanners want it so, in dark mode too.
 *
 * Only an owner ever sees one, and only when the server has just made a code, so the encoder is fetched when it is needed
 * and not kept for offline; until then, and where it cannot be had, the code beside it is typed.
 */
import { useEffect, useState } from 'preact/hooks';

interface Drawing {
  size: number;
  path: string;
}

export function QrCode({ text, label, hint }: { text: string; label: string; hint: string }) {
  const [drawing, set_drawing] = useState<Drawing | null>(null);
  useEffect(() => {
    let is_wanted = true;
    drawing_of(text).then(
      (made) => is_wanted && set_drawing(made),
      () => is_wanted && set_drawing(null),
    );
    return () => {
      is_wanted = false;
    };
  }, [text]);
  if (drawing === null) return <div class="qr" />;
  const { size, path } = drawing;
  return (
    <>
      <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
        <path d={`M0 0h${size}v${size}h-${size}z`} fill="#fffdf8" />
        <path d={path} fill="#1d2b2a" shape-rendering="crispEdges" />
      </svg>
      <p class="small soft">{hint}</p>
    </>
  );
}

async function drawing_of(text: string): Promise<Drawing> {
  const { encode } = await import('uqr');
  const { size, data } = encode(text, { ecc: 'M', border: 2 });
  const squares = data.flatMap((row, y) => row.flatMap((is_dark, x) => (is_dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: squares.join('') };
}
