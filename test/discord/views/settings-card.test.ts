import { describe, expect, it } from 'vitest';
import { settingCard, settingsPage } from '../../../src/discord/views/settings/settings-card.ts';
import { policyFor } from '../../../src/domain/policy/guild-policy.ts';
import {
  type GuildSettings,
  type SettingKey,
  settingKeys,
  settingRows,
} from '../../../src/domain/policy/guild-settings.ts';
import { models } from '../../../src/providers/catalog.ts';
import { plainTerms } from '../../support/plain-settings.ts';

const [THERE, GONE] = ['6000000000000000001', '6000000000000000002'];
const terms = plainTerms();

/** What names channels and roles, with these of them. */
function settingOf(key: SettingKey, ids: readonly string[]): unknown {
  const rest = { dayTakes: 5, monthTakes: null, dayMicros: null, monthMicros: null };
  return key === 'roleLimits' ? ids.map((roleId) => ({ roleId, ...rest })) : ids;
}

const naming = settingKeys.filter((key) => ['channels', 'roles', 'roleLimits'].includes(settingRows[key].control.kind));

function optionsWith(own: Partial<Record<SettingKey, unknown>>, isKnown = true) {
  const there = new Set([THERE]);
  const present = isKnown ? { channelIds: there, roleIds: there } : null;
  return { locale: 'en-US', policy: policyFor(own, terms), terms, present, models };
}

const idsOn = (card: ReturnType<typeof settingCard>) =>
  JSON.stringify(card.components).match(/(?<="id":")\d+(?=")/g) ?? [];

describe('a channel or role that was deleted after it was chosen', () => {
  it.each(
    naming,
  )('is said to be gone on the card and the page of %s, is no choice in its menu, and can be reset', (key) => {
    const options = optionsWith({ [key]: settingOf(key, [GONE]) });

    const card = settingCard(options, key);

    expect(card.content).toContain('⚠ 1 of these is gone from the server. Choose again, or press **Reset**.');
    expect(idsOn(card)).not.toContain(GONE);
    expect(JSON.stringify(card.components)).toContain(`cover-settings:reset:${key}`);
    const lines = settingsPage(options, settingRows[key].page).content.split('\n');
    const name = lines.findIndex((line) => line.includes(GONE) || line.includes('More for some roles'));
    expect(lines[name + 1]).toContain('⚠ 1 of these is gone');
  });

  it.each(
    naming,
  )('is not said of %s where all are there, where nobody knows, or where the operator chose them', (key) => {
    const there = settingCard(optionsWith({ [key]: settingOf(key, [THERE]) }), key);
    const unknown = settingCard(optionsWith({ [key]: settingOf(key, [GONE]) }, false), key);
    const defaults = { ...terms.defaults, [key]: settingOf(key, [GONE]) } as GuildSettings;
    const operators = { ...optionsWith({}), policy: policyFor({}, { ...terms, defaults }) };

    for (const card of [there, unknown, settingCard(operators, key)]) expect(card.content).not.toContain('gone from');
  });

  it('is named beside nothing else', () => {
    expect(naming).toEqual([
      'channelIds',
      'remixChannelIds',
      'allowedRoleIds',
      'deniedRoleIds',
      'roleLimits',
      'logChannelIds',
      'reportChannelIds',
      'moderatorRoleIds',
    ]);
  });
});

describe('the card of the music services', () => {
  it('calls them as its menu does', () => {
    const [model] = models;
    const id = `${model?.provider}/${model?.id}`;

    const card = settingCard(optionsWith({ modelIds: [id] }), 'modelIds');

    expect(card.content).not.toContain(id);
    expect(card.content).toContain(`${model?.title} – `);
  });
});
