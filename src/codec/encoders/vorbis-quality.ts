/** Bits per second and channel that libvorbis aims at for each quality; it interpolates between them, and so do we. */
interface RateTable {
  /** Used from this sample rate upwards, in hertz. */
  fromRate: number;
  qualities: readonly number[];
  mono: readonly number[];
  stereo: readonly number[];
}

const EVERY_STEP = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** `lib/modes/setup_*.h` of libvorbis 1.3. */
const tables: readonly RateTable[] = [
  {
    fromRate: 40_000,
    qualities: EVERY_STEP,
    mono: [32e3, 48e3, 60e3, 70e3, 80e3, 86e3, 96e3, 110e3, 120e3, 140e3, 160e3, 240e3],
    stereo: [22.5e3, 32e3, 40e3, 48e3, 56e3, 64e3, 80e3, 96e3, 112e3, 128e3, 160e3, 250e3],
  },
  {
    fromRate: 26_000,
    qualities: EVERY_STEP,
    mono: [30e3, 42e3, 52e3, 64e3, 72e3, 78e3, 86e3, 92e3, 110e3, 120e3, 140e3, 190e3],
    stereo: [18e3, 28e3, 35e3, 45e3, 56e3, 60e3, 75e3, 90e3, 100e3, 115e3, 150e3, 190e3],
  },
  {
    fromRate: 19_000,
    qualities: [-1, 0.5, 5, 10],
    mono: [16e3, 28e3, 50e3, 90e3],
    stereo: [15e3, 20e3, 44e3, 86e3],
  },
  {
    fromRate: 15_000,
    qualities: [-1, 0.5, 5, 10],
    mono: [16e3, 28e3, 64e3, 100e3],
    stereo: [12e3, 20e3, 44e3, 86e3],
  },
  { fromRate: 9_000, qualities: [-1, 0, 10], mono: [12e3, 20e3, 50e3], stereo: [8e3, 13e3, 44e3] },
  { fromRate: 0, qualities: [-1, 0, 10], mono: [8e3, 14e3, 42e3], stereo: [6e3, 9e3, 32e3] },
];

/** The quality setting whose nominal bitrate is nearest to what is asked for. */
export function vorbisQuality(bitrateKbps: number, sampleRate: number, channels: 1 | 2): number {
  const table = tables.find(({ fromRate }) => sampleRate >= fromRate);
  if (!table) throw new RangeError(`no sample rate: ${sampleRate}`);
  const rates = channels === 1 ? table.mono : table.stereo;
  const wanted = (bitrateKbps * 1_000) / channels;
  const above = rates.findIndex((rate) => rate >= wanted);
  const last = rates.length - 1;
  if (above === 0) return table.qualities[0] ?? -1;
  if (above === -1) return table.qualities[last] ?? 10;
  const [lowRate = 0, highRate = 1] = rates.slice(above - 1, above + 1);
  const [lowQuality = 0, highQuality = 0] = table.qualities.slice(above - 1, above + 1);
  return lowQuality + ((wanted - lowRate) / (highRate - lowRate)) * (highQuality - lowQuality);
}
