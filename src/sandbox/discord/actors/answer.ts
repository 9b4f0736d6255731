import type { InteractionRecord, World } from '../records.ts';
import type { Answer, AnswerKind, SandboxMessage } from '../types.ts';

/** Shows what became of an interaction; it stays live while the bot goes on editing. */
export function answerOf(world: World, interaction: InteractionRecord): Answer {
  const kind = interaction.answer as AnswerKind;
  const editsBefore = kind === 'deferredUpdate' ? (interaction.original?.edits ?? 0) : -1;
  const original = () => interaction.original;

  const settledMessage = (predicate: (message: SandboxMessage) => boolean): SandboxMessage | undefined => {
    const record = original();
    if (!record) throw new Error(`the answer of kind ${kind} has no message`);
    if (record.deleted) throw new Error('the answer was deleted');
    const view = world.views.of(record);
    const isDone = !view.loading && view.edits > editsBefore;
    return isDone && predicate(view) ? view : undefined;
  };

  return {
    kind,
    interactionId: interaction.id,
    token: interaction.token,
    modal: interaction.modal,
    get message() {
      const record = original();
      return record && !record.deleted ? world.views.of(record) : undefined;
    },
    settled: (predicate = () => true, { timeoutMs } = {}) =>
      world.events.wait(() => settledMessage(predicate), {
        what: () => `the answer to settle; it shows: ${shownText(world, interaction)}`,
        timeoutMs,
      }),
    get followUps() {
      return interaction.followUps.map(world.views.of);
    },
  };
}

function shownText(world: World, { original }: InteractionRecord): string {
  return original ? JSON.stringify(world.views.of(original).text()) : 'nothing';
}
