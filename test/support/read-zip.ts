import { buffer } from 'node:stream/consumers';
import { fromBuffer, type ZipFile } from 'yauzl';

export interface ZippedFile {
  name: string;
  data: Buffer;
  isStored: boolean;
  changedAt: Date;
}

/** Reads a zip as strictly as its reader can: a name that leads out of it, or a wrong sum, throws. */
export async function readZip(bytes: Uint8Array): Promise<ZippedFile[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    const options = { lazyEntries: true, strictFileNames: true, validateEntrySizes: true, decodeStrings: true };
    fromBuffer(Buffer.from(bytes), options, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const files: ZippedFile[] = [];
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => resolve(files));
    zip.on('entry', (entry) =>
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        buffer(stream).then((data) => {
          const { fileName: name, compressionMethod } = entry;
          files.push({ name, data, isStored: compressionMethod === 0, changedAt: entry.getLastModDate() });
          zip.readEntry();
        }, reject);
      }),
    );
    zip.readEntry();
  });
}
