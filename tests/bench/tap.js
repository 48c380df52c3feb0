// Runs in a page before its own scripts: hears what goes to the loudspeaker, and notes when the library can be used.
// For measuring only; the app knows nothing of it.
(() => {
  const told = { presses: [], onsets: [], stands_ms: null, usable_ms: null, latency_ms: null };
  window.told = told;

  // Clicks in the order they came, on the clock that the app reads.
  addEventListener('click', () => told.presses.push(performance.timeOrigin + performance.now()), true);

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
