import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeAudio } from '../../src/codec/encode.ts';
import { ffmpeg, hasFfmpeg } from '../fixtures/audio/ffmpeg.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE, workAsked } from '../support/test-bot.ts';

const labelsOf = (message: { buttons(): { label: string }[] }) => message.buttons().map(({ label }) => label);
const link = 'discord.com/channels';
const RATE = 8_000;

/** Ten quiet minutes, a pause of a second, seven loud minutes, and quiet ones until the end at 20:00. */
async function mix() {
  const samples = new Float32Array(1_200 * RATE);
  for (let index = 0; index < samples.length; index += 1) {
    const seconds = index / RATE;
    const isPause = seconds >= 600 && seconds < 601;
    const isLoud = seconds >= 601 && seconds < 1_020;
    samples[index] = (isPause ? 0 : isLoud ? 0.6 : 0.05) * Math.sin((2 * Math.PI * 220 * index) / RATE);
  }
  const settings = { format: 'wav', bitrateKbps: 0, sampleRate: RATE, channels: 1 } as const;
  const data = await encodeAudio({ sampleRate: RATE, channels: [samples] }, settings);
  return { name: 'mix.wav', data, contentType: 'audio/wav' };
}

describe('a song that is longer than its model takes', () => {
  it('comes with a card that says which part is used, though nothing else asks for one, and its cover is of that part', async () => {
    const { channel, member, runware, cover } = await createTestBot({});
    const answer = await member.slash(channel, 'cover', { song: await mix(), style: STYLE });
    const card = await answer.settled();
    for (const fact of ['20:00', 'first 6:00', '$0.15']) expect(card.text()).toContain(fact);
    expect(labelsOf(card)).toEqual([
      ...['Make it', 'Edit lyrics', 'Change style', 'Cancel'],
      ...['First 6 minutes', 'Best part', 'From…'],
    ]);
    expect(workAsked(runware)).toEqual([]);

    const best = await (await member.click(card, 'Best part')).settled((message) => message.text().includes('best'));
    expect(best.text()).toMatch(/best part\*\*, 10:0\d to 16:0\d/);
    expect(best.text()).toContain('6:00');

    const form = await member.click(best, 'From…');
    const changed = await member.submit(form, { 'Start at': '15:30' });
    const last = await changed.settled((message) => message.text().includes('15:30'));
    expect(last.text()).toContain('15:30 to 20:00');
    await member.click(last, 'Make it');

    expect((await cover()).attachments).toHaveLength(1);
    expect(runware.paidRequests()).toBe(1);
  });

  it('keeps the part that was chosen where a time is none, or lies behind its end', async () => {
    const { channel, member, runware, cover } = await createTestBot({});
    const card = await (await member.slash(channel, 'cover', { song: await mix(), style: STYLE })).settled();
    for (const [written, said] of [
      ['soon', /minutes and seconds/],
      ['20:10', /over after 20:00/],
      ['19:58', /up to 19:54/],
    ] as const) {
      const form = await member.click(card, 'From…');
      const refused = await member.submit(form, { 'Start at': written });
      await expect
        .poll(() => [refused.message?.text(), ...refused.followUps.map((one) => one.text())].join())
        .toMatch(said);
    }
    expect(workAsked(runware)).toEqual([]);

    await member.click(card, 'Make it');

    expect((await cover()).attachments).toHaveLength(1);
    expect(runware.paidRequests()).toBe(1);
  });

  it('is cut without a word where it is half a second over', async () => {
    const { channel, member, runware, cover } = await createTestBot({});
    const answer = await member.slash(channel, 'cover', { song: await songOf(360.4), style: STYLE });
    await cover();
    await answer.settled((message) => message.text().includes(link));
    expect(runware.paidRequests()).toBe(1);
  });

  it.runIf(hasFfmpeg)('is cut where the operator’s FFmpeg alone reads it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coverband-'));
    const path = join(folder, 'mix.mkv');
    await ffmpeg('-f', 'lavfi', '-i', 'sine=d=1500:r=32000', '-c:a', 'ac3', '-b:a', '64k', path);
    const song = { name: 'mix.mkv', data: await readFile(path), contentType: 'video/x-matroska' };
    await rm(folder, { recursive: true });
    const { channel, member, runware, cover } = await createTestBot({ environment: { FFMPEG: 'ffmpeg' } });
    const card = await (await member.slash(channel, 'cover', { song, style: STYLE })).settled();
    for (const fact of ['25:00', 'first 6:00', 'FLAC']) expect(card.text()).toContain(fact);
    await member.click(card, 'Make it');
    await cover();
    expect(runware.paidRequests()).toBe(1);
  });

  it('is refused where it is too short, in words that say so', async () => {
    const { channel, member } = await createTestBot({});
    const answer = await member.slash(channel, 'cover', { song: await songOf(3), style: STYLE });
    expect((await answer.settled()).text()).toContain('at least 0:06');
  });
});
