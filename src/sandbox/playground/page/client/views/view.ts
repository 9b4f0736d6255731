import type { TemplateResult } from 'lit';
import type { ComposeActs } from '../acts/compose.ts';
import type { PanelActs } from '../acts/panel.ts';
import type { PlaceActs } from '../acts/places.ts';
import type { TryActs } from '../acts/tries.ts';
import type { UseActs } from '../acts/use.ts';
import type { AppState } from '../state.ts';

/** What views are made from: how things stand, and what can be done. */
export interface Scene {
  state: AppState;
  /** The stand-ins' time, in milliseconds since the epoch. */
  now: number;
  places: PlaceActs;
  compose: ComposeActs;
  use: UseActs;
  panel: PanelActs;
  tries: TryActs;
}

export type View = TemplateResult | typeof import('lit').nothing;
