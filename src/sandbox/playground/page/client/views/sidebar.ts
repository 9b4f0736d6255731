import { html, nothing, type TemplateResult } from 'lit';
import type { WireChannel } from '../../wire.ts';
import { currentGuild, DIRECT } from '../place.ts';
import { avatarOf, initialsOf } from './avatar.ts';
import { icon } from './icons.ts';
import { peopleView } from './people.ts';
import type { Scene, View } from './view.ts';

/** Servers, their channels, and who this window is. */
export function sidebarView(scene: Scene): TemplateResult {
  const { state } = scene;
  const guild = currentGuild(state);
  return html`<nav class="sidebar ${state.isSidebarOpen ? 'open' : ''}" aria-label="Servers and channels">
    <div class="guilds">
      ${guildButton(scene, DIRECT, 'Direct messages', html`${icon('home')}`)}
      <hr />
      ${state.world?.guilds.map(({ id, name }) => guildButton(scene, id, name, nothing))}
    </div>
    <div class="channels">
      <h2>${guild?.name ?? 'Direct messages'}</h2>
      <div class="channel-list">${guild ? channelList(scene, guild.channels) : directList(scene)}</div>
      ${peopleView(scene)}
    </div>
  </nav>`;
}

function guildButton({ state, places }: Scene, id: string, name: string, sign: View): TemplateResult {
  const isCurrent = state.guildId === id;
  const channels = state.world?.guilds.find((guild) => guild.id === id)?.channels ?? directChannels(state);
  const unread = channels.some((channel) => (state.unread.get(channel.id) ?? 0) > 0);
  return html`<button
    class="guild ${unread ? 'unread' : ''}"
    title=${name}
    aria-label=${name}
    data-initials=${sign === nothing ? initialsOf(name) : nothing}
    aria-current=${isCurrent ? 'true' : nothing}
    @click=${() => places.enterGuild(id)}
  >
    ${sign}
  </button>`;
}

function directChannels({ world }: Scene['state']): WireChannel[] {
  return world ? [world.directMessages] : [];
}

function channelList(scene: Scene, channels: readonly WireChannel[]): TemplateResult[] {
  const tops = channels.filter(({ kind }) => kind === 'text');
  return tops.map(
    (channel) =>
      html`${channelButton(scene, channel)}
      ${channels.filter(({ parentId }) => parentId === channel.id).map((thread) => channelButton(scene, thread))}`,
  );
}

function channelButton({ state, places }: Scene, { id, name, kind }: WireChannel): TemplateResult {
  const count = state.unread.get(id) ?? 0;
  return html`<button
    class="channel ${kind} ${count > 0 ? 'unread' : ''}"
    aria-current=${state.channelId === id ? 'true' : nothing}
    @click=${() => places.enterChannel(id)}
  >
    ${icon(kind === 'thread' ? 'thread' : 'hash')} <span>${name}</span>
    ${count > 0 ? html`<b class="badge" aria-label="${count} new">${count}</b>` : nothing}
  </button>`;
}

function directList({ state, places }: Scene): View {
  const channel = state.world?.directMessages;
  if (!channel) return nothing;
  return html`<button class="channel dm" aria-current="true" @click=${() => places.enterGuild(DIRECT)}>
    <img src=${avatarOf(channel.name, state.world)} alt="" /> <span>${channel.name}</span>
  </button>`;
}
