import { createHook } from 'node:async_hooks';

/** What belongs to the language and the loop itself. All else is a real timer, file, socket, process or thread. */
const HARMLESS: ReadonlySet<string> = new Set([
  'PROMISE',
  'Immediate',
  'TickObject',
  'Microtask',
  'STREAM_END_OF_STREAM',
]);

/** Whoever runs these tests has timers of their own. */
const OURS = /\/(src|commands|test\/simulation)\//;

/** Notices when real asynchronous work is begun within a life: its result would come when the machine likes. */
export function createRealityGuard() {
  let begun: string | undefined;
  const hook = createHook({
    init(_id, type) {
      if (HARMLESS.has(type) || begun !== undefined) return;
      const { stack = '' } = new Error(`something real was begun within a life: ${type}`);
      if (OURS.test(stack.split('\n').slice(2).join('\n'))) begun = stack;
    },
    // A hook for promises would make all of them slow.
    trackPromises: false,
  } as Parameters<typeof createHook>[0]);
  return {
    begin: () => void hook.enable(),
    /** Throws where something real was begun. */
    end() {
      hook.disable();
      if (begun !== undefined) throw new Error(begun);
    },
  };
}
