import { describe, expect, it } from 'vitest';
import { fileTags } from '../../../src/discord/views/covers/file-tags.ts';
import { aTake } from '../../support/build-cover.ts';
import { aReference, buildJob } from '../../support/build-job.ts';

const job = buildJob({
  reference: aReference({ name: 'Paper Lanterns.mp3' }),
  style: 'late-night jazz',
  takes: [aTake({ seed: 7 }), aTake({ seed: null })],
});

describe('what stands in the file of a take', () => {
  it('says what it is, that a machine made it, how, where, and whose it is', () => {
    const tags = fileTags(job, 0, 'The Attic');
    expect(tags).toMatchObject({
      title: 'Paper Lanterns – late-night jazz (take 1)',
      artist: 'The Attic',
      genre: 'late-night jazz',
    });
    const [about, style, model, seed, link, rights] = tags.comment.split('\n');
    expect([about, style, seed]).toEqual(['AI cover of Paper Lanterns', 'Style: late-night jazz', 'Seed: 7']);
    expect(model).toMatch(/^Model: .+ \(.+\)$/);
    expect(link).toBe(`https://discord.com/channels/${job.guildId}/${job.channelId}`);
    expect(rights).toContain('The rights in the original stay with its owners.');
  });

  it('leaves out what nobody knows', () => {
    const { artist, comment } = fileTags(job, 1, '');
    expect(artist).toBe('Coverband');
    expect(comment).not.toContain('Seed');
    const song = buildJob({ kind: 'song', reference: null, style: null, takes: [aTake()] });
    expect(fileTags(song, 0, 'The Attic')).toMatchObject({ title: 'New song', genre: null });
    expect(fileTags(song, 0, 'The Attic').comment).toMatch(/^Song made by AI\n/);
  });

  it('is plain, and never long', () => {
    const wordy = 'x\u202E\n'.repeat(3_000);
    const tags = fileTags({ ...job, reference: aReference({ name: `${wordy}.mp3` }), style: wordy }, 0, wordy);
    expect(tags.title.length).toBeLessThanOrEqual(120);
    expect(tags.artist.length).toBeLessThanOrEqual(100);
    expect(tags.comment.length).toBeLessThan(1_500);
    expect(tags.comment).not.toContain('\u202E');
    expect(tags.comment.split('\n')).toHaveLength(6);
  });
});
