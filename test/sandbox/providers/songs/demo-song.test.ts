import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../../src/codec/decode.ts';
import { popBand } from '../../../../src/sandbox/providers/songs/band.ts';
import { demoSong, demoSongFile, makeDemoSong } from '../../../../src/sandbox/providers/songs/demo-song.ts';
import { writeScore } from '../../../../src/sandbox/providers/songs/score.ts';
import { createRandom } from '../../../../src/sandbox/providers/songs/synth/random.ts';
import { createStereo } from '../../../../src/sandbox/providers/songs/synth/stereo.ts';
import { bandLevels, pitchClasses, rootMeanSquare, sameLeadShare, spectralDistance } from '../restyle/measures.ts';

describe('the demo song', () => {
  const song = makeDemoSong();
  const score = writeScore(demoSong);
  const [left = new Float32Array(), right = left] = song.channels;

  it('is 24 seconds of stereo at 44.1 kHz', () => {
    expect(song.sampleRate).toBe(44_100);
    expect([left.length, right.length]).toEqual([1_058_400, 1_058_400]);
  });

  it('is loud without clipping, and has no offset and no silence in the middle', () => {
    for (const channel of [left, right]) {
      const highest = channel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(highest).toBeGreaterThan(0.5);
      expect(highest).toBeLessThan(0.9);
      expect(Math.abs(channel.reduce((sum, value) => sum + value, 0) / channel.length)).toBeLessThan(0.002);
      for (let second = 0; second < 23; second++) {
        expect(rootMeanSquare(channel.subarray(second * 44_100, (second + 1) * 44_100))).toBeGreaterThan(0.05);
      }
    }
  });

  it('has a lead that is as loud as the rest of the band together, and what it sings is what is heard', () => {
    const lead = createStereo(left.length);
    const band = createStereo(left.length);
    for (const [name, instrument] of Object.entries(popBand)) {
      const stage = { sampleRate: 44_100, random: createRandom(1), song: demoSong };
      instrument(name === 'lead' ? lead : band, score, stage);
    }
    // The verse: from bar 5 to bar 8 of eleven.
    const [from, to] = [4, 8].map((bar) => Math.round((bar * 1_058_400) / 11));
    expect(rootMeanSquare(lead.left.subarray(from, to))).toBeGreaterThan(rootMeanSquare(band.left.subarray(from, to)));
    const alone = { sampleRate: 44_100, channels: [lead.left, lead.right] };
    expect(sameLeadShare(pitchClasses(alone), pitchClasses(song), score.sung)).toBeGreaterThan(0.9);
  });

  it('is a file that decodes to the same length', async () => {
    const { name, data } = await demoSongFile();
    expect(name).toBe('demo-song.mp3');
    expect(data.length).toBeGreaterThan(500_000);
    const decoded = await decodeAudio(data);
    expect(decoded.channels.map((channel) => channel.length)).toEqual([1_058_400, 1_058_400]);
    // Made a second time for the file: the same song, but for what MP3 takes away.
    expect(spectralDistance(bandLevels(decoded), bandLevels(song))).toBeLessThan(0.3);
  });
});
