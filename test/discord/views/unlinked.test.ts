import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverView } from '../../../src/discord/views/covers/cover-view.ts';
import { reportView } from '../../../src/discord/views/covers/report-view.ts';
import { messageBody } from '../../../src/discord/views/message-body.ts';
import { manyLines, oneLine, plainLine } from '../../../src/discord/views/parts/user-text.ts';
import { tellView } from '../../../src/discord/views/progress/tell-view.ts';
import type { View } from '../../../src/discord/views/view.ts';
import { aReference, buildJob } from '../../support/build-job.ts';
import { linksIn, markupIn, wild } from './wild.ts';

/** What clients make a link, an invite or an address of, and ways of writing it that look the same. */
const LINKS = [
  'https://example.com/x',
  'HTTP://EXAMPLE.COM',
  '<https://example.com>',
  '[free nitro](https://example.com/x)',
  '[free nitro](<https://example.com/x> "title")',
  'discord.gg/abc',
  'discord.com/invite/abc',
  'join discord。gg/abc',
  'ｄｉｓｃｏｒｄ．ｇｇ/abc',
  'discord\u2024gg/abc',
  'discord.\u00ADgg/abc',
  'discord.\u200Dgg/abc',
  'dis\u200Bcord\u202E.\u2060gg/abc',
  'example.com/x',
  'www.example.co.uk',
  'пример.рф/x',
  'xn--e1afmkfd.xn--p1ai',
  '💩.la/x',
  'mail ada@example.com',
  'mailto:ada@example.com',
  '<ada@example.com>',
  '1.1.1.1/x',
  'song.mp3/evil',
  'song.mp3.zip',
  'discord://-/invite/abc',
  'steam://run/1',
  'tel:+4930123456',
];

const linky = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...LINKS) }, wild(20)), { minLength: 1, maxLength: 12 })
  .chain((pieces) => fc.constantFrom('', ' ', '\n').map((joint) => pieces.join(joint)));

describe('a text of a member in a message', () => {
  it.each(LINKS)('is no link: %s', (given) => {
    for (const shown of [oneLine(given, 2_000), manyLines(given, 2_000)]) {
      expect([...linksIn(shown), ...markupIn(shown)]).toEqual([]);
    }
    expect(linksIn(plainLine(given, 2_000))).toEqual([]);
  });

  it('keeps its words as they look', () => {
    const seen = (given: string) =>
      oneLine(given, 2_000)
        .replace(/\\(?=[^0-9A-Za-z\s])/g, '')
        .replaceAll('\u200B', '');
    for (const given of ['discord.gg/abc', 'wait...what', 'feat.Bob & U.S.A.', 'https://example.com/x']) {
      expect(seen(given)).toBe(given);
    }
    // What is in hardly any link stays without an invisible character, too.
    for (const given of ['my.song, at 7.8 kHz', 'demo.mp3', 'v2.1', 'slow blues. Brushed drums.', '👩‍👩‍👧']) {
      expect(plainLine(given, 2_000).replace('my.\u200Bsong', 'my.song')).toBe(given);
    }
  });

  it('whatever is in it, brings no link, invite or mention into anything that all can read', () => {
    fc.assert(
      fc.property(linky, linky, linky, (name, style, words) => {
        const job = buildJob({ style, lyrics: words, reference: aReference({ name }), state: 'delivering' });
        const song = buildJob({ ...job, kind: 'song', reference: null });
        const posting = {
          takes: [{ index: 0, files: [{ hash: '/x', name: 'cover.mp3', sizeBytes: 1 }], link: null }],
          picture: { hash: '/y', name: 'waveform.png', sizeBytes: 1 },
        };
        const cover = { channelId: '3000000000000000001', messageId: '7000000000000000001' };
        const reporter = { id: '4000000000000000002', name };
        for (const of of [job, song]) {
          const failed = buildJob({
            ...of,
            state: 'failed',
            failure: { key: 'provider.failed', params: { provider: 'x' } },
          });
          const report = { job: of, cover, reporter, reason: words, id: 'a', takeDown: null, channelIds: [] };
          for (const view of [coverView(of, posting), tellView(failed), reportView(report)]) expectNoLink(view);
        }
        expectNoLink({ content: '', components: [], files: [{ name, contentType: 'audio/mpeg', data: '' }] });
      }),
      { numRuns: 200 },
    );
  });
});

function expectNoLink(view: View): void {
  const { content } = view;
  const { attachments } = messageBody(view);
  const own = /<@4000000000000000001>|<@4000000000000000002>|https:\/\/discord\.com\/channels\/[0-9/]+/g;
  const foreign = content.replace(own, '');
  expect([...linksIn(foreign), ...markupIn(foreign)]).toEqual([]);
  for (const { filename, title, description } of attachments) {
    expect(filename).toMatch(/^[a-z0-9_-]+(\.[a-z0-9]{1,5})?$/);
    for (const words of [title, description]) expect(linksIn(words ?? '')).toEqual([]);
  }
}
