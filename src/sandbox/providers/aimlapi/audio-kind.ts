/** What a file is by its first bytes, for the models that take only two kinds. */
export function audioKindOf(data: Uint8Array): 'mp3' | 'wav' | 'other' {
  const head = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, 4)).toString('latin1');
  if (head === 'RIFF') return 'wav';
  // A tag, or the eleven set bits that every frame of an MP3 begins with; AAC's frames differ in the layer's two bits.
  const isFrame = data[0] === 0xff && ((data[1] ?? 0) & 0xe0) === 0xe0 && ((data[1] ?? 0) & 0x06) !== 0;
  return head.startsWith('ID3') || isFrame ? 'mp3' : 'other';
}
