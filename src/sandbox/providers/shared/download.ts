/** A stand-in could not load the audio it was pointed to. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

export interface DownloadLimits {
  maximumBytes: number;
  /** The whole download, in real milliseconds. */
  timeoutMs: number;
}

/**
 * Loads a file as a provider would load a reference, except that only this machine's own addresses are asked:
 * the sandbox never reaches out. Throws `DownloadError` whatever goes wrong.
 */
export async function download(address: string, { maximumBytes, timeoutMs }: DownloadLimits): Promise<Uint8Array> {
  const url = URL.parse(address);
  if (!url || !isLoopback(url)) throw new DownloadError('a stand-in loads from http addresses on loopback only');
  try {
    // A redirect could lead off this machine.
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new DownloadError(`the address answered with status ${response.status}`);
    }
    return await readUpTo(response.body, maximumBytes);
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError('the download broke off', { cause: error });
  }
}

/** Whether an address is one of this machine's own: no other is ever asked. */
export function isLoopback(url: URL): boolean {
  const isLocal = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  return isLocal && (url.protocol === 'http:' || url.protocol === 'https:');
}

async function readUpTo(body: ReadableStream<Uint8Array>, maximumBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of body) {
    sizeBytes += piece.length;
    if (sizeBytes > maximumBytes) throw new DownloadError(`the file is larger than ${maximumBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
