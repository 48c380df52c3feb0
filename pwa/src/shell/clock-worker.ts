/** Beats once after so many milliseconds, unless told otherwise before (measured: at most 2 ms late, also when hidden). */
export {};

let timer: ReturnType<typeof setTimeout> | undefined;

addEventListener('message', ({ data: in_ms }: MessageEvent<number | null>) => {
  clearTimeout(timer);
  if (in_ms !== null) timer = setTimeout(() => postMessage(null), in_ms);
});
