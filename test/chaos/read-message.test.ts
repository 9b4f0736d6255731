import { describe, expect, it } from 'vitest';
import { memberText, text } from '../../src/locales/text.ts';
import { explain } from './explain.ts';
import { readMessage } from './read-message.ts';
import type { Shown } from './record.ts';

const link = 'https://discord.com/channels/1/2/3';
const cover = { mention: '<@1>', kind: 'cover', song: 'zq0001a.wav' } as const;

/** The bot's own sentences: a run that did not understand them any more would find fault with everything. */
const sentences: [Shown, string, string[]][] = [
  ['waiting', text('en', 'progress.next'), ['Cancel']],
  ['making', text('en', 'progress.making', { kind: 'cover' }), []],
  ['making', text('en', 'progress.making', { kind: 'cover' }), ['Cancel']],
  ['posting', text('en', 'progress.delivering', { kind: 'cover' }), []],
  ['posting', text('en', 'progress.deliveringPrivately', { kind: 'cover' }), []],
  ['findingOut', text('en', 'progress.unknown', { provider: 'MiniMax', minutes: 15 }), []],
  ['delivered', text('en', 'progress.delivered', { kind: 'cover', link }), []],
  ['delivered', text('en', 'tell.done', { ...cover, link }), []],
  ['cancelled', text('en', 'progress.cancelled'), []],
  ['cancelled', text('en', 'tell.cancelled', cover), []],
  ['kept', text('en', 'kept.cancelled'), []],
  ['kept', text('en', 'tell.kept', cover), []],
  ['kept', text('en', 'tell.keptCancelled', cover), []],
  ['kept', memberText('en', { key: 'delivery.kept', params: {} }), []],
  ['failed', text('en', 'tell.failed', { ...cover, reason: 'It is so.' }), ['Try again']],
  ['other', memberText('en', { key: 'song.downloadFailed', params: {} }), ['Fix it']],
];

describe('a message of the bot', () => {
  it.each(sentences)('is read as %s: %s', (shown, sentence, buttons) => {
    const message = { text: `Cover of **zq0001a.wav**\n${sentence}`, buttons, takes: 0, isPrivate: true };
    expect(readMessage(message)).toBe(shown);
  });

  it('is the cover itself where it is public and carries music, or says that it is ready', () => {
    const ready = text('en', 'cover.headline', cover);
    expect(readMessage({ text: 'anything', buttons: [], takes: 1, isPrivate: false })).toBe('cover');
    expect(readMessage({ text: ready, buttons: [], takes: 0, isPrivate: false })).toBe('cover');
  });
});

describe('a failure', () => {
  const provider = 'minimax';
  const strike = { at: 1, point: 'minimax.paid', fault: 'reset', when: 'after', markers: [], path: '' } as const;
  const nothing = { strikes: [], downloads: [], absences: [], aimed: [], outages: [], failedByPlan: false };
  const faults = { ...nothing, strikes: [{ ...strike, markers: [] }] };

  it.each([
    memberText('en', { key: 'provider.presumedSpent', params: { provider } }),
    memberText('en', { key: 'provider.failed', params: { provider } }),
    memberText('en', { key: 'provider.busy', params: { provider } }),
    memberText('en', { key: 'provider.unavailable', params: { provider } }),
  ])('has a reason only in what was injected: %s', (sentence) => {
    expect(explain(sentence, nothing)).toBeUndefined();
    expect(explain(sentence, faults)).toBe('reset after minimax.paid');
  });

  it('that no fault can explain has none', () => {
    const sentence = memberText('en', { key: 'provider.rejectedContent', params: { provider } });
    expect(explain(sentence, faults)).toBeUndefined();
  });
});
