import { expect, it } from 'vitest';
import { FilesAwayError, UserError } from '../../../src/errors.ts';
import { unsentSong } from '../../../src/providers/shared/song-source.ts';

it('a song that cannot be had at present is sent later, and one that is gone never', () => {
  const away = unsentSong('minimax', new FilesAwayError('the bucket does not answer'));
  const gone = unsentSong('minimax', new UserError({ key: 'files.gone', params: {} }));

  expect(away).toMatchObject({ code: 'unavailable', accepted: 'no' });
  expect(gone).toMatchObject({ code: 'badAudio', accepted: 'no' });
});
