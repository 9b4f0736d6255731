export interface SniffedAudio {
  contentType: string;
  /** With its dot. */
  extension: string;
}

const KINDS: readonly (SniffedAudio & { begins: RegExp })[] = [
  { begins: /^RIFF.{4}WAVE/s, contentType: 'audio/wav', extension: '.wav' },
  { begins: /^fLaC/, contentType: 'audio/flac', extension: '.flac' },
  { begins: /^OggS/, contentType: 'audio/ogg', extension: '.ogg' },
  { begins: /^.{4}ftyp/s, contentType: 'audio/mp4', extension: '.m4a' },
  // AAC's frames differ from those of MP3 in the two bits of the layer.
  { begins: /^\xff[\xf0\xf1\xf8\xf9]/, contentType: 'audio/aac', extension: '.aac' },
  { begins: /^(ID3|\xff[\xe0-\xff])/, contentType: 'audio/mpeg', extension: '.mp3' },
];

/** What kind of audio a file is by its first bytes; undefined when it is none that is known here. */
export function sniffAudio(data: Uint8Array): SniffedAudio | undefined {
  const head = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, 12)).toString('latin1');
  const kind = KINDS.find(({ begins }) => begins.test(head));
  return kind && { contentType: kind.contentType, extension: kind.extension };
}

/** The extension of a declared type, with its dot; undefined when it is none that is known here. */
export function extensionOf(contentType: string): string | undefined {
  return KINDS.find((kind) => kind.contentType === contentType)?.extension;
}
