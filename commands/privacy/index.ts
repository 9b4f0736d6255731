import { z } from 'zod';
import type { Deleted } from '../../src/covers/privacy.ts';
import { type Command, defineHandler, noInput } from '../../src/discord/interactions/command.ts';
import { inAllLanguages } from '../../src/discord/interactions/in-all-languages.ts';
import {
  exportView,
  forgetCard,
  forgettingView,
  forgottenView,
  keptDataView,
  privacyView,
  uploadsView,
} from '../../src/discord/views/privacy-view.ts';
import { UserError } from '../../src/errors.ts';
import type { CommandDeps } from '../services.ts';
import { privacyData } from './definition.ts';
import { jsonWithin } from './json-within.ts';

const EXPORT_MAXIMUM_BYTES = 8_000_000;

/** `/privacy`: what is stored about a member, its end, and what others may do with what the member posts. */
export function createPrivacyCommand({
  privacy,
  keptFor,
  models,
  clock,
}: Pick<CommandDeps, 'privacy' | 'keptFor' | 'models' | 'clock'>): Command {
  /** By member, the last one that was asked for. */
  const deletions = new Map<string, Promise<Deleted>>();

  /** One after the other, for a later one takes along what was begun since the one before; its count is that of all of them. */
  const deleteAll = (memberId: string, askedBy: string): Promise<Deleted> => {
    const earlier = deletions.get(memberId);
    const deletion = deleteAfter(earlier, memberId, askedBy).finally(() => {
      if (deletions.get(memberId) === deletion) deletions.delete(memberId);
    });
    deletions.set(memberId, deletion);
    return deletion;
  };

  const deleteAfter = async (earlier: Promise<Deleted> | undefined, memberId: string, askedBy: string) => {
    const before = await earlier?.catch(() => undefined);
    const deleted = await privacy.delete(memberId, askedBy);
    return {
      covers: (before?.covers ?? 0) + deleted.covers,
      refused: (before?.refused ?? 0) + deleted.refused,
      unfinished: deleted.unfinished,
    };
  };

  const about = defineHandler({
    input: noInput,
    respond({ locale }) {
      const providers = models.map(({ provider }) => provider);
      return { kind: 'reply', view: privacyView({ keptFor, providers }, locale) };
    },
  });

  const exportData = defineHandler({
    input: noInput,
    respond: () => ({ kind: 'defer' }),
    async execute({ member, locale, attachmentSizeLimit }) {
      const data = await privacy.export(member.id);
      const maximumBytes = Math.min(EXPORT_MAXIMUM_BYTES, attachmentSizeLimit);
      return exportView(await jsonWithin(data, maximumBytes, clock), locale);
    },
  });

  const ask = defineHandler({
    input: noInput,
    respond: ({ member, locale }) => ({ kind: 'reply', view: forgetCard(member.id, locale) }),
  });

  const confirm = defineHandler({
    input: noInput,
    guard({ id, member }) {
      if (id !== member.id) throw new UserError({ key: 'job.notYours', params: {} });
    },
    respond: ({ locale }) => ({ kind: 'update', view: forgettingView(locale) }),
    execute: async ({ member, locale, interaction }) =>
      forgottenView(await deleteAll(member.id, interaction.id), locale),
  });

  const keep = defineHandler({
    input: noInput,
    respond: ({ locale }) => ({ kind: 'update', view: keptDataView(locale) }),
  });

  const uploads = defineHandler({
    input: z.object({ others: z.enum(['allow', 'forbid']) }),
    respond: () => ({ kind: 'defer' }),
    async execute({ member, locale, input: { others } }) {
      await privacy.setForbids(member.id, others === 'forbid');
      return uploadsView(others, locale);
    },
  });

  return {
    name: 'privacy',
    data: [inAllLanguages(privacyData)],
    subcommands: { about, export: exportData, delete: ask, uploads },
    buttons: { delete: confirm, keep },
    modals: {},
    selects: {},
  };
}
