import { makeSample } from '../../providers/songs/make-sample.ts';
import { sampleSongs } from '../../providers/songs/sample-songs.ts';

/** A song that is offered on the page to whoever has none at hand. */
export interface Sample {
  id: string;
  fileName: string;
  title: string;
  about: string;
  /** Made when first asked for, and kept. */
  data(): Promise<Uint8Array>;
}

/** The sandbox's own songs, and the file that the demo was started with. */
export function createSamples(own?: { name: string; data: Uint8Array }): Sample[] {
  const samples = sampleSongs.map(({ id, song: { title, beatsPerMinute }, about }): Sample => {
    let made: Promise<Uint8Array> | undefined;
    return {
      id,
      fileName: `${id}.mp3`,
      title,
      about: `${about}, ${beatsPerMinute} bpm`,
      data() {
        made ??= makeSample(id);
        return made;
      },
    };
  });
  if (!own) return samples;
  const { name, data } = own;
  return [{ id: 'own', fileName: name, title: name, about: 'your file', data: async () => data }, ...samples];
}
