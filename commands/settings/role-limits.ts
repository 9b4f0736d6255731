import { z } from 'zod';
import { defineHandler } from '../../src/discord/interactions/command.ts';
import { roleLimitForm } from '../../src/discord/views/settings/setting-forms.ts';
import type { RoleLimit } from '../../src/domain/policy/guild-settings.ts';
import { readDollars, readWhole } from '../../src/domain/policy/read-choice.ts';
import { text } from '../../src/locales/text.ts';
import { chosenSchema, optionTextSchema } from '../shared/inputs.ts';
import {
  checkedChoice,
  checkManages,
  Fault,
  type SettingsFlow,
  type SettingsFlowDeps,
  settingOf,
} from './settings-flow.ts';

const KEY = 'roleLimits';

const limitsSchema = z.object({
  dayTakes: optionTextSchema,
  monthTakes: optionTextSchema,
  dayMicros: optionTextSchema,
  monthMicros: optionTextSchema,
});

/** Member limits of their own for those with a role: a role is chosen, and a form asks for its limits. All empty: none. */
export function createRoleLimitHandlers({ serverSettings }: SettingsFlowDeps, flow: SettingsFlow) {
  const role = defineHandler({
    input: chosenSchema,
    guard: settingOf,
    async prepare({ guildId, input: roleId }) {
      const { policy } = await serverSettings.of(guildId);
      return { roleId, limit: policy.values.roleLimits.find((one) => one.roleId === roleId) };
    },
    respond: ({ locale }, { roleId, limit }) => ({ kind: 'modal', modal: roleLimitForm(roleId, limit, locale) }),
  });

  const setRole = defineHandler({
    input: limitsSchema,
    guard: checkManages,
    respond: () => ({ kind: 'deferUpdate' }),
    async execute(call) {
      const { guildId, locale, input } = call;
      const { terms, present } = await serverSettings.look(guildId);
      return flow.change(call, KEY, ({ values }) => {
        const limit: RoleLimit = {
          roleId: call.id ?? '',
          dayTakes: read(input.dayTakes, readWhole, text(locale, 'settings.invalid.other')),
          monthTakes: read(input.monthTakes, readWhole, text(locale, 'settings.invalid.other')),
          dayMicros: read(input.dayMicros, readDollars, text(locale, 'settings.invalid.money')),
          monthMicros: read(input.monthMicros, readDollars, text(locale, 'settings.invalid.money')),
        };
        const { roleId: _, ...limits } = limit;
        // A role that is gone never comes back, and cannot be chosen any more to take its limit away.
        const others = values.roleLimits.filter(
          ({ roleId }) => roleId !== limit.roleId && (present?.roleIds.has(roleId) ?? true),
        );
        const isEmpty = Object.values(limits).every((value) => value === null);
        // Checked alone: what others have may be cut by now.
        if (!isEmpty) checkLimit(limit, { terms, locale });
        return { roleLimits: isEmpty ? others : [...others, limit].slice(-25) };
      });
    },
  });

  return { selects: { role }, modals: { setRole } };
}

function checkLimit(limit: RoleLimit, options: Parameters<typeof checkedChoice>[2]): void {
  const asMembers = { memberDayTakes: limit.dayTakes, memberMonthTakes: limit.monthTakes } as const;
  const inMoney = { memberDayMicros: limit.dayMicros, memberMonthMicros: limit.monthMicros } as const;
  for (const [key, value] of Object.entries({ ...asMembers, ...inMoney })) {
    checkedChoice(key as keyof typeof asMembers | keyof typeof inMoney, value, options);
  }
}

function read(typed: string | null, parse: (typed: string) => number | undefined, complaint: string): number | null {
  if (typed === null) return null;
  const value = parse(typed);
  if (value === undefined) throw new Fault(complaint);
  return value;
}
