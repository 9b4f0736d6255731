/** In kbit/s, best first: those that LAME encodes at the usual sample rates. */
const BITRATES = [320, 256, 224, 192, 160, 128, 112, 96, 80, 64, 48] as const;

/** The header frame, the encoder's delay and its padding: four frames of the longest kind, 72 ms. */
const OVERHEAD_SECONDS = 0.3;

const BYTES_PER_SECOND_PER_KBPS = 125;

/**
 * The best bitrate in kbit/s at which so many seconds of MP3 fit, headers included; with `below`, the best under that.
 * Undefined where not even 48 kbit/s fits: worse is not worth listening to.
 */
export function bitrateFor(
  seconds: number,
  maximumBytes: number,
  below = Number.POSITIVE_INFINITY,
): number | undefined {
  const bytesAt = (kbps: number) => kbps * BYTES_PER_SECOND_PER_KBPS * (seconds + OVERHEAD_SECONDS);
  return BITRATES.find((kbps) => kbps < below && bytesAt(kbps) <= maximumBytes);
}
