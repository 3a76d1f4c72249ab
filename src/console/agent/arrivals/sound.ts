/** One tone: hertz, and seconds after the beginning. */
type Tone = readonly [hertz: number, after: number];

/** Two rising tones for what is the agent's own, one for the queue. */
const TONES: Readonly<Record<'mine' | 'queue', readonly Tone[]>> = {
  mine: [
    [659, 0],
    [880, 0.16],
  ],
  queue: [[587, 0]],
};
const LENGTH_S = 0.45;
const VOLUME = 0.16;

/** Short synthesised sounds: no file is fetched. Browsers play none before the person has touched the page once. */
export class Sound {
  private audio: AudioContext | undefined;

  constructor() {
    const unlock = () => {
      this.audio ??= newAudio();
      void this.audio?.resume().catch(() => {});
    };
    for (const event of ['pointerdown', 'keydown']) addEventListener(event, unlock, { capture: true });
  }

  play(urgency: 'mine' | 'queue'): void {
    const { audio } = this;
    if (audio === undefined || audio.state === 'closed') return;
    for (const [hertz, after] of TONES[urgency]) tone(audio, hertz, audio.currentTime + after);
  }
}

const newAudio = (): AudioContext | undefined => ('AudioContext' in window ? new AudioContext() : undefined);

/** Soft at both ends, so that it does not click. */
function tone(audio: AudioContext, hertz: number, from: number): void {
  const [source, volume] = [audio.createOscillator(), audio.createGain()];
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(0.0001, from);
  volume.gain.exponentialRampToValueAtTime(VOLUME, from + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + LENGTH_S);
  source.connect(volume).connect(audio.destination);
  source.start(from);
  source.stop(from + LENGTH_S);
}
