import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportedView, exportingView, exportPartView } from '../../../src/discord/views/export/export-view.ts';
import { exportWords } from '../../../src/discord/views/export/export-words.ts';
import { aCover, aPostedJob, aTake } from '../../support/build-cover.ts';
import { aReference } from '../../support/build-job.ts';
import { expectSendable, wild } from './wild.ts';

const words = exportWords('en');
const NOTHING = { covers: 0, parts: 0, forbidden: 0, tooLarge: [], olderThan: null };
const LARGE = { name: 'paper-lanterns.wav', sizeBytes: 30_000_000, link: null };

const summary = (result: Partial<Parameters<typeof exportedView>[0]['result']>) =>
  exportedView({ result: { ...NOTHING, ...result }, maximumBytes: 20_000_000, since: 'rs3k1c', locale: 'en' });

describe('what a member reads while their covers are packed', () => {
  it('says what comes', () => {
    expect(exportingView('en').content).toBe('Packing your covers… The files follow one by one, just for you.');
    const part = { path: '/data/exports/1.zip', sizeBytes: 5 };
    expect(exportPartView({ ...part, number: 1, count: 1 }, 'en')).toMatchObject({
      content: '**Your covers**',
      files: [{ name: 'covers.zip', contentType: 'application/zip' }],
    });
    expect(exportPartView({ ...part, number: 2, count: 3 }, 'en')).toMatchObject({
      content: '**Your covers** · file 2 of 3',
      files: [{ name: 'covers-2-of-3.zip' }],
    });
  });

  it('says what came of it, and leads on where there is more', () => {
    const view = summary({ covers: 27, parts: 10, olderThan: '1000000000000000007' });
    expectSendable(view);
    expect(view.content.split('\n')).toEqual([
      'Here you are: 27 covers in 10 files. Save them – Discord shows private messages only for a while.',
      'There are older ones that did not fit. Press the button to go on with them.',
    ]);
    expect(view.components).toMatchObject([
      { components: [{ label: 'Pack the older ones', custom_id: 'covers:export:1000000000000000007:rs3k1c' }] },
    ]);
  });

  it('says what is left out, and what to do about it', () => {
    const link = { url: 'https://cdn.example/take.wav', expiresAt: null };
    const { content } = summary({ covers: 1, parts: 1, forbidden: 2, tooLarge: [LARGE, { ...LARGE, link }] });
    expect(content.split('\n').slice(1)).toEqual([
      '-# 2 covers left out: the song was taken down, or whoever posted it wants no covers of it.',
      "-# paper\\-lanterns.wav is 30 MB, and I can send up to 20 MB here. The bot's owner can hand it to you.",
      expect.stringContaining('[get it here](<https://cdn.example/take.wav>)'),
    ]);
    expectSendable(summary({ tooLarge: Array.from({ length: 100 }, () => LARGE) }));
  });
});

describe('what lies beside the covers in a zip', () => {
  const packed = (name: string, style: string, lyrics: string | null) => {
    const job = aPostedJob({
      reference: aReference({ name }),
      style,
      lyrics,
      takes: [aTake({ seed: 7, sound: { durationMs: 61_500, container: 'MP3', codec: 'MPEG 1 Layer 3' } })],
      lineage: {
        rootHash: 'a'.repeat(64),
        parent: { id: '3', channelId: '4', messageId: '5' },
        ancestors: [],
        from: 'cover',
      },
    });
    const takes = [{ name: 'paper-lanterns.mp3', take: 0 }];
    return { job, cover: aCover(job, 3), folder: '2026-11-20 - paper-lanterns', takes, parent: undefined };
  };

  it('is all that is known, for programs and for people, and no link to what its requester does not see', () => {
    const cover = packed('Paper Lanterns.mp3', 'late-night jazz', '[Verse]\nLa la');
    const [facts, lyrics] = words.about(cover);
    expect(lyrics).toEqual({ name: 'lyrics.txt', text: '[Verse]\nLa la\n' });
    expect(facts?.name).toBe('cover.json');
    const told: unknown = JSON.parse(facts?.text ?? '');
    expect(told).toMatchObject({
      isMadeByAi: true,
      song: 'Paper Lanterns.mp3',
      style: 'late-night jazz',
      votes: 3,
      remixOf: { from: 'cover', message: null },
      takes: [{ file: 'paper-lanterns.mp3', seed: 7, seconds: 61.5 }],
      priceUsd: 0.15,
    });
    const parent = { ...cover.cover, channelId: '4', messageId: '5' };
    const seen: unknown = JSON.parse(words.about({ ...cover, parent })[0]?.text ?? '');
    const link = `https://discord.com/channels/${parent.guildId}/4/5`;
    expect(seen).toMatchObject({ remixOf: { message: link } });
  });

  it('is without lyrics where there are none', () => {
    expect(words.about(packed('a.mp3', 'jazz', null)).map(({ name }) => name)).toEqual(['cover.json']);
  });

  it('has an index with a line for each, whatever people write', () => {
    fc.assert(
      fc.property(wild(300), wild(2_000), (name, style) => {
        const line = words.line(packed(name, style, null));
        expect(line).not.toMatch(/[\r\n]/);
        expect(line.startsWith('2026-11-20 - paper-lanterns | ')).toBe(true);
        expect(line.length).toBeLessThan(600);
      }),
    );
    const { name, text } = words.index(['one', 'two'], { number: 1, count: 2 });
    expect(name).toBe('index.txt');
    expect(text).toMatch(/^Your covers, file 1 of 2\./);
    expect(text).toContain('\none\ntwo\n');
    expect(Buffer.byteLength(words.index([], { number: 10, count: 10 }).text)).toBeLessThan(4_000);
  });
});
