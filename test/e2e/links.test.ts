import { PermissionFlagsBits as Flags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { songOf } from '../support/sounds.ts';
import { createTestBot, type Scene, STYLE } from '../support/test-bot.ts';

const SKA = 'fast bright ska with brass';

const give = async ({ other, channel }: Scene, link: string, style = SKA) =>
  (await other.slash(channel, 'cover', { link, style })).settled();

const addressOf = (scene: Scene, channelId: string, messageId: string) =>
  `https://discord.com/channels/${scene.guild.id}/${channelId}/${messageId}`;

describe('/cover with a link', () => {
  it('makes a cover of the cover that it leads to', async () => {
    const scene = await createTestBot();
    const { channel, member } = scene;
    await member.slash(channel, 'cover', { song: await songOf(7), style: STYLE });
    const first = await scene.cover();

    const form = await scene.other.slash(channel, 'cover', { link: addressOf(scene, channel.id, first.id) });
    expect(JSON.stringify(form.modal)).not.toContain('"custom_id":"song"');
    await scene.other.submit(form, { style: SKA });

    const second = await scene.cover();
    expect(second.text()).toContain(SKA);
    expect(second.text()).toContain(first.id);
    await give(scene, first.id, 'slow tango');
    expect((await scene.cover()).text()).toContain('slow tango');
    expect(scene.runware.paidRequests()).toBe(3);
  });

  it('says what is to be done where it leads to no cover that the member sees', async () => {
    const scene = await createTestBot();
    const { channel, guild, member, runware } = scene;
    const staff = guild.addRole({ name: 'staff' });
    const others = guild.roles.filter(({ id }) => id !== staff.id);
    const hidden = guild.addChannel({
      name: 'staff-only',
      overwrites: [
        ...others.map(({ id }) => ({ id, type: 'role' as const, deny: Flags.ViewChannel })),
        { id: staff.id, type: 'role', allow: Flags.ViewChannel },
        { id: scene.discord.botUserId, type: 'member', allow: Flags.ViewChannel },
      ],
    });
    const insider = guild.addMember({ name: 'Sam', roles: [staff] });
    await insider.slash(hidden, 'cover', { song: await songOf(7), style: STYLE });
    await scene.until(() => hidden.messages.length === 1);
    const said = member.post(channel, { content: 'hello' });

    for (const link of [
      addressOf(scene, hidden.id, hidden.messages[0]?.id ?? ''),
      addressOf(scene, channel.id, said.id),
    ])
      expect((await give(scene, link)).text()).toContain('Apps → Cover this song');
    expect((await give(scene, hidden.messages[0]?.id ?? '')).text()).toContain("I can't find that cover here");
    expect((await give(scene, 'https://youtu.be/abc')).text()).toContain("I can't take songs from YouTube.");
    expect((await give(scene, 'https://files.example.org/a.mp3')).text()).toContain(
      "I can't take songs from that site.",
    );
    const old = `https://cdn.discordapp.com/attachments/${channel.id}/${said.id}/a.mp3?ex=10&is=1&hm=2`;
    const expired = await give(scene, old);
    expect(expired.text()).toContain('That link has expired');
    // What was typed is not lost: the form that asks for a file has it.
    const again = await scene.other.click(expired, 'Fix it');
    expect(JSON.stringify(again.modal)).toContain(SKA);
    expect(runware.paidRequests()).toBe(1);
  });
});
