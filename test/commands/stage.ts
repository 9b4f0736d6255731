import type { CommandDeps } from '../../commands/deps.ts';
import { createCommands } from '../../commands/index.ts';
import type { LyricsHelp } from '../../src/covers/lyrics-draft.ts';
import type { Requested } from '../../src/covers/request.ts';
import type { Draft } from '../../src/domain/draft.ts';
import type { Job } from '../../src/domain/job.ts';
import { type Model, models } from '../../src/domain/models.ts';
import type { SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { openBot } from '../discord/stage.ts';
import { aJob } from '../support/a-job.ts';

export const STYLE = 'slow jazz with a warm voice';
export const SONG = { name: 'song.mp3', data: new Uint8Array(1_000), contentType: 'audio/mpeg' };

export interface Answers extends Partial<Pick<CommandDeps, 'cancelCover'> & CommandDeps['requests']> {
  /** What is offered, by model ids; the first row of the catalog unless told otherwise. */
  models?: readonly string[];
  lyrics?: Partial<LyricsHelp>;
}

/** The bot with commands alone: what they ask for is noted down, and answered as the test says. */
export async function openCommands(answers: Answers = {}) {
  const drafts = new Map<string, Draft>();
  const jobs = new Map<string, Job>();
  const begun: Draft[] = [];
  const requested: Draft[] = [];
  const retried: Job[] = [];
  const heard: Draft[] = [];
  const written: { draft: Draft; prompt: string; attempt: string }[] = [];
  const accept = (draft: Draft): Requested => ({ job: aJob({ id: draft.id }), isNew: true });
  const store = {
    get: async (id: string) => drafts.get(id),
    save: async (draft: Draft) => void drafts.set(draft.id, draft),
  };
  const commands = createCommands({
    models: (answers.models ?? ['minimax:music@cover']).map(modelCalled),
    drafts: store,
    cancelCover: answers.cancelCover ?? (async (job) => ({ ...job, state: 'cancelled', settled: 'refunded' })),
    requests: {
      begin: (draft) => void begun.push(draft),
      request(draft) {
        requested.push(draft);
        return answers.request?.(draft) ?? Promise.resolve(accept(draft));
      },
      newTry(job, progress) {
        retried.push(job);
        return answers.newTry?.(job, progress) ?? Promise.resolve({ job, isNew: true });
      },
    },
    lyrics: {
      writing: answers.lyrics?.writing,
      hear(draft) {
        heard.push(draft);
        return answers.lyrics?.hear?.(draft) ?? Promise.reject(new Error('nothing was said of what is heard'));
      },
      write(draft, prompt, attempt) {
        written.push({ draft, prompt, attempt });
        return (
          answers.lyrics?.write?.(draft, prompt, attempt) ??
          Promise.reject(new Error('nothing was said of what is written'))
        );
      },
    },
  });
  const bot = await openBot(commands, { load: { draft: store.get, job: async (id) => jobs.get(id) } });
  const requester = { id: bot.member.id, name: bot.member.name };
  /** A message of the bot with one button, as a job or draft would have left it. */
  const buttonFor = async (customId: string): Promise<SandboxMessage> => {
    const body = {
      content: 'a message',
      components: [{ type: 1, components: [{ type: 2, style: 2, label: 'Press', custom_id: customId }] }],
    };
    await bot.client.rest.once.post(`/channels/${bot.channel.id}/messages`, { body });
    return bot.channel.nextMessage();
  };
  return { ...bot, commands, drafts, jobs, begun, requested, retried, heard, written, requester, buttonFor };
}

/** The row of a model by its id. */
export function modelCalled(id: string): Model {
  const model = models.find((row) => row.id === id);
  if (!model) throw new Error(`no model ${id} in the catalog`);
  return model;
}

/** What a form asks for, by what is written beside its fields. */
export function fieldsOf(form: {
  modal: { components: Record<string, unknown>[] } | undefined;
}): unknown[] | undefined {
  return form.modal?.components.map(({ label }) => label);
}

/** What a field of a form is filled in with, and how much it takes. */
export function fieldOf(form: { modal: { components: Record<string, unknown>[] } | undefined }, name: string) {
  const holder = form.modal?.components.find(({ label }) => label === name);
  return holder?.component as { value?: string; max_length?: number; required?: boolean } | undefined;
}
