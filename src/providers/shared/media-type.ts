const MEDIA_TYPES: Readonly<Record<string, string>> = {
  MP3: 'audio/mpeg',
  WAV: 'audio/wav',
  FLAC: 'audio/flac',
  OGG: 'audio/ogg',
  M4A: 'audio/mp4',
  AAC: 'audio/aac',
};

/** For a container as the probe names it. */
export function mediaTypeOf(container: string): string {
  return MEDIA_TYPES[container] ?? 'application/octet-stream';
}
