import { marksIn, styleIn } from './checker/seen.ts';
import type { History } from './history.ts';
import { type Control, controlsOf } from './players/controls.ts';
import type { Interaction, Message } from './players/discord.ts';
import type { World } from './world.ts';

export interface OperatorOptions {
  world: Pick<World, 'after' | 'now'>;
  history: History;
  /** Presses a control of the desk, or chooses one of its values. */
  use(customId: string, value: string | null, on: Message | undefined): Interaction;
}

type Answer = 'spent' | 'free' | 'retry';

const SURE: readonly Answer[] = ['spent', 'free', 'retry'];
const ASKS = { spent: 'askSpent', free: 'askFree', retry: 'askRetry' } as const;

const LOOK_EVERY_MS = 3_000;
const LOOKS = 10;
/** What has left has arrived by then, and is on the bill. */
const KNOWN_AFTER_MS = 5 * 60_000;

/** Whoever runs the bot, with the bills of the providers at hand: they say of what is in doubt how it really is. */
export function createOperator({ world, history, use }: OperatorOptions) {
  /** Undefined where the bills do not tell, as of two by the same words. */
  const answerFor = (jobId: string, retries: boolean): Answer | undefined => {
    const asked = history.events.filter((event) => event.kind === 'asked');
    const own = asked.filter(({ interaction, words }) => interaction === jobId || words.includes(jobId));
    const [mark, ...others] = new Set(own.flatMap(({ words }) => styleIn(words) || []));
    // What was tried again bears the same words.
    const wasRepeated = own.some(({ what }) => /cover:(again|anotherTake):/.test(what));
    if (mark === undefined || others.length > 0 || wasRepeated) return undefined;
    if (asked.filter(({ words }) => marksIn(words).includes(mark)).length > 1) return undefined;
    const submits = history.events
      .filter((event) => event.kind === 'provider')
      .filter(({ what, words }) => what === 'submit' && styleIn(words) === mark);
    if (submits.some(({ at }) => at > world.now() - KNOWN_AFTER_MS)) return undefined;
    const billed = new Set(history.events.flatMap((event) => (event.kind === 'billed' ? event.id : [])));
    if (submits.some(({ id }) => billed.has(id))) return 'spent';
    return retries ? 'retry' : 'free';
  };

  /** What to press on a card: what is sure, else how it is, else what is in doubt. */
  const nextOf = (controls: readonly Control[], retries: boolean, left: number) => {
    const find = (actions: readonly string[]) => controls.find(({ action }) => actions.includes(action));
    const asks = find(['askFree']);
    const answer = asks && answerFor(asks.id, retries);
    const button = find(SURE) ?? (answer && find([ASKS[answer]]));
    if (button) return { customId: button.customId, value: null };
    const menu = asks ? undefined : find(['doubt']);
    const value = menu?.values[left % menu.values.length];
    return menu && value !== undefined ? { customId: menu.customId, value } : undefined;
  };

  /** Goes on with the card that came, and so with the next one. */
  const goOn = (interaction: Interaction, retries: boolean, left: number, looks = LOOKS): void => {
    world.after(LOOK_EVERY_MS, {
      run() {
        if (left === 0) return;
        const message = interaction.messages[0] ?? interaction.source;
        const controls = controlsOf(message?.body.components);
        const next = nextOf(controls, retries, left);
        if (next) goOn(use(next.customId, next.value, message), retries, left - 1);
        else if (looks > 1 && controls.length === 0) goOn(interaction, retries, left, looks - 1);
      },
    });
  };

  return {
    press: (customId: string) => void use(customId, null, undefined),
    /** Looks at what is in doubt; `retries`: has made anew what was not taken. */
    settle(retries: boolean) {
      goOn(use('cover-operator:show:doubts', null, undefined), retries, PRESSES);
    },
  };
}

/** Three for each that is settled. */
const PRESSES = 9;
