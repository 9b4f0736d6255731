/** Holds the state of the page; whoever changes it makes a new one. */
export interface Store<State> {
  get(): State;
  /** Puts changes over the state, and has everybody told soon, once for many changes. */
  set(changes: Partial<State> | ((state: State) => Partial<State>)): void;
}

export function createStore<State extends object>(first: State, show: (state: State) => void): Store<State> {
  let state = first;
  let isPlanned = false;

  const showSoon = () => {
    if (isPlanned) return;
    isPlanned = true;
    // Not by animation frame: windows in the background go on living.
    queueMicrotask(() => {
      isPlanned = false;
      show(state);
    });
  };

  return {
    get: () => state,
    set(changes) {
      state = { ...state, ...(typeof changes === 'function' ? changes(state) : changes) };
      showSoon();
    },
  };
}
