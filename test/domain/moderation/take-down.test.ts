import { describe, expect, it } from 'vitest';
import { songAfterTakeDown } from '../../../src/domain/moderation/take-down.ts';
import { aReference, buildJob } from '../../support/build-job.ts';

const postedBy = (posterId: string | null) => buildJob({ reference: aReference({ posterId }) });
const MODERATOR = { kind: 'moderator' } as const;
const ADA = { kind: 'poster', id: 'ada' } as const;

describe('the song of a cover that is taken down', () => {
  it('is blocked by its poster where nobody else has posted it', () => {
    expect(songAfterTakeDown(postedBy('ada'), [postedBy('ada'), postedBy('ada')], ADA, undefined)).toBe('blocked');
  });

  it.each(['bob', null])('stays for who else has posted it (%s)', (other) => {
    expect(songAfterTakeDown(postedBy('ada'), [postedBy('ada'), postedBy(other)], ADA, undefined)).toBe('stays');
  });

  it.each(['bob', null])('stays where its poster was not the first, or a moderator has decided (%s)', (first) => {
    expect(songAfterTakeDown(postedBy('ada'), [postedBy('ada')], ADA, first)).toBe('stays');
    expect(songAfterTakeDown(postedBy('ada'), [postedBy('ada')], ADA, 'ada')).toBe('blocked');
    expect(songAfterTakeDown(postedBy('ada'), [postedBy('ada')], MODERATOR, first)).toBe('blocked');
  });

  it('is blocked by a moderator whoever posted it', () => {
    expect(songAfterTakeDown(postedBy('ada'), [postedBy('ada'), postedBy('bob')], MODERATOR, undefined)).toBe(
      'blocked',
    );
  });

  it('is that of its requester where it is new music', () => {
    const ada = { id: 'ada', name: 'Ada' };
    const song = buildJob({ kind: 'song', reference: null, requester: ada });
    const lineage = {
      rootHash: 'take',
      parent: { id: song.id, channelId: '3', messageId: '9' },
      ancestors: [],
      from: 'cover' as const,
    };
    const cover = buildJob({ id: '2', reference: aReference({ hash: 'take', posterId: 'ada' }), lineage });

    expect(songAfterTakeDown(cover, [song, cover], ADA, undefined)).toBe('blocked');
    expect(songAfterTakeDown(song, [song, cover], MODERATOR, undefined)).toBe('none');
  });
});
