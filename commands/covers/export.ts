import { z } from 'zod';
import { defineHandler, type Handler, noInput } from '../../src/discord/interactions/command.ts';
import type { InteractionContext } from '../../src/discord/interactions/interaction-context.ts';
import { mostBytes } from '../../src/discord/views/covers/files-view.ts';
import { exportedView, exportingView, exportPartView } from '../../src/discord/views/export/export-view.ts';
import { exportWords } from '../../src/discord/views/export/export-words.ts';
import type { View } from '../../src/discord/views/view.ts';
import type { CommandDeps } from '../services.ts';

const DAY_MS = 24 * 3_600_000;

const PERIOD_MS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, all: Number.POSITIVE_INFINITY } as const;

/** The last part must have arrived, and what came of it all be told, while the answer can still be edited. */
const LAST_PART_MS = 4 * 60_000;

/** In the button that goes on: seconds since the epoch, short enough for its place. */
const BASE = 36;

export type ExportDeps = Pick<CommandDeps, 'coverExport' | 'clock'>;

/** `/covers export`: one's own covers in zip files, and the button that goes on with those beyond. */
export function createExportHandlers({ coverExport, clock }: ExportDeps): { slash: Handler; button: Handler } {
  const handOut = async (
    call: InteractionContext,
    { since, olderThan }: { since: number; olderThan: string | null },
    followUp: (view: View) => Promise<void>,
  ): Promise<View> => {
    const { locale, attachmentSizeLimit, interaction } = call;
    const maximumBytes = mostBytes(attachmentSizeLimit);
    const wish = { reader: call, since, olderThan, maximumBytes, until: interaction.expiresAt - LAST_PART_MS };
    const result = await coverExport.run(wish, exportWords(locale), (part) => followUp(exportPartView(part, locale)));
    return exportedView({ result, maximumBytes, since: Math.floor(since / 1000).toString(BASE), locale });
  };

  const slash = defineHandler({
    input: z.object({ since: z.enum(['day', 'week', 'month', 'all']).default('all') }),
    respond: ({ locale }) => ({ kind: 'reply', view: exportingView(locale) }),
    execute: (call, _, followUp) =>
      handOut(call, { since: Math.max(0, clock.now() - PERIOD_MS[call.input.since]), olderThan: null }, followUp),
  });

  const button = defineHandler({
    input: noInput,
    respond: ({ locale }) => ({ kind: 'reply', view: exportingView(locale) }),
    execute: (call, _, followUp) => handOut(call, { since: sinceOf(call.fingerprint), olderThan: call.id }, followUp),
  });

  return { slash, button };
}

/** All of them, where it is no moment. */
function sinceOf(fingerprint: string | null): number {
  const seconds = Number.parseInt(fingerprint ?? '', BASE);
  return Number.isSafeInteger(seconds * 1000) ? seconds * 1000 : 0;
}
