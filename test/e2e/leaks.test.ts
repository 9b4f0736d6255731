import { expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot } from '../support/test-bot.ts';

const STYLE = 'a whispered ballad about my neighbour';
const NAME = 'for-my-neighbour.wav';

it('nothing that a member wrote is in the log, whatever a provider, Discord or a download answers to it', async () => {
  const lines: string[] = [];
  const { member, channel, discord, runware, until, cover } = await createTestBot({
    onLogLine: (line) => lines.push(line),
  });
  let wishes = 0;
  const wish = async () => {
    wishes += 1;
    return member.slash(channel, 'cover', { song: await songOf(7, { name: NAME }), style: `${STYLE} ${wishes}` });
  };
  const refusal = { status: 400, code: 50_035, message: `Invalid Form Body: ${STYLE}` };

  runware.failNext({ code: 'contentPolicyViolation', isRefusedAtOnce: true, message: `"${STYLE}" is not allowed` });
  const refused = await wish();
  await until(() => /charged|budget/i.test(refused.message?.text() ?? ''));
  discord.faults.add({
    method: 'GET',
    route: '/ephemeral-attachments/:folder/:attachmentId/:filename',
    kind: 'reset',
    times: 1,
  });
  const lost = await wish();
  await lost.settled();
  discord.faults.add({ method: 'POST', route: '/channels/:id/messages', kind: 'refusal', refusal, times: 1 });
  const kept = await wish();
  await until(() => kept.message?.buttons().length !== 1);
  await wish();
  await cover();

  const log = lines.join('');
  expect(log).toContain('"code":"content"');
  expect(log).toContain('cannot be posted');
  for (const words of ['neighbour', 'ballad']) expect(log).not.toContain(words);
});
