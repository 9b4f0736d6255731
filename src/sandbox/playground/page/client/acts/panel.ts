import type { WireControl } from '../../wire.ts';
import { sendControl } from '../server.ts';

/** What is done behind the scenes. */
export interface PanelActs {
  control(wish: WireControl): void;
  /** Plays a sample song, or falls silent when it is playing already. */
  listenTo(url: string): void;
}

export function createPanelActs(): PanelActs {
  let player: HTMLAudioElement | undefined;

  return {
    control: (wish) => void sendControl(wish),
    listenTo(url) {
      const isSame = player?.src.endsWith(url) && !player.paused;
      player?.pause();
      player = isSame ? undefined : new Audio(url);
      void player?.play().catch(() => undefined);
    },
  };
}
