// Runs in a page before its own scripts: hears what goes to the loudspeaker, and notes when the library can be used.
// For measuring only; the app knows nothing of it.
(() => {
  const told = { presses: [], onsets: [], long_tasks: [], stands_ms: null, usable_ms: null, latency_ms: null };
  window.told = told;

  // Clicks in the order they came, on the clock that the app reads.
  addEventListener('click', () => told.presses.push(performance.timeOrigin + performance.now()), true);

  // What the browser itself calls long: a task of the main thread over 50 ms, by when it began.
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      told.long_tasks.push({ at_ms: performance.timeOrigin + startTime, took_ms: duration });
  }).observe({ type: 'longtask' });

  // The library stands: the first protocol that one can choose is in the page. Usable: it has been painted.
  const stands = () => {
    const links = [...document.querySelectorAll('main a[href]')].filter((e) => /pain/.test(e.textContent ?? ''));
    return links.some((e) => e.getClientRects().length > 0);
  };
  const observer = new MutationObserver(() => {
    if (!stands()) return;
    told.stands_ms = performance.now();
    observer.disconnect();
  });
  observer.observe(document, { subtree: true, childList: true });
  const look = () => {
    if (stands()) told.usable_ms = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  // An ear beside the loudspeaker: the first sample after a silence, on the audio thread, at its place in the stream.
  const EAR = `registerProcessor('ear', class extends AudioWorkletProcessor {
    quiet = sampleRate;
    process([input]) {
      const samples = input?.[0];
      for (let i = 0; i < 128; i++) {
        if (samples && Math.abs(samples[i]) > 1e-4) {
          if (this.quiet > sampleRate / 5) this.port.postMessage((currentFrame + i) / sampleRate);
          this.quiet = 0;
        } else this.quiet++;
      }
      return true;
    }
  })`;
  // The track of a hidden page: where it was at which moment, for as long as it could be heard.
  const tracks = new Map();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (!tracks.has(this.src))
      tracks.set(this.src, { file: fetch(this.src).then((file) => file.arrayBuffer()), places: [] });
    this.kept ??= setInterval(() => {
      if (this.muted || this.paused) return;
      const at_ms = performance.timeOrigin + performance.now();
      tracks.get(this.src)?.places.push({ at_ms, track_ms: this.currentTime * 1000 });
    }, 200);
    return play.call(this);
  };

  // When this place of a track was heard, by where the track was nearest to it; nothing where it could not be heard.
  const moment_of = (track_ms, places) => {
    const far_ms = (place) => Math.abs(place.track_ms - track_ms);
    const [place] = places.filter((each) => far_ms(each) < 1500).sort((a, b) => far_ms(a) - far_ms(b));
    return place ? [place.at_ms + track_ms - place.track_ms] : [];
  };

  // The first sample after a silence, in each track, as the moment at which it was heard.
  told.track_onsets = async () => {
    const heard = [];
    for (const { file, places } of tracks.values()) {
      const samples = new Int16Array((await file).slice(44));
      let quiet = 8000;
      for (let i = 0; i < samples.length; i++) {
        if (Math.abs(samples[i]) > 8) {
          if (quiet > 8000 / 5) heard.push(...moment_of(i / 8, places));
          quiet = 0;
        } else quiet++;
      }
    }
    return heard.sort((a, b) => a - b);
  };

  const connect = AudioNode.prototype.connect;
  const ears = new WeakMap();
  const ear_of = (context) => {
    const address = URL.createObjectURL(new Blob([EAR], { type: 'text/javascript' }));
    const hub = new GainNode(context);
    context.audioWorklet.addModule(address).then(() => {
      const ear = new AudioWorkletNode(context, 'ear', { channelCount: 1, channelCountMode: 'explicit' });
      ear.port.onmessage = ({ data }) => {
        const { contextTime, performanceTime } = context.getOutputTimestamp();
        told.latency_ms = context.outputLatency * 1000;
        told.onsets.push(performance.timeOrigin + performanceTime + (data - contextTime) * 1000);
      };
      connect.call(hub, ear);
      connect.call(ear, context.destination);
    });
    return hub;
  };
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode) {
      if (!ears.has(this.context)) ears.set(this.context, ear_of(this.context));
      connect.call(this, ears.get(this.context));
    }
    return connect.call(this, target, ...rest);
  };
})();
