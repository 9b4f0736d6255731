import { describe, expect, it, onTestFinished } from 'vitest';
import { openCrashStage } from '../support/crash-stage.ts';
import { DOWNLOADS, STYLE } from '../support/scene.ts';
import { songOf } from '../support/sounds.ts';

const INSISTS = 'a second signal stops at once';

/** A bot that has just been told to stop while a song was on its way to it, and waits for that. */
async function openStoppingBot(environment: Record<string, string> = {}) {
  const stage = await openCrashStage(environment);
  onTestFinished(stage.close);
  await stage.startBot();
  const fault = stage.discord.faults.add({ method: 'GET', route: DOWNLOADS, kind: 'hang', when: 'before' });
  await stage.member.slash(stage.channel, 'cover', { song: await songOf(7), style: STYLE });
  await stage.until(() => fault.hits > 0);
  stage.tellBotToStop();
  await stage.until(() => stage.hasLogged(INSISTS));
  return stage;
}

describe('a bot that is told to stop while something is under way', () => {
  it('stops at once when it is told a second time', async () => {
    const stage = await openStoppingBot();
    stage.tellBotToStop();
    expect(await stage.botEnded()).toBe(1);
  });

  it('waits no longer than it may', async () => {
    const stage = await openStoppingBot({ SHUTDOWN_WAIT_SECONDS: '1' });
    expect(await stage.botEnded()).toBe(1);
  });
});
