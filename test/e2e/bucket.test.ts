import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startS3StandIn } from '../support/s3-stand-in.ts';
import { songOf } from '../support/sounds.ts';
import { createTestBot, STYLE } from '../support/test-bot.ts';

const MINUTE_MS = 60_000;

async function openWithBucket() {
  const bucket = await startS3StandIn();
  onTestFinished(() => bucket.close());
  const scene = await createTestBot({
    environment: {
      FILES_URL: `s3://${bucket.bucket}/bot?endpoint=${bucket.endpoint}&region=${bucket.region}`,
      FILES_ACCESS_KEY_ID: bucket.accessKeyId,
      FILES_SECRET_ACCESS_KEY: bucket.secretAccessKey,
    },
  });
  return { ...scene, bucket };
}

describe('a bot whose files are in a bucket', () => {
  it('makes covers of them, also after a restart that leaves it nothing on its own disk', async () => {
    const { bucket, ...scene } = await openWithBucket();
    const made = await scene.member.slash(scene.channel, 'cover', { song: await songOf(7), style: STYLE });
    const first = await scene.cover();
    await made.settled((message) => message.text().includes(first.id));
    expect(bucket.objects.size).toBeGreaterThan(1);
    const own = join(scene.dataFolder, 'files');
    expect(existsSync(own) ? readdirSync(own) : []).toEqual(['unfinished']);

    await scene.restart();
    const answer = await scene.other.click(first, 'Another take');
    await scene.other.click(await answer.settled((message) => message.buttons().length > 0), 'Make it');
    const second = await scene.cover();

    expect(second.attachments.length).toBeGreaterThan(0);
    expect(bucket.refusals).toEqual([]);
  });

  it('says so to who needs one while the bucket is away, and takes the same song later', async () => {
    const { bucket, ...scene } = await openWithBucket();
    bucket.setAway(true);

    const answer = await scene.member.slash(scene.channel, 'cover', { song: await songOf(7), style: STYLE });
    await scene.until(() => answer.message?.text().includes('get at my audio files'));
    expect(scene.runware.paidRequests()).toBe(0);
    bucket.setAway(false);

    await scene.member.slash(scene.channel, 'cover', { song: await songOf(7), style: STYLE });
    await scene.cover();
    expect(scene.runware.paidRequests()).toBe(1);
  });

  it('posts what was paid once the bucket is back, and pays for nothing twice', async () => {
    const { bucket, ...scene } = await openWithBucket();
    await scene.member.slash(scene.channel, 'cover', { song: await songOf(7), style: STYLE });
    await scene.until(() => scene.runware.paidRequests() === 1);
    bucket.setAway(true);
    const before = scene.clock.now();
    await scene.until(() => scene.clock.now() > before + 20 * MINUTE_MS, 10_000);
    expect(scene.channel.messages).toEqual([]);

    bucket.setAway(false);
    const cover = await scene.cover();

    expect(cover.attachments.length).toBeGreaterThan(0);
    expect(scene.runware.paidRequests()).toBe(1);
  });
});
