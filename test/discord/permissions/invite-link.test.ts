import { readFile } from 'node:fs/promises';
import { PermissionsBitField } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { inviteLink } from '../../../src/discord/permissions/invite-link.ts';

const permissionsOf = (link: string) =>
  new PermissionsBitField(BigInt(new URL(link).searchParams.get('permissions') ?? '')).toArray();

describe('the invite link', () => {
  it('asks for what the bot needs to post, and for nothing of what is switched off', () => {
    const needed = ['ViewChannel', 'SendMessages', 'AttachFiles', 'ReadMessageHistory', 'SendMessagesInThreads'];
    const link = inviteLink('123', { opensThreads: false });
    expect(permissionsOf(link)).toEqual(needed.toSorted((a, b) => order(a) - order(b)));
    expect(new URL(link).searchParams.get('scope')).toBe('bot applications.commands');
    expect(new URL(link).searchParams.get('client_id')).toBe('123');
  });

  it('asks for threads where covers get threads of their own', () => {
    expect(permissionsOf(inviteLink('123', { opensThreads: true }))).toContain('CreatePublicThreads');
  });

  it('stands in the README as it is', async () => {
    const readme = await readFile('README.md', 'utf8');
    const links = readme.match(/https:\/\/discord\.com\/oauth2\/authorize[^\s`)]+/g);
    expect(links).toEqual([inviteLink('YOUR_APPLICATION_ID', { opensThreads: false })]);
  });
});

/** Where a permission's bit is. */
function order(name: string): number {
  return Object.keys(PermissionsBitField.Flags).indexOf(name);
}
