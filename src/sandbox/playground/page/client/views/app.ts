import { html, nothing, type TemplateResult } from 'lit';
import { currentChannel } from '../place.ts';
import { channelView } from './channel.ts';
import { composerView } from './composer.ts';
import { formView } from './form.ts';
import { icon } from './icons.ts';
import { jumpBar } from './jump-bar.ts';
import { openMenuView } from './message-menu.ts';
import { panelView } from './panel.ts';
import { sidebarView } from './sidebar.ts';
import { triesView } from './tries.ts';
import type { Scene, View } from './view.ts';

/** The whole page. */
export function appView(scene: Scene): TemplateResult {
  const { state } = scene;
  const classes = [state.isPanelOpen ? 'with-panel' : '', state.isDropping ? 'dropping' : ''];
  return html`<aside class="stand-in" aria-label="What this page is">
      <b>A stand-in on this machine, not Discord.</b>
      <span>The bot is real; servers, members and music provider are not.</span> The music is a simple sound effect, no
      AI.
    </aside>
    <div class="app ${classes.join(' ')}">
      ${sidebarView(scene)}
      ${
        state.isSidebarOpen
          ? html`<button class="veil" aria-label="Close the list" @click=${() => scene.places.toggle('isSidebarOpen')}></button>`
          : nothing
      }
      <main>
        ${headView(scene)} ${channelView(scene)} ${jumpBar(scene)} ${triesView(scene)} ${composerView(scene)}
        ${openMenuView(scene)}
      </main>
      ${panelView(scene)}
    </div>
    ${formView(scene)}
    ${
      state.connection === 'lost'
        ? html`<p class="lost" role="alert">The playground was ended. This page comes back with it.</p>`
        : nothing
    }
    <div class="drop-hint" aria-hidden="true">Drop your song</div>`;
}

function headView({ state, places }: Scene): View {
  const channel = currentChannel(state);
  return html`<header class="head">
    <button class="icon-button only-narrow" aria-label="Servers and channels" @click=${() => places.toggle('isSidebarOpen')}>
      ${icon('menu')}
    </button>
    ${icon(channel?.kind === 'thread' ? 'thread' : 'hash')}
    <h1>${channel?.name ?? ''}</h1>
    <span class="topic">${channel?.topic ?? ''}</span>
    ${botDot(state.panel?.bot.state)}
    <button
      class="panel-toggle"
      aria-pressed=${state.isPanelOpen}
      aria-label="Behind the scenes"
      @click=${() => places.toggle('isPanelOpen')}
    >
      ${icon('panel')} <span>Behind the scenes</span>
    </button>
  </header>`;
}

function botDot(botState: string | undefined): View {
  if (botState === undefined || botState === 'running') return nothing;
  return html`<span class="bot-state" data-state=${botState} role="status"><i></i> bot ${botState}</span>`;
}
